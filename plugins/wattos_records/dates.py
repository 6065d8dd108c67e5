"""Days and periods of the year: "24. Dezember bis 1. Januar", "March to October", "31 Ocak"."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator

import msgspec

from wattos.months import MONTH_PATTERN, month_number
from wattos.records import Period

MONTH = rf"(?:{MONTH_PATTERN})"
_PART = {"anfang": 1, "mitte": 15, "ende": 31, "early": 1, "mid": 15, "late": 31, "end of": 31}
_DATE = re.compile(
    rf"(?:(?P<part>Anfang|Mitte|Ende|early|mid|late|end of)[\s-]+)?"
    rf"(?:(?P<day>\d{{1,2}})\.?\s*)?\b(?P<month>{MONTH})\b(?:\s+(?P<day2>\d{{1,2}})(?:st|nd|rd"
    rf"|th)?\b"
    r"(?!:|\.\d|\s*(?:Uhr|€|Euro|h\b|am\b|pm\b)))?(?:,?\s+(?P<year>20\d\d))?"
    r"|\b(?P<nday>\d{1,2})\.(?P<nmonth>\d{1,2})\.(?P<nyear>20\d\d)?",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?P<day>\d{1,2})\.(?=\s*(?:(?:,|und|u\.|sowie|bis|–|-)\s*(?:am\s+)?\d{1,2}\.))"
)
_TO = re.compile(
    r"^\s*(?:[-–—]|bis(?:\s+(?:zum|einschließlich|Ende))*|to|until|ile|through)\s*(?:zum\s+)?$",
    re.I,
)


class _Found(msgspec.Struct):
    start: int
    end: int
    month: int
    day: int | None
    year: int | None
    part: int | None


def periods_in(text: str) -> list[Period]:
    """Every day and period that the text names, in order."""
    return [period for period, _, _ in placed_periods(text)]


def placed_periods(text: str) -> list[tuple[Period, int, int]]:
    """Periods with the place of their words in the text."""
    found = list(_dates(text))
    periods: list[tuple[Period, int, int]] = []
    skip = False
    for index, each in enumerate(found):
        if skip:
            skip = False
            continue
        after = found[index + 1] if index + 1 < len(found) else None
        if after is not None and _TO.match(text[each.end : after.start]):
            periods.append((_period(each, after), each.start, after.end))
            skip = True
        else:
            periods.append((_period(each, each), each.start, each.end))
    return periods


def _dates(text: str) -> Iterator[_Found]:
    """Dates in order; a day without its month ("24. und 31. Dezember") takes the next one's."""
    full = [_read(match) for match in _DATE.finditer(text) if not _is_verb(match)]
    spans = [(each.start, each.end) for each in full]
    bare = [
        match
        for match in _BARE.finditer(text)
        if not any(start <= match.start() < end for start, end in spans)
    ]
    borrowed = [
        _Found(match.start(), match.end(), owner.month, int(match["day"]), owner.year, None)
        for match in bare
        if (owner := next((each for each in full if each.start >= match.end()), None)) is not None
        and owner.start - match.end() < 40
    ]
    yield from sorted(
        (
            each
            for each in [*full, *borrowed]
            if 1 <= (each.day or 1) <= 31 and 1 <= each.month <= 12
        ),
        key=lambda each: each.start,
    )


def _is_verb(match: re.Match[str]) -> bool:
    return match["month"] == "may" and not (match["day"] or match["day2"])


def _read(match: re.Match[str]) -> _Found:
    if match["nday"]:
        year = int(match["nyear"]) if match["nyear"] else None
        return _Found(*match.span(), int(match["nmonth"]), int(match["nday"]), year, None)
    day = match["day"] or match["day2"]
    return _Found(
        start=match.start(),
        end=match.end(),
        month=month_number(match["month"]),
        day=int(day) if day else None,
        year=int(match["year"]) if match["year"] else None,
        part=_PART.get((match["part"] or "").lower()),
    )


def _period(first: _Found, last: _Found) -> Period:
    start = first.day or first.part or 1
    end = last.day or last.part or 31
    start_year, end_year = first.year, last.year
    if start_year is None and end_year is not None:
        start_year = end_year - ((first.month, start) > (last.month, end))
    if end_year is None and start_year is not None:
        end_year = start_year + ((last.month, end) < (first.month, start))
    return Period(_iso(start_year, first.month, start), _iso(end_year, last.month, end))


def _iso(year: int | None, month: int, day: int) -> str:
    day = min(day, monthrange(year or 2024, month)[1])
    return f"{year}-{month:02}-{day:02}" if year else f"{month:02}-{day:02}"
