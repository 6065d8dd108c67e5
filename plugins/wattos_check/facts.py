"""Fees, telephone numbers and opening hours as pages state them, with what they are about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal

import msgspec

from wattos_check.pages import Line, Page

FactKind = Literal["fee", "phone", "hours"]

_AMOUNT: Final = re.compile(
    r"(?<![\d,.])(\d{1,3}(?:\.\d{3})+|\d+)(?:[,.](\d\d?))?(?:,[-–])?\s?(?:€|Euro\b|EUR\b|euros?\b)"
    r"|(?:€|EUR)\s?(\d+(?:[,.]\d{3})*)(?:[.,](\d\d))?\b",
)
_WORD: Final = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_PHONE: Final = re.compile(r"(?:\+\d{1,3}[\s/]*|\b0)\(?0?\)?[\d][\d\s/()–-]{4,18}\d")
_PHONE_LINE: Final = re.compile(r"^\s*(?:tel(?:efon)?|phone|fon|telephone)\b[.:\s]", re.I)
_FAX: Final = re.compile(r"\b(?:tele)?fax\b|belgegeçer", re.I)
_ADDRESS: Final = re.compile(r"\d|@|^(?:e-?mail|fax|tel|telefon|raum|zimmer|adresse)\b", re.I)
# What says that there is a price, but not whose.
_GENERIC: Final = frozenset(
    [
        "gebühr",
        "gebühren",
        "kostet",
        "kosten",
        "preis",
        "preise",
        "beträgt",
        "betragen",
        "euro",
        "eur",
        "zahlen",
        "zahlt",
        "eintritt",
        "der",
        "die",
        "das",
        "den",
        "dem",
        "des",
        "ein",
        "eine",
        "einer",
        "einen",
        "einem",
        "für",
        "und",
        "oder",
        "mit",
        "zum",
        "zur",
        "von",
        "bei",
        "im",
        "in",
        "am",
        "an",
        "auf",
        "pro",
        "je",
        "jährlich",
        "jahr",
        "monat",
        "stück",
        "derzeit",
        "zurzeit",
        "aktuell",
        "wird",
        "werden",
        "ist",
        "sind",
        "the",
        "a",
        "an",
        "of",
        "fee",
        "fees",
        "costs",
        "cost",
        "price",
        "is",
        "are",
        "per",
        "to",
        "and",
        "or",
        "you",
        "pay",
        "we",
        "it",
        "for",
        "kontakt",
        "telefon",
        "uhr",
        "bitte",
        "sie",
        "ücret",
        "ücreti",
        "ve",
        "bir",
        "için",
    ]
)
_SPLIT: Final = re.compile(r"[;,](?=\s)|\s[–—-]\s|\bund\b|\band\b|(?<=\w):\s")


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """A stated value: `label` is what it is about as words, `value` how it compares."""

    kind: FactKind
    label: frozenset[str]
    value: str
    page: Page
    line: Line
    own: bool = True
    """whether the page is about what the fact is about"""


def facts_of(page: Page) -> Iterator[Fact]:
    """Every fact of a page."""
    for line in page.lines:
        if line.cells:
            yield from _row_fees(page, line)
    for sentence in page.sentences:
        yield from _sentence_fees(page, sentence)
    yield from _phones(page)


def words(text: str) -> frozenset[str]:
    """The words that say what something is about; what stands in brackets explains only."""
    plain = re.sub(r"\([^)]*\)", " ", text).lower()
    return frozenset(word for word in _WORD.findall(plain) if word not in _GENERIC)


def amounts(text: str) -> list[str]:
    """Amounts of money as `46.00`."""
    return [
        f"{re.sub(r'[.,]', '', match[1] or match[3])}.{(match[2] or match[4] or '').ljust(2, '0')}"
        for match in _AMOUNT.finditer(text)
    ]


def _row_fees(page: Page, line: Line) -> Iterator[Fact]:
    """A row with one amount is about its first cell; of several, nobody knows the columns."""
    label, *values = line.cells
    found = amounts(" ".join(values))
    if len(found) == 1 and not amounts(label):
        extra = _AMOUNT.sub(" ", " ".join(values))
        yield Fact(
            kind="fee", label=words(f"{label} {extra}"), value=found[0], page=page, line=line
        )


def _sentence_fees(page: Page, sentence: Line) -> Iterator[Fact]:
    """A sentence with one amount is about its words; one with several, clause by clause."""
    found = amounts(sentence.text)
    if len(found) == 1 and len(sentence.text) < 160:
        label = words(_AMOUNT.sub(" ", sentence.text))
        yield Fact(kind="fee", label=label, value=found[0], page=page, line=sentence)
    elif len(found) > 1:
        for clause in _SPLIT.split(sentence.text):
            part = amounts(clause)
            if len(part) == 1:
                label = words(_AMOUNT.sub(" ", clause))
                yield Fact(kind="fee", label=label, value=part[0], page=page, line=sentence)


def _phones(page: Page) -> Iterator[Fact]:
    """Numbers of contact boxes: a line with a name, an address perhaps, a line "Telefon: …"."""
    lines = page.lines
    for index, line in enumerate(lines):
        if not _PHONE_LINE.match(line.text) or _FAX.search(line.text):
            continue
        number = _PHONE.search(line.text)
        names = [
            words(above.text)
            for above in lines[max(0, index - 4) : index]
            if not _ADDRESS.search(above.text) and len(above.text) < 80
        ]
        names = [name for name in names if name]
        if number is not None and names:
            yield Fact(
                kind="phone", label=names[-1], value=bare_number(number[0]), page=page, line=line
            )


def bare_number(text: str) -> str:
    """A telephone number by its digits, in one spelling for home and abroad."""
    digits = re.sub(r"\D", "", re.sub(r"\(0\)", "", text))
    return digits.removeprefix("0049").removeprefix("49" if text.startswith("+") else "0")
