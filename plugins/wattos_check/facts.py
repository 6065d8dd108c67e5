"""What pages state about fees and telephone numbers, and what it is about: from their records."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal

import msgspec

from wattos.knowledge import RecordView
from wattos.records import Contact, Fee
from wattos_check.pages import Line, Page

FactKind = Literal["fee", "phone", "hours", "period", "deadline", "address"]

_WORD: Final = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
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
PARTS: Final = " – "
"""Between what a record is about and where on the site it stands."""


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """A stated value: `label` is what it is about as words, `value` how it compares.

    `name` holds the words of the label for the thing itself, without for whom and when.
    """

    kind: FactKind
    label: frozenset[str]
    name: frozenset[str]
    value: str
    page: Page
    line: Line
    own: bool = True
    """whether the page is about what the fact is about"""


def facts_of(page: Page) -> Iterator[Fact]:
    """Every fee and every telephone number of an office that a page states.

    A person's number is another matter than the office's, and a price between two limits is none
    that could be compared.
    """
    for record in page.records:
        if isinstance(record.data, Fee) and record.data.most is None:
            fee = record.data
            yield Fact(
                kind="fee",
                label=words(f"{fee.what} {fee.condition} {fee.per}"),
                name=words(fee.what),
                value=f"{fee.amount:.2f} {fee.currency}",
                page=page,
                line=place_of(record),
            )
        elif isinstance(record.data, Contact) and record.data.office and not record.data.person:
            for phone in record.data.phones:
                yield Fact(
                    kind="phone",
                    label=words(record.data.office),
                    name=words(record.data.office),
                    value=bare_number(phone),
                    page=page,
                    line=place_of(record),
                )


def place_of(record: RecordView) -> Line:
    """Where a record stands, as a line of its page."""
    return Line(record.start, record.end, record.text)


def words(text: str) -> frozenset[str]:
    """The words that say what something is about; what stands in brackets explains only."""
    plain = re.sub(r"\([^)]*\)", " ", text).lower()
    return frozenset(word for word in _WORD.findall(plain) if word not in _GENERIC)


def bare_number(text: str) -> str:
    """A telephone number by its digits, in one spelling for home and abroad."""
    digits = re.sub(r"\D", "", re.sub(r"\(0\)", "", text))
    return digits.removeprefix("0049").removeprefix("49" if text.startswith("+") else "0")
