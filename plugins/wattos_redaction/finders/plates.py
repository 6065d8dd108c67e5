"""Number plates: German ones by their district code, others where the words speak of a vehicle."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from wattos_redaction.finders.cues import Span, after, before, counts_things
from wattos_redaction.finders.lists import words

_GERMAN = re.compile(
    r"(?<![\w\-/.])(?P<district>[A-ZÄÖÜ]{1,3})(?P<gap> ?[\-–:·] ?| )(?P<letters>[A-Z]{1,2})"
    r"(?P<second>[ \-]?)(?P<digits>[1-9]\d{0,3})[EH]?(?![\w\-/]|[.,]\d)"
)
_TURKISH = re.compile(
    r"(?<![\w\-/.])(?:0[1-9]|[1-7]\d|8[01])[ \-]?(?P<letters>[A-PR-VY-Z]{1,3})[ "
    r"\-]?\d{2,5}(?![\w\-/]|[.,]\d)"
)
_BRITISH = re.compile(r"(?<![\w\-/.])[A-Z]{2}\d{2} ?[A-Z]{3}(?![\w\-/])")
_VEHICLE = re.compile(
    r"kennzeichen|nummernschild|kfz|auto\b|wagen|fahrzeug|pkw|lkw|roller|motorrad|parkt|geparkt|"
    r"plaka|araç|arac|araba|otomobil|kamyon|plate|registration|\bcar\b|vehicle|\bvan\b|"
    r"lorry|truck|\breg\b|\bparked\b|motorbike",
    re.IGNORECASE,
)
_THING = re.compile(
    r"rechnung|bestell|artikel|raum|zimmer|modell|typ\b|norm|gleis|linie|room|gate|flight|flug",
    re.IGNORECASE,
)
_NOT_DISTRICT = frozenset({("DIN", "EN"), ("EN", "IS"), ("HR", "B"), ("HR", "A"), ("RE", "NR")})
_UNITS = frozenset(
    {
        "EUR",
        "TL",
        "KG",
        "KM",
        "CM",
        "MM",
        "ML",
        "GB",
        "MB",
        "TB",
        "USB",
        "W",
        "V",
        "A",
        "M",
        "L",
        "G",
    }
)


def find_plate(text: str) -> Iterator[Span]:
    """German plates of real districts; parted by spaces only, or foreign, beside a vehicle."""
    for match in _GERMAN.finditer(text):
        code = (match["district"], match["letters"])
        if match["district"] not in _districts() or code in _NOT_DISTRICT:
            continue
        long = len(code[0] + code[1] + match["digits"]) > 4
        plain = match["gap"] != " " and match["second"] == " " and long
        if _vehicle_near(text, match) or (plain and not _counted(text, match)):
            yield match.span()
    for match in _TURKISH.finditer(text):
        if match["letters"] not in _UNITS and _vehicle_near(text, match):
            yield match.span()
    for match in _BRITISH.finditer(text):
        if _vehicle_near(text, match):
            yield match.span()


def _vehicle_near(text: str, match: re.Match[str]) -> bool:
    return bool(
        _VEHICLE.search(before(text, match.start(), 60))
        or _VEHICLE.search(after(text, match.end(), 40))
    )


def _counted(text: str, match: re.Match[str]) -> bool:
    return counts_things(text, match.start()) or bool(
        _THING.search(before(text, match.start(), 20))
    )


@cache
def _districts() -> frozenset[str]:
    return frozenset(words("plate_districts.txt"))
