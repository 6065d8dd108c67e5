"""When it is open in summer, in winter or in a month: the rules of that part of the year."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from wattos.llm import RecordSource
from wattos.months import MONTH_PATTERN, month_number
from wattos.records import Hours, OpeningRule, Period, TimeSpan
from wattos_offline.records.moments import weekday_of
from wattos_offline.records.stating import Statement
from wattos_offline.records.wording import day_name, hours_of, month_span, say, word
from wattos_offline.words import Word, lower

_SEASONS = (
    (re.compile(r"winters?|kış(?:ın|ları)?", re.I), 1),
    (re.compile(r"frühlings?|frühjahrs?|spring|ilkbahar(?:da)?", re.I), 4),
    (re.compile(r"sommers?|summers?|yaz(?:ın|ları)?", re.I), 7),
    (re.compile(r"herbste?s?|autumn|sonbahar(?:da)?", re.I), 10),
)
_IN_MONTH = re.compile(rf"\b(?:im|in|during)\s+(?:monat\s+)?(?P<month>{MONTH_PATTERN})\b", re.I)
_MIDDLE = 15  # of a month, and of a season by its middle month


def season_of(text: str, today: date) -> date | None:
    """A day in the middle of the season or month that a question names."""
    words = re.findall(r"\w+", text)
    for pattern, month in _SEASONS:
        if any(pattern.fullmatch(word) for word in words):
            return date(today.year, month, _MIDDLE)
    named = _IN_MONTH.search(text)
    return date(today.year, month_number(named["month"]), _MIDDLE) if named else None


def without_seasons(subject: Sequence[Word], language: str) -> tuple[Word, ...]:
    """The words that name what is asked about, without "winter" and the like."""
    return tuple(
        word
        for word in subject
        if not any(pattern.fullmatch(lower(word.text, language)) for pattern, _ in _SEASONS)
    )


def answer_season(
    source: RecordSource, hours: Hours, text: str, day: date, *, subject: str, language: str
) -> Statement | None:
    """The week of that part of the year; None where the page tells no parts apart, or in doubt."""
    rules = [rule for rule in hours.rules if rule.season is None or rule.season.covers(day)]
    seasons = {rule.season for rule in rules if rule.season is not None}
    if len(seasons) != 1 or any(rule.condition or rule.weeks or rule.note for rule in rules):
        return None
    asked = weekday_of(text)
    week = [(n, _spans(rules, n)) for n in range(7) if asked is None or n == asked]
    days = [(number, spans) for number, spans in week if spans]
    if not days:
        return None
    told = "; ".join(_told(run, spans, language) for run, spans in _runs(days))
    period = _period(next(iter(seasons)), language)
    sentence = say("season", language, subject=subject, period=period, hours=told)
    return Statement(sentence, (source,))


def _spans(rules: Sequence[OpeningRule], day: int) -> tuple[TimeSpan, ...]:
    found = {span for rule in rules if day in rule.days for span in rule.spans}
    return tuple(sorted(found, key=lambda span: span.opens))


def _runs(
    days: Sequence[tuple[int, tuple[TimeSpan, ...]]],
) -> list[tuple[list[int], tuple[TimeSpan, ...]]]:
    """Days one after another with the same hours."""
    runs: list[tuple[list[int], tuple[TimeSpan, ...]]] = []
    for number, spans in days:
        if runs and runs[-1][1] == spans and runs[-1][0][-1] == number - 1:
            runs[-1][0].append(number)
        else:
            runs.append(([number], spans))
    return runs


def _told(run: Sequence[int], spans: Sequence[TimeSpan], language: str) -> str:
    name = "days" if len(run) > 2 else "both" if len(run) == 2 else "day"
    first, last = day_name(run[0], language), day_name(run[-1], language)
    return f"{word(name, language).format(a=first, b=last)} {hours_of(spans, language)}"


def _period(season: Period, language: str) -> str:
    return month_span(season.first, season.last, language)
