"""The organisation's own desk, for questions that name nobody: "Wo seid ihr?", "Öffnungszeiten"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from wattos.llm import RecordSource
from wattos.records import Contact, Hours
from wattos_offline.records.stating import of_kind
from wattos_offline.words import Word, lower

_OWN_PAGE = re.compile(
    r"impressum|kontakt|anbieterkennzeichnung|erreichen sie uns|finden sie uns|imprint|contact"
    r"|legal.notice|reach us|find us|visit us|iletişim|iletisim|künye|kunye|bize ulaş",
    re.IGNORECASE,
)
_OWN_HOUSE = re.compile(
    r"rathaus\w*|(?:stadt|gemeinde|kreis)?verwaltung|stadthaus|(?:town|city) hall|townhall"
    r"|council offices?|belediye\w*|belediye binası\w*",
    re.IGNORECASE,
)

Reached = tuple[RecordSource, Contact]


def own_contacts(records: Sequence[RecordSource]) -> list[Reached]:
    """What the pages about the organisation itself give as its contact.

    That is what has neither office nor person, and what shares a number or an address with it;
    where all have one, the first of each page.
    """
    found = [each for each in of_kind(records, Contact) if is_own_page(each[0])]
    nameless = [each for each in found if not each[1].office and not each[1].person]
    if not nameless:
        return _firsts(found)
    known = {way for _, contact in nameless for way in _ways(contact)}
    return [each for each in found if each in nameless or known.intersection(_ways(each[1]))]


def own_hours(records: Sequence[RecordSource]) -> list[RecordSource]:
    """The hours that the page about the organisation itself gives, in its order."""
    found = [
        source
        for source, hours in of_kind(records, Hours)
        if is_own_page(source) and hours.purpose == "opening" and hours.rules
    ]
    page = found[0].place.document_id if found else None
    return sorted(
        (source for source in found if source.place.document_id == page),
        key=lambda source: source.place.start,
    )


def names_own_house(subject: Sequence[Word], language: str) -> bool:
    """Whether a question names nothing but the house: "Rathaus", "town hall"."""
    return bool(subject) and all(
        _OWN_HOUSE.fullmatch(lower(word.text, language)) for word in subject
    )


def is_own_page(source: RecordSource) -> bool:
    """Whether a record stands on a page about the organisation itself, by its title or address."""
    return _OWN_PAGE.search(f"{source.place.title} {source.place.url}") is not None


def _ways(contact: Contact) -> tuple[str, ...]:
    return (*contact.phones, *contact.mails)


def _firsts(found: Sequence[Reached]) -> list[Reached]:
    ordered = sorted(found, key=lambda each: (str(each[0].place.document_id), each[0].place.start))
    pages = groupby(ordered, key=lambda each: each[0].place.document_id)
    return [next(page) for _, page in pages]
