"""The day a question asks about: today, tomorrow, a weekday, a date."""

from __future__ import annotations

import re
from datetime import date, timedelta

import msgspec

from wattos.months import MONTH_PATTERN, month_number

_TODAY = re.compile(r"\b(?:heute|today|bugün|tonight|heut)\b", re.I)
_TOMORROW = re.compile(r"\b(?:morgen|tomorrow|yarın)\b(?!s)", re.I)
_AFTER = re.compile(r"\bübermorgen\b", re.I)
_NOW = re.compile(
    r"\b(?:gerade|jetzt|momentan|aktuell|derzeit|now|right now|currently|at the moment|şu an\w*"
    r"|şimdi)\b",
    re.I,
)
_WEEKDAYS = (
    r"montags?|mondays?|pazartesi\w*",
    r"dienstags?|tuesdays?|salı\w*",
    r"mittwochs?|wednesdays?|çarşamba\w*",
    r"donnerstags?|thursdays?|perşembe\w*",
    r"freitags?|fridays?|cuma(?!rtesi)\w*",
    r"samstags?|sonnabends?|saturdays?|cumartesi\w*",
    r"sonntags?|sundays?|pazar(?!tesi)\w*",
)
_DATE = re.compile(r"\b(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.(?P<year>20\d\d)?")
_NAMED_DATE = re.compile(
    rf"\b(?P<day>\d{{1,2}})\.?\s+(?P<month>{MONTH_PATTERN})\b",
    re.I,
)


class Moment(msgspec.Struct, frozen=True):
    """A day, and whether this very minute is asked for; `weekday` when a weekday was named."""

    day: date
    now: bool = False
    weekday: bool = False


def moment_of(text: str, today: date, *, present: bool) -> Moment | None:
    """The day that a question names; `present` takes a question without one to mean now."""
    if _NOW.search(text):
        return Moment(today, now=True)
    if _AFTER.search(text):
        return Moment(today + timedelta(days=2))
    named = _dated(text, today)
    if named is not None:
        return Moment(named)
    if _TODAY.search(text):
        return Moment(today)
    number = weekday_of(text)
    if number is not None:
        return Moment(today + timedelta(days=(number - today.weekday()) % 7), weekday=True)
    if _TOMORROW.search(text):
        return Moment(today + timedelta(days=1))
    return Moment(today, now=True) if present else None


def weekday_of(text: str) -> int | None:
    """The day of the week that a question names, 0 for Monday."""
    named = (n for n, names in enumerate(_WEEKDAYS) if re.search(rf"\b(?:{names})\b", text, re.I))
    return next(named, None)


def _dated(text: str, today: date) -> date | None:
    """The next such date, unless its year is named."""
    match = _DATE.search(text)
    if match:
        year, month = int(match["year"] or 0), int(match["month"])
    else:
        match = _NAMED_DATE.search(text)
        if match is None:
            return None
        year, month = 0, month_number(match["month"])
    try:
        found = date(year or today.year, month, int(match["day"]))
    except ValueError:
        return None
    if year == 0 and found < today:
        return found.replace(year=today.year + 1)
    return found
