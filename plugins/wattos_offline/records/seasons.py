"""When it is open in summer, in winter or in a month: the rules of that part of the year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

import msgspec

from wattos.llm import RecordSource
from wattos.months import MONTH_PATTERN, month_number
from wattos.records import Hours, OpeningRule, Period, TimeSpan
from wattos_offline.records.clocks import Clock, clock_of
from wattos_offline.records.moments import weekday_of
from wattos_offline.records.stating import Statement
from wattos_offline.records.wording import day_name, month_span, nth, say, word
from wattos_offline.words import Word, lower

_SEASONS = (
    (re.compile(r"winters?|kış(?:ın|ları)?", re.I), 1),
    (re.compile(r"frühlings?|frühjahrs?|spring|ilkbahar(?:da)?", re.I), 4),
    (re.compile(r"sommers?|summers?|yaz(?:ın|ları)?", re.I), 7),
    (re.compile(r"herbste?s?|autumn|sonbahar(?:da)?", re.I), 10),
)
_IN_MONTH = re.compile(rf"\b(?:im|in|during)\s+(?:monat\s+)?(?P<month>{MONTH_PATTERN})\b", re.I)
_SPAN = 3
_IN_A_SENTENCE = 2
_REMARK = 30  # letters; a longer condition is a sentence of its own
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
    told = week_of(rules, clock_of(source, language), only=weekday_of(text))
    if not told:
        return None
    period = _period(next(iter(seasons)), language)
    opening = say("season", language, subject=subject, period=period)
    return Statement(listed(opening, told), (source,))


def answer_week(
    source: RecordSource, hours: Hours, *, subject: str, language: str
) -> Statement | None:
    """The whole week in the asker's language, by season; None in doubt.

    A remark is told in the page's words, in quotes where those are of another language.
    """
    rules = in_quotes(hours.rules, source, language)
    if hours.by_appointment or any(
        len(rule.weeks) > 1 or len(rule.condition) > _REMARK for rule in rules
    ):
        return None
    seasons = list(dict.fromkeys(rule.season for rule in rules if rule.season is not None))
    clock = clock_of(source, language)
    sentences: list[str] = []
    for season in seasons or [None]:
        told = week_of([rule for rule in rules if rule.season in (None, season)], clock)
        if told and season is None:
            sentences.append(listed(say("week", language, yes="", subject=subject), told))
        elif told and season is not None:
            period = _period(season, language)
            opening = say("season", language, subject=subject, period=period)
            sentences.append(listed(opening, told))
    return Statement("\n\n".join(sentences), (source,)) if sentences else None


def listed(opening: str, told: Sequence[str]) -> str:
    """An opening and what it announces: a sentence for a line or two, else a list."""
    if len(told) <= _IN_A_SENTENCE:
        return f"{opening} {'; '.join(told)}."
    return "\n".join((f"{opening}\n", *(f"- {each}" for each in told)))


class _Open(msgspec.Struct, frozen=True):
    """What days that are told together share."""

    spans: tuple[TimeSpan, ...]
    week: int | None
    """Of the month, when it is not every one; the last is -1."""
    note: str


def week_of(rules: Sequence[OpeningRule], clock: Clock, *, only: int | None = None) -> list[str]:
    """The days with their hours ("Montag bis Freitag 8–12 Uhr"), none where none is open."""
    days: dict[_Open, list[int]] = {}
    for day in range(7) if only is None else [only]:
        for told in _open_on(day, rules):
            days.setdefault(told, []).append(day)
    return [_told(told, on, clock) for told, on in days.items()]


def _open_on(day: int, rules: Sequence[OpeningRule]) -> Iterator[_Open]:
    """The hours of a day; those of rules with different remarks are told apart."""
    of_day = [rule for rule in rules if day in rule.days and rule.spans]
    for weeks, note in dict.fromkeys((rule.weeks, _remark(rule)) for rule in of_day):
        alike = (rule.spans for rule in of_day if (rule.weeks, _remark(rule)) == (weeks, note))
        spans = sorted({span for each in alike for span in each}, key=lambda span: span.opens)
        yield _Open(tuple(spans), weeks[0] if weeks else None, note)


def in_quotes(
    rules: Sequence[OpeningRule], source: RecordSource, language: str
) -> Sequence[OpeningRule]:
    """The rules with their remarks in quotes where the page is in another language."""
    if source.place.language in ("", language):
        return rules
    return [_in_quotes(rule, language) for rule in rules]


def _in_quotes(rule: OpeningRule, language: str) -> OpeningRule:
    begin, end = ("„", "“") if language == "de" else ("“", "”")
    remark = _remark(rule)
    return msgspec.structs.replace(rule, note=f"{begin}{remark}{end}") if remark else rule


def _remark(rule: OpeningRule) -> str:
    """ "mit Termin", or what the hours depend on: "im Advent"."""
    return rule.note or rule.condition[:1].lower() + rule.condition[1:]


def _told(told: _Open, days: Sequence[int], clock: Clock) -> str:
    names = _named(days, clock.language)
    if told.week is not None:
        names = word("nth", clock.language).format(nth=nth(told.week, clock.language), days=names)
    remark = f" ({told.note})" if told.note else ""
    return f"{names} {clock.listed(told.spans)}{remark}"


def _named(days: Sequence[int], language: str) -> str:
    """ "Dienstag bis Freitag", "Wednesday and Saturday": three and more in a row are a span."""
    names: list[str] = []
    for _, run in groupby(enumerate(days), lambda each: each[1] - each[0]):
        row = [day_name(day, language) for _, day in run]
        names += row if len(row) < _SPAN else [word("days", language).format(a=row[0], b=row[-1])]
    *most, last = names
    return word("both", language).format(a=", ".join(most), b=last) if most else last


def _period(season: Period, language: str) -> str:
    return month_span(season.first, season.last, language)
