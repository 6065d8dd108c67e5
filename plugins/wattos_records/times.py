"""Ranges of clock times: "8.00 - 12.00h", "14 bis 17:30 Uhr", "10 am–6:30 pm", "09.00–17.00"."""

from __future__ import annotations

import re
from datetime import time

import msgspec

from wattos.records import TimeSpan


def _clock(name: str) -> str:
    return (
        rf"(?P<{name}h>\d{{1,2}})(?:[:.](?P<{name}m>[0-5]\d))?(?!\d)\s*"
        rf"(?:(?P<{name}s>a\.?m\.?|p\.?m\.?|noon|midnight|Uhr|h)(?![^\W\d_]))?"
    )


_FROM_TO = re.compile(
    rf"(?<![\d.,/€$-]){_clock('a')}\s*(?:[-–—]|bis|to|until|till|ile)\s*{_clock('b')}"
    r"(?![\d/]|[.,-]\d|\s*(?:€|%|EUR|Euro|Woche|Tag|Jahr|Monat|Stunde|Minute|Werktag|Arbeitstag"
    r"|Person"
    r"|Meter|cm\b|mm\b|kg\b|week|day|year|month|hour|minute|people|hafta|gün\b|yıl|ay\b|kişi))",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    rf"\b(?:zwischen|between)\s+{_clock('a')}\s*(?:und|and)\s+{_clock('b')}", re.IGNORECASE
)


class ClockRange(msgspec.Struct, frozen=True, kw_only=True):
    """A range at `start:end`; `marked` when it cannot be anything but times."""

    start: int
    end: int
    span: TimeSpan
    marked: bool


def clock_ranges(text: str) -> list[ClockRange]:
    """Every range of times in the text, in order, sure ones and those that only might be."""
    matches = [*_FROM_TO.finditer(text), *_BETWEEN.finditer(text)]
    found = [each for match in matches if (each := _range(match)) is not None]
    return sorted(found, key=lambda each: each.start)


def _range(match: re.Match[str]) -> ClockRange | None:
    opens, closes = _minutes(match, "a"), _minutes(match, "b")
    if opens is None or closes is None or opens == closes:
        return None
    if closes < opens <= 12 * 60 and closes <= 8 * 60 and not match["bs"]:
        closes += 12 * 60  # "10-2" is until two in the afternoon
    marked = any(match[group] for group in ("am", "as", "bm", "bs"))
    if not marked and re.match(r"\.\s*[A-ZÄÖÜ]", match.string[match.end() :]):
        return None  # days of a month: "15.–30. April"
    spoken = match[0].rstrip()
    return ClockRange(
        start=match.start(),
        end=match.start() + len(spoken),
        span=TimeSpan(_time(opens), _time(closes)),
        marked=marked,
    )


def _minutes(match: re.Match[str], name: str) -> int | None:
    """Minutes since midnight; a time without "am" or "pm" takes that of the other one."""
    hour, minute = int(match[f"{name}h"]), int(match[f"{name}m"] or 0)
    half = _half(match[f"{name}s"])
    other = _half(match["bs"]) if name == "a" else ""
    if hour > 24 or (hour == 24 and minute) or (half and hour > 12):
        return None
    if half == "midnight":
        return 24 * 60
    if name == "a" and not half and other == "pm" and hour <= 12:
        closes = int(match["bh"]) % 12 * 60 + int(match["bm"] or 0)
        half = "pm" if hour % 12 * 60 + minute < closes else "am"
    if half == "pm" and hour != 12:
        hour += 12
    if half == "am" and hour == 12:
        hour = 0
    return hour * 60 + minute


def _half(suffix: str | None) -> str:
    plain = (suffix or "").replace(".", "").lower()
    return {"noon": "pm"}.get(plain, plain) if plain in ("am", "pm", "noon", "midnight") else ""


def _time(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)
