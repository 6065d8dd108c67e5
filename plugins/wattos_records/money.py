"""Amounts of money as pages write them: "46,00 Euro", "€4.90", "1.200 €", "5,50 avro", "frei"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

import msgspec

_NUMBER = r"\d{1,3}(?:[.,\u00a0 ]\d{3})+(?:[.,]\d{2})?|\d+(?:[.,]\d{1,2})?"
_CURRENCY = {
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "avro": "EUR",
    "$": "USD", "usd": "USD", "£": "GBP", "gbp": "GBP", "chf": "CHF", "fr.": "CHF",
    "₺": "TRY", "tl": "TRY", "lira": "TRY",
}  # fmt: skip
_AMOUNT = re.compile(
    rf"(?<![\w.,])(?:(?P<before>[€$£₺])\s?(?P<n1>{_NUMBER})"
    rf"|(?:(?P<low>{_NUMBER})\s?(?:bis|to|–|-|und|and)\s?)?(?P<n2>{_NUMBER}|\d+,[–-])\s?"
    r"(?P<after>€|EUR\b|[Ee]uros?\b|avro|USD\b|£|GBP\b|CHF\b|₺|TL\b|lira))",
)
_FREE = re.compile(
    r"\b(?:kostenlos\w*|kostenfrei\w*|gebührenfrei\w*|beitragsfrei\w*|unentgeltlich\w*|gratis"
    r"|umsonst|free of charge|for free"
    r"|ücretsiz(?:dir)?|bedava|keine Gebühr|zahlt nichts|zahlen nichts)\b",
    re.I,
)
_FREE_CELL = re.compile(
    r"^(?:frei|free|gratis|kostenlos|kostenfrei|gebührenfrei|ücretsiz|keine Gebühr|no charge)\W*$",
    re.I,
)


class Amount(msgspec.Struct, frozen=True, kw_only=True):
    """An amount at `start:end`; `least` is the lower end of a range."""

    start: int
    end: int
    value: Decimal
    currency: str
    least: Decimal | None = None


def amounts(text: str) -> Iterator[Amount]:
    """Every amount with its currency, in order."""
    for match in _AMOUNT.finditer(text):
        number = match["n1"] or match["n2"]
        sign = (match["before"] or match["after"]).lower()
        value = _decimal(number)
        low = _decimal(match["low"]) if match["low"] else None
        if low is not None and low >= value:
            low = None
        yield Amount(
            start=match.start() if match["n1"] or low is not None else match.start("n2"),
            end=match.end(),
            value=value,
            currency=_CURRENCY[sign],
            least=low,
        )


def free_words(text: str) -> re.Match[str] | None:
    """The words that say something costs nothing."""
    return _FREE.search(text)


def is_free_cell(cell: str) -> bool:
    """Whether a table's cell or a list's end says "free" and nothing else."""
    return _FREE_CELL.match(cell.strip()) is not None


def _decimal(number: str) -> Decimal:
    plain = re.sub(r",[–-]$", "", number).replace("\u00a0", "").replace(" ", "")
    if re.search(r"[.,]\d{1,2}$", plain):
        whole, cents = re.split(r"[.,](?=\d{1,2}$)", plain)
        return Decimal(f"{re.sub('[.,]', '', whole)}.{cents}")
    return Decimal(re.sub("[.,]", "", plain))
