"""Contacts: offices and people with their numbers, mail addresses and places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from wattos.records import Contact, Record
from wattos_records.lines import Line
from wattos_records.subjects import address_in, joined, named_first, specific

_PHONE = re.compile(
    r"(?<![\w.,€-])(?<!\b[A-Z]{2} )(?:(?:\+|00)[1-9]\d{0,2}[\s/(0)-]*[\d\s/()-]{5,}\d"
    r"|0\d{2,5}[\s/–-]+\d[\d\s-]*\d|0\d{7,12}|116\s?1?1?\d{2,3})(?![\d%€])"
)
_SHORT_NUMBER = re.compile(
    r"(?:Notruf|ambulance|Fire[^:]*|Police|Rettungsdienst|ambulans|polis|Krankentransport"
    r"|itfaiye[^,]*"
    r"|Bereitschaftsdienst|Kurzwahl)\W{1,3}(?P<number>11\d|19\d{3}|\d{2}(?=\.))\b",
    re.I,
)
_FAX = re.compile(r"\b(?:Tele)?fax\b\W*$", re.I)
_MAIL = re.compile(
    r"\b(?!git@)[\w.+-]+@(?!(?:[\w-]+\.)*(?:example|beispiel|ornek)\.[a-z])"
    r"[\w-]+(?:\.[\w-]+)*\.[a-zA-Z]{2,}\b"
)
_NOBODYS = re.compile(
    r"(?:^|-)(?:request|subscribe|unsubscribe|announce)@|-(?:users?|devel|dev|commits|bugs)@"
    r"|@(?:[\w-]+\.)*(?:lists?|listserv|listen|mailman|googlegroups|groups|yahoogroups)\."
    r"|@(?:[\w-]+\.)*(?:(?:your|my|some|ihre?|meine?|deine?)-?(?:domain|host|server|provider"
    r"|company|firma|organi[sz]ation)|domain|hostname)\.[a-z]"
    r"|@.*\.(?:test|invalid|localhost|tld)$",
    re.I,
)
"""Mailing lists, which answer to their members, and what manuals write in place of an address."""
_PERSON = re.compile(
    r"\b(?:(?:Frau|Herrn?|Bayan|Bay|Mrs?\.?|Ms\.?)\s+(?:Prof\.\s+)?(?:Dr\.\s+)?|(?:Leitung"
    r"|Ansprechpartner(?:in)?"
    r"|contact person):?\s+(?=[A-ZÄÖÜ][\w-]+\s[A-ZÄÖÜ]))"
    r"(?P<name>[A-ZÄÖÜÇŞİ][\w-]+(?:\s[A-ZÄÖÜÇŞİ][\w-]+)?)"
)
_AUTHORSHIP = re.compile(
    r"\b(?:autor(?:en|in|innen)?|verfasser(?:in|innen)?|übersetz(?:er|erin|ung)|authors?"
    r"|contributors?|translators?|danksagung(?:en)?|credits|acknowledge?ments?|colophon|licen[cs]e"
    r"|copyright|lizenz(?:en)?|legal notice|yazar(?:lar)?|çevirmen(?:ler)?)\b",
    re.I,
)
"""Names the part of a book about its makers, who are nobody's office."""
_DATA = re.compile(r"(?:;[^;\n|]*){5}|,\s*,")
_WORDS_OF_PROSE = 20
"""Words of a text from which a single word at its front only opens a sentence."""
_PLACE_AFTER = re.compile(r"(?:,[^,\n\d]{1,30}\d{0,3})?[,\s]*(?P<city>\d{5}\s[A-ZÄÖÜ][\wäöüß-]+)")
_CONTACT_HEADING = re.compile(
    r"\b(?:Kontakt|Ansprech\w+|Contact|İletişim|Adresse|So erreichen|Sekretariat|Wann und wo)\b",
    re.I,
)
_GENERIC_LEAD = re.compile(
    r"^(?:Kontakt|Ansprech\w*|Telefon\w*|Tel|Anfragen|Anmeldung|Info\w*|E-?Mail|Mail|Fragen"
    r"|Contact|Phone|Call|Telephone|Redaktion|Herausgeberin?|İletişim|Anrufen|.*\b(?:an|to|unter"
    r"|at))$",
    re.I,
)
_CALLED = re.compile(
    r"(?:rufen Sie|Rufen Sie|anrufen|wenden Sie sich an|call)\s+(?:bitte\s+)?(?:den|die|das|im"
    r"|beim|the|our)\s+"
    r"(?P<who>[\wäöüß -]{3,40}?)(?=\s+(?:an\b|\())"
)
_FOR = re.compile(r"^(?:Für|For)\s+(?P<who>.{3,60}?)\s+(?:gilt|please|ist|call)\b")
_TRAILING_HOUSE = re.compile(r"\s+(?:(?:Altes|Neues|Technisches)\s+)?Rathaus$")


def contacts(lines: Sequence[Line], title: str) -> Iterator[Record]:
    """Every contact of a document; lines under a contact heading make one together."""
    for unit in _units(lines):
        if _is_nobody_here(unit[0]):
            continue
        text = "\n".join(line.text for line in unit)
        contact = _read(text, unit[0])
        if contact is not None:
            yield Record(
                subject=joined(_subject(contact, text, unit[0], title)),
                data=contact,
                start=unit[0].start,
                end=unit[-1].end,
            )


def _is_nobody_here(line: Line) -> bool:
    """Whether a line names who wrote, translated or owns the text, or is a row of sample data."""
    return any(map(_AUTHORSHIP.search, line.headings)) or bool(_DATA.search(line.text))


def _subject(contact: Contact, text: str, line: Line, title: str) -> list[str]:
    """The office or person, then the section, then the page; "Contact: …" is the page's own."""
    section = "" if re.match(r"(?:Kontakt|Contact|İletişim)\b", text) else specific(line.heading)
    return [contact.office or contact.person, section, title]


def _units(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines that speak of one contact: a block below its heading, or a single line."""
    unit: list[Line] = []
    for line in lines:
        if line.kind in ("heading", "code"):
            continue
        boxed = bool(_CONTACT_HEADING.search(line.heading)) and line.kind == "paragraph"
        together = boxed and unit and unit[-1].headings == line.headings and _is_short(unit, line)
        if not together:
            if unit:
                yield unit
            unit = []
        unit.append(line)
    if unit:
        yield unit


def _is_short(unit: Sequence[Line], line: Line) -> bool:
    """A box of short lines, not prose: no second office's number."""
    numbers = sum(len(_PHONE.findall(each.text)) for each in unit)
    prose = any(len(each.text.split()) > 12 for each in (*unit, line))
    return not prose and not (numbers and _PHONE.search(line.text)) and len(unit) < 10


def _read(text: str, line: Line) -> Contact | None:
    phones, fax = _numbers(text)
    found = (mail for mail in _MAIL.findall(text) if not _NOBODYS.search(mail))
    mails = tuple(dict.fromkeys(found))
    if not (phones or mails):
        return None
    person = _PERSON.search(text)
    return Contact(
        office=_office(text, line),
        person=person["name"] if person else "",
        phones=phones,
        fax=fax,
        mails=mails,
        address=_address(text),
    )


def _numbers(text: str) -> tuple[tuple[str, ...], str]:
    phones: list[str] = []
    fax = ""
    for match in _PHONE.finditer(text):
        number = " ".join(match[0].split())
        if not 6 <= len(re.sub(r"\D", "", number)) <= 15:
            continue
        if _FAX.search(text[: match.start()]):
            fax = number
        else:
            phones.append(number)
    phones += [match["number"] for match in _SHORT_NUMBER.finditer(text)]
    return tuple(dict.fromkeys(phones)), fax


def _office(text: str, line: Line) -> str:
    called = _CALLED.search(text) or _FOR.search(text)
    if called:
        return called["who"].strip()
    if line.kind == "table_row":
        cells = [cell.strip() for cell in line.cells]
        text = next((c for c in cells if not _GENERIC_LEAD.match(c.strip(" :"))), text)
    first_number = min(
        (m.start() for m in (_PHONE.search(text), _MAIL.search(text)) if m), default=0
    )
    lead = re.sub(
        r"\b(?:Telefon\w*|Tel\.?|Phone|Telephone|E-?Mail|Mail|Fax)\b\W*$", "", text[:first_number]
    )
    head, colon, rest = lead.partition(":")
    if colon and _GENERIC_LEAD.match(head.strip()):
        lead = rest
    elif colon:
        lead = head
    first = named_first(re.split(r"(?<=[a-zäöüß])\.\s", lead)[0])
    name = _TRAILING_HOUSE.sub("", first)
    is_opening = " " not in name and len(text.split()) > _WORDS_OF_PROSE
    return name if _is_name(name) and not is_opening else ""


def _is_name(words: str) -> bool:
    return words[:1].isupper() and not _GENERIC_LEAD.match(words) and not _is_clause(words)


def _is_clause(name: str) -> bool:
    """Whether the words are a piece of a sentence rather than a name."""
    small = [word for word in name.split() if word[0].islower() and word not in _NAME_WORDS]
    return len(small) > 0


_NAME_WORDS = frozenset(
    [
        "für",
        "und",
        "des",
        "der",
        "die",
        "den",
        "am",
        "im",
        "an",
        "zur",
        "zum",
        "of",
        "for",
        "and",
        "the",
        "ve",
        "de",
        "in",
    ]
)


def _address(text: str) -> str:
    street = address_in(text)
    if street is None:
        return ""
    city = _PLACE_AFTER.match(text, street.end())
    return f"{street[0]}, {city['city']}" if city else street[0]
