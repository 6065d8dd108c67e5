"""Days of the week that a text names, and those within the spans that it names."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SHORT_FORMS = (
    "Mo|Mon|Pzt",
    "Di|Tues?|Sal",
    "Mi|Wed|Çar",
    "Do|Thu(?:rs?)?|Per",
    "Fr|Fri|Cum",
    "Sa|Sat|Cmt",
    "So|Sun|Paz",
)
# "So" and "Do" are other words as well, unless a day, a time or a dash stands beside them.
_BESIDE = (
    r"(?:\.|(?=\s*(?:[–—/+&|:)-]|\d|$)|,\s*(?:\d|[A-ZÇ]\w{1,3}\b)"
    r"|\s(?:bis|und|u\.|to|and|or|oder|ve|ile)\s+[A-ZÇ]|\s(?:ab|von|from|until|geschlossen|closed)\b))"
)
_WHOLE = (
    r"montag\w*|mondays?|pazartesi\w*",
    r"dienstag\w*|tuesdays?|salı\w*",
    r"mittwoch\w*|wednesdays?|çarşamba\w*",
    r"donnerstag\w*|thursdays?|perşembe\w*",
    r"freitag\w*|fridays?|cuma(?!rtesi)\w*",
    r"samstag\w*|sonnabend\w*|saturdays?|cumartesi\w*",
    r"sonntag\w*|sundays?|pazar(?!tesi)(?:ları|lar|da|dan|a|ı)?",
)
_DAY = re.compile(
    "|".join(rf"\b(?P<d{number}>{names})\b" for number, names in enumerate(_WHOLE)), re.IGNORECASE
)
_SPOKEN_OF = re.compile(
    "|".join(
        rf"\b(?P<d{number}>(?i:{whole})|(?:{short}){_BESIDE})(?!\w)"
        for number, (whole, short) in enumerate(zip(_WHOLE, _SHORT_FORMS, strict=True))
    )
)
_TO = re.compile(
    r"(?:\s*(?:bis|to|through|[–—-])\s*|(?:\s*gün\w*)?\s*(?:ile|ila|[–-])\s*)", re.IGNORECASE
)
_MANY = (
    (re.compile(r"\b(?:täglich|daily|every day|her gün)\b", re.IGNORECASE), range(7)),
    (re.compile(r"\b(?:werktags?|werktäglich)\b", re.IGNORECASE), range(6)),
    (re.compile(r"\b(?:weekdays?|working days?|hafta içi)\b", re.IGNORECASE), range(5)),
    (re.compile(r"\b(?:wochenend\w*|weekends?|hafta sonu\w*)\b", re.IGNORECASE), range(5, 7)),
)


def named_days(text: str) -> set[int]:
    """The days that are written out, Monday is 0."""
    return {_number(found) for found in _DAY.finditer(text)}


def days_within(text: str) -> set[int]:
    """The days that a text speaks of, those within its spans and "daily" included."""
    days = set(_spanned(text))
    for pattern, meant in _MANY:
        if pattern.search(text):
            days.update(meant)
    return days


def _spanned(text: str) -> Iterator[int]:
    found = list(_SPOKEN_OF.finditer(text))
    for number, day in enumerate(found):
        yield _number(day)
        after = found[number + 1] if number + 1 < len(found) else None
        if after is not None and _joins(text[day.end() : after.start()]):
            first, last = _number(day), _number(after)
            yield from (each % 7 for each in range(first, last + (7 if last < first else 0)))


def _joins(between: str) -> bool:
    """ "Montag bis Freitag", "salı gününden cumartesi gününe kadar"."""
    return _TO.fullmatch(between) is not None or re.fullmatch(r" gün\w*den ", between) is not None


def _number(found: re.Match[str]) -> int:
    return int((found.lastgroup or "d0")[1:])
