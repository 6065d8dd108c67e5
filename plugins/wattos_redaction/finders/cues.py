"""Words around a value that say what it is, or that it only looks like personal data."""

from __future__ import annotations

import re
from collections.abc import Iterator

Span = tuple[int, int]
"""Character offsets, the end exclusive."""

_REACH = 45

NUMBERED_THING = re.compile(
    r"(?:bestell|auftrag|rechnung|kunden|artikel|sendung|vorgang|ticket|akten|referenz|serien|"
    r"modell|typ\b|beleg|vertrag|liefer|paket|inventar|chargen|lizenz|produkt|geräte|buchung|"
    r"order|invoice|tracking|customer|serial|part\b|model|reference|case\b|item|parcel|batch|"
    r"booking|license key|sipariş|fatura|takip|müşteri|ürün|seri|dosya|kargo|başvuru|"
    r"isbn|issn|ean\b|gtin|doi|hrb|hra|ust-?id|vat\b|din\b|iso\b|norm|zähler|meter|barcode|"
    r"katalog|catalog|fahrgestell|projekt|project|transaktion|transaction|referans|ref\b|"
    r"re-?nr|losnummer|patent|zeichen|baujahr|postfach|los\b|konto|account n|hesap)"
    r"[\w.'’-]*(?:[\s:#.\-–]|nr|no|numarası|nummer|number|code|kodu|lautet|ist|is|wurde|die|the|"
    r"[A-Z]{1,4}-?)*$",
    re.IGNORECASE,
)
"""Ends a text whose next number counts things: orders, invoices, articles, norms."""


def before(text: str, start: int, reach: int = _REACH) -> str:
    """What stands before a place, on its line."""
    return text[max(0, start - reach) : start].rpartition("\n")[2]


def after(text: str, end: int, reach: int = _REACH) -> str:
    """What stands after a place, on its line."""
    return text[end : end + reach].partition("\n")[0]


def thing_counted(text: str, start: int) -> str:
    """The words before `start` that announce the number of a thing; empty when there are none."""
    match = NUMBERED_THING.search(before(text, start))
    return match[0] if match else ""


def counts_things(text: str, start: int) -> bool:
    """Whether the words before `start` announce the number of a thing, not of a person."""
    return bool(thing_counted(text, start))


def cued(text: str, start: int, cue: re.Pattern[str], reach: int = _REACH) -> bool:
    """Whether a cue stands before `start` on its line."""
    return cue.search(before(text, start, reach)) is not None


def nearest(text: str, start: int, *cues: re.Pattern[str]) -> int | None:
    """Which of the cues stands nearest before `start` on its line, by its place; None for none."""
    words = before(text, start)
    last = [max((m.end() for m in cue.finditer(words)), default=-1) for cue in cues]
    best = max(last)
    return None if best < 0 else last.index(best)


def spans(pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    """The span of the group `it` (or of the whole match) of every match."""
    group = "it" if "it" in pattern.groupindex else 0
    for match in pattern.finditer(text):
        yield match.span(group)
