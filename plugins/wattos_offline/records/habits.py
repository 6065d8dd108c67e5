"""Hours of a day of the week as such: "samstags", "on Saturdays", "cumartesi günleri"."""

from __future__ import annotations

import re

from wattos.llm import RecordSource
from wattos.records import Hours
from wattos_offline.records.clocks import clock_of
from wattos_offline.records.moments import weekday_of
from wattos_offline.records.seasons import in_quotes, listed, week_of
from wattos_offline.records.wording import on_every, say

_HABIT = re.compile(
    r"\b(?:(?:mon|diens|donners|frei|sams|sonn)tags|mittwochs|sonnabends"
    r"|jeden? (?:\w+tag|mittwoch|sonnabend)"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days|(?:any|every|each) \w+day"
    r"|(?:pazartesi|salı|çarşamba|perşembe|cuma|cumartesi|pazar) günleri|her (?:pazar|cuma\w*|salı"
    r"|çarşamba|perşembe))\b",
    re.IGNORECASE,
)


def habit_of(text: str) -> int | None:
    """The day of the week that a question asks about in general, 0 for Monday."""
    return weekday_of(text) if _HABIT.search(text) else None


def answer_habit(
    source: RecordSource, weekday: int, language: str, *, subject: str, yes: str, no: str
) -> str | None:
    """What holds on that day all year round; None where seasons or conditions matter."""
    hours = source.data
    assert isinstance(hours, Hours)
    rules = [rule for rule in hours.rules if weekday in rule.days]
    in_doubt = any(rule.season for rule in hours.rules) or any(rule.condition for rule in rules)
    if in_doubt or hours.by_appointment or not any(rule.spans for rule in hours.rules):
        return None
    clock = clock_of(source, language)
    if any(rule.weeks for rule in rules):
        lines = week_of(in_quotes(rules, source, language), clock, only=weekday)
        return listed(say("week", language, yes=yes, subject=subject), lines) if lines else None
    spans = sorted({span for rule in rules for span in rule.spans}, key=lambda span: span.opens)
    day = on_every(weekday, language)
    if not spans:
        return say("closed_on", language, no=no, subject=subject, when=day)
    open_then = clock.within(spans)
    told = say("open_on", language, yes=yes, subject=subject, when=day, hours=open_then)
    notes = [rule.note for rule in rules if rule.note]
    same_language = source.place.language in ("", language)
    return f"{told[:-1]} ({notes[0]})." if notes and same_language else told
