"""Which contacts in an uploaded file are an office's, and so no personal data.

An upload says nothing of who may read it: a handbook names the hotline, a letter the sender. A
number, mail address or postal address stays only where the place itself says that it is an
office's and no person is named beside it; whatever a person seems to have written keeps nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

from wattos.knowledge import Block, ParsedDocument, PersonalSpan, PersonalType, sentence_spans
from wattos_redaction.finders.lists import words

_CONTACTS: frozenset[PersonalType] = frozenset({"EMAIL", "PHONE", "ADDRESS"})
_OF_PERSONS: frozenset[PersonalType] = frozenset(
    {
        "TAX_ID", "SOCIAL_SECURITY", "ID_CARD", "HEALTH_INSURANCE", "CREDIT_CARD",
        "DATE_OF_BIRTH",
    }
)  # fmt: skip
"""A document that holds one of these is about a person."""

_WRITTEN = re.compile(
    r"^\W{0,3}(?:mit (?:freundlichen|besten|herzlichen|lieben|vielen) grü(?:ß|ss)en|(?:viele|beste|"
    r"liebe|herzliche|schöne|freundliche) grü(?:ß|ss)e|hochachtungsvoll|lg|vg|mfg|"
    r"(?:best|kind|warm|many) (?:regards|wishes)|regards|yours (?:sincerely|faithfully|truly)|"
    r"sincerely|cheers|saygılar\w*|sevgiler\w*|selamlar|"
    r"(?:unterschrift|signature|imza|absender|sender|gönderen)\s?[:_.]|"
    r"(?:from|von|kimden): .*@)",
    re.I | re.M,
)
"""Closings, signatures and mail headers."""

_SOMEBODY = re.compile(
    r"\b(?:ich|mich|mir|mein(?:e[mnrs]?)?|I|my|me|mine|ben|beni|bana|benim)\b|\bprivat\w*|"
    r"\b(?:kund(?:e|in)|patient(?:in)?|antragsteller(?:in)?|mieter(?:in)?|bewerber(?:in)?|"
    r"anrufer(?:in)?|melder(?:in)?|rückruf|rechnung an|lieferung an|lieferadresse|"
    r"rechnungsadresse|empfänger(?:in)?|wohnt|wohnhaft|customer|caller|applicant|tenant|"
    r"bill to|ship to|deliver to|lives|müşteri|hasta|kiracı|başvuran)\b",
    re.I,
)
"""Words for the one who writes, or for a single person who is written about."""
_OFFICE = re.compile(
    r"\b(?:\w*(?:büro|zentrale|verwaltung|behörde|bibliothek|bücherei|museum|rathaus|abteilung|"
    r"sekretariat|hotline|bereitschaft|dienst|service|notruf|geschäftsstelle|dienststelle|"
    r"beratungsstelle|meldestelle|auskunft|beratung|schule|klinik|kasse|leitstelle|standort|"
    r"niederlassung|zweigstelle|außenstelle)|"
    r"(?!gesamt)(?!insgesamt)\w+amt|empfang|pforte|filiale|praxis|verlag|gmbh|mbh|e\. ?v\.|"
    r"support|it-hilfe|help ?-?desk|service ?-?desk|switchboard|reception|office|department|"
    r"headquarters|library|emergency|out of hours|on-call|ltd|inc|"
    r"müdürlüğü|belediye\w*|danışma|santral|bürosu|hizmetleri?|destek|nöbet\w*|kütüphane\w*|"
    r"şirketi)\b",
    re.I,
)
_DESK = re.compile(
    r"\b(?:\w*(?:zentrale|hotline|bereitschaft|notruf|leitstelle|auskunft|bürgerbüro|rathaus|"
    r"bibliothek|bücherei|museum|geschäftsstelle|beratungsstelle|meldestelle)|(?!gesamt)"
    r"(?!insgesamt)\w+amt|empfang|pforte|support|it-hilfe|help ?-?desk|service ?-?desk|"
    r"switchboard|reception|library|emergency|out of hours|on-call|müdürlüğü|belediye\w*|danışma|"
    r"santral|destek|kütüphane\w*)\b",
    re.I,
)
"""Offices that no single person is: "her office" may be anybody's, "the hotline" is everybody's."""
_OF_ALL = re.compile(
    r"\b(?:\w*hotline|\w*zentrale|notruf|bereitschaft|switchboard|santral)\b", re.I
)
_SMALL = re.compile(r"\b[a-zäöüßçğış]{2,}\b")
"""Words of a sentence, which a name with its office does not have."""
_OF_THEM = re.compile(
    r"^\W*(?:Sie|Ihre?[mnrs]?)\s+(?:\w+\s+){0,2}?(?:ist|war|hat|wird|sitzt|arbeitet|lautet)\b|"
    r"\b(?:er|ihn|ihm|seine?[mnrs]?|sie|ihr|ihre[mnrs]?|dessen|deren|dort|direkt|durchwahl|he|him|"
    r"his|she|her|hers|they|them|their|there|direct|extension|onu|ona|onun|kendisi\w*|dahili)\b|"
    r"^\W*(?:Er|Seine?|Dort|Direkt|Durchwahl|He|She|His|Her|They|Onu|Ona|Onun|Kendisi\w*)\b",
)
"""Words that point back to the person just named; a formal "Sie" within a sentence does not."""
_CALL = re.compile(
    r"\b(?:anrufen|angerufen|rufen sie (?!mich)|ruft (?!mich)|wählen sie|call (?!me)|ring (?!me)|"
    r"arayın)\b",
    re.I,
)
_MOBILE = re.compile(r"(?:(?:\+|00)49\D{0,4}|0)1[567]|(?:(?:\+|00)90\D{0,2}|0)5|"
                     r"(?:(?:\+|00)44\D{0,4}|0)7")  # fmt: skip
_NEAR = 4
_SHORT = 80
Keep = Callable[[str, Sequence[PersonalSpan]], list[PersonalSpan]]


def keeps_offices(document: ParsedDocument, found: Sequence[PersonalSpan]) -> Keep:
    """Takes contacts of offices out of the spans of a text, heading or title of the document.

    `found` is everything personal in the document's text. In a document that a person wrote, or
    that is about one, no contact counts as an office's.
    """
    if any(span.type in _OF_PERSONS for span in found) or _WRITTEN.search(document.text):
        return lambda _, spans: list(spans)
    blocks = sorted(document.blocks, key=lambda block: block.start)

    def keep(text: str, spans: Sequence[PersonalSpan]) -> list[PersonalSpan]:
        inside = blocks if text is document.text else ()
        return [
            s for s in spans if s.type not in _CONTACTS or not _is_office(text, s, spans, inside)
        ]

    return keep


def _is_office(
    text: str, span: PersonalSpan, spans: Sequence[PersonalSpan], blocks: Sequence[Block]
) -> bool:
    value = text[span.start : span.end]
    if span.type == "EMAIL":
        return _is_role(value)
    place = _place(text, span, blocks)
    named = any(
        s.type == "PERSON" and s.start < place.end and s.end > place.start
        for s in _beyond(text, span, spans)
    )
    # A heading may put the reader's question ("I clicked it"), so it does not count here.
    if named or _SOMEBODY.search(text[place.start : place.end]):
        return False
    beside = (text[place.told : span.start], text[span.end : place.end])
    around = " ".join((*place.headings, *beside))
    if span.type == "PHONE":
        plain = not _MOBILE.match(value.lstrip("("))
        return plain and bool(_OFFICE.search(around) or _CALL.search(around))
    return _OFFICE.search(around) is not None


def _beyond(text: str, span: PersonalSpan, spans: Sequence[PersonalSpan]) -> Sequence[PersonalSpan]:
    """The spans without those of the sentences before a desk's own, which say who works there."""
    line = text.rfind("\n", 0, span.start) + 1
    starts = [line + start for start, _ in sentence_spans(text[line : span.start])]
    own = starts[-1] if starts else line
    said, before = text[own : span.start], text[line:own]
    of_all = _OF_ALL.search(said) or (_DESK.search(said) and len(_SMALL.findall(said)) > 1)
    if not of_all or _OF_THEM.search(said) or len(_SMALL.findall(before)) < 2:
        return spans
    return [s for s in spans if not line <= s.start < own]


class _Place(NamedTuple):
    """Around a contact: a person named from `start` on has it, an office named from `told` on."""

    start: int
    told: int
    end: int
    headings: tuple[str, ...] = ()


def _place(text: str, span: PersonalSpan, blocks: Sequence[Block]) -> _Place:
    """A table's row, a box of short lines, or in prose the sentence and the one before it."""
    own = bisect_right(blocks, span.start, key=lambda block: block.start) - 1
    if own < 0 or span.end > blocks[own].end:
        start = text.rfind("\n", 0, span.start) + 1
        end = text.find("\n", span.end)
        return _in_prose(text, span, start, len(text) if end < 0 else end)
    block = blocks[own]
    headings = (*block.heading_path, *block.header)
    if block.kind == "table_row":
        return _Place(block.start, block.start, block.end, headings)
    if max(map(len, text[block.start : block.end].split("\n"))) > _SHORT:
        return _in_prose(text, span, block.start, block.end, headings)
    first = last = own
    while first > max(0, own - _NEAR) and _is_beside(blocks[first - 1], block):
        first -= 1
    if last + 1 < len(blocks) and _is_beside(blocks[last + 1], block):
        last += 1
    return _Place(blocks[first].start, blocks[first].start, blocks[last].end, headings)


def _in_prose(
    text: str, span: PersonalSpan, start: int, end: int, headings: tuple[str, ...] = ()
) -> _Place:
    sentences = [(start + s, start + e) for s, e in sentence_spans(text[start:end])]
    begun = [s for s, _ in sentences if s <= span.start] or [start]
    ended = [e for _, e in sentences if e >= span.end] or [end]
    # To a reader of sentences "77." may be an ordinal; at the end of a number it is a full stop.
    last = span.end if text[span.end : span.end + 2] == ". " else ended[0]
    return _Place(begun[-2:][0], begun[-1], last, headings)


def _is_beside(other: Block, block: Block) -> bool:
    """Whether a neighbour is a line of the same box."""
    short = other.end - other.start < _SHORT and other.kind in ("paragraph", "list_item")
    return short and other.heading_path == block.heading_path


def _is_role(mail: str) -> bool:
    """Whether an address is a desk's: a word for an office before the @, and no first name."""
    local, _, host = mail.lower().partition("@")
    parts = [_with_umlauts(part) for part in re.split(r"[^\w]|_", local) if part]
    private = host.startswith(_private_hosts())
    if private or any(part.capitalize() in _first_names() for part in parts):
        return False
    return any(part in _roles() or _OFFICE.fullmatch(part) for part in parts)


def _with_umlauts(word: str) -> str:
    """The spelling of a word that an address writes without umlauts."""
    for plain, umlaut in (("ae", "ä"), ("oe", "ö"), ("ue", "ü")):
        word = word.replace(plain, umlaut)
    return word


@cache
def _roles() -> frozenset[str]:
    return frozenset(words("role_addresses.txt"))


@cache
def _private_hosts() -> tuple[str, ...]:
    return tuple(words("private_hosts.txt"))


@cache
def _first_names() -> frozenset[str]:
    return frozenset(words("first_names.txt"))
