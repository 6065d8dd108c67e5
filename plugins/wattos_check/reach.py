"""Where pages say that an office or a house is, and by which number it can be called."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal

from wattos.records import Contact
from wattos_check.facts import Fact, bare_number, place_of, words
from wattos_check.pages import Line, Page

_STREET: Final = (
    r"(?:[A-ZÄÖÜ][\wäöüß-]*(?:straße|strasse|str\.|gasse|weg|platz|allee|ring|ufer|damm|markt)"
    r"|[A-ZÄÖÜ][\wäöüß-]+ (?:Straße|Weg|Platz|Allee|Ring|Street|Road|Square|Lane))"
    r" \d{1,4}(?: ?[a-z])?\b"
)
_ADDRESS: Final = re.compile(rf"\b{_STREET}")
_NAME: Final = (
    r"[A-ZÄÖÜ][\wäöüß-]+"
    r"(?:\s(?:(?:am|im|in der|für|und|der|des|of the|of|for)\s)?[A-ZÄÖÜ][\wäöüß-]+){0,3}"
)
_STATED: Final = re.compile(
    rf"(?:^|[\s„“\"])(?:[Dd]as|[Dd]ie|[Dd]er|[Uu]nser[e]?|[Tt]he|[Oo]ur)\s(?P<who>{_NAME})\s"
    r"(?:befindet sich|liegt|ist|finden Sie|hat (?:seinen|ihren) Sitz|is located|is)"
    rf"(?P<between>[^.!?\n]{{0,30}}?)\s(?:in der|im|am|an der|in|at)\s(?P<street>{_STREET})"
)
_CALLED: Final = re.compile(
    rf"(?:^|[\s„“\"])(?:[Dd]as|[Dd]ie|[Dd]en|[Uu]nser[en]?|[Tt]he|[Oo]ur)\s(?P<who>{_NAME})\s"
    r"(?:erreichen Sie|ist|können Sie|can be reached|is)\b[^.!?\n@]{0,30}?"
    r"\s(?:unter|on|at)(?: der (?:Telefon)?[Nn]ummer)?\s(?P<number>\+?\d[\d\s/()-]{5,}\d)"
)
_ELSEWHERE: Final = re.compile(
    r"post(?:anschrift|fach|adresse)|postal|liefer(?:adresse|anschrift)|eingang|entrance|parken"
    r"|parkplatz|parkhaus|parking|haltestelle|\bstop\b|zufahrt|vorübergehend|während|temporar|umzug"
    r"|zieht|\bab dem\b|\bbis zum\b|früher|ehemal|bisher|former|neben|gegenüber|opposite|next to"
    r"|nahe|außenstelle|zweigstelle|branch",
    re.I,
)
"""A second address of the same house, or one that holds for a while."""
_ANYWHERE: Final = re.compile(
    r"(?:sekretariat|büro|geschäftsstelle|verwaltung|empfang|kasse|leitung|hausmeister|information"
    r"|anmeldung|zentrale|filiale|praxis|laden|shop|werkstatt|treffpunkt|kita|schule|halle|haus"
    r"|office|reception|desk|store)(?:en|n|s)?",
    re.I,
)
"""What several houses have: one page's is not the other's."""
_OFTEN: Final = re.compile(r"notfall|emergency|\bfax|mobil|handy|whatsapp|nachts|wochenend", re.I)


def reach_of(page: Page) -> Iterator[Fact]:
    """The address of each office that a contact box or a sentence gives, and numbers in prose.

    The numbers of contact boxes are records and compared as such.
    """
    for record in page.records:
        if isinstance(record.data, Contact) and record.data.office and not record.data.person:
            streets = _ADDRESS.findall(record.text)
            if len(streets) == 1 and not _ELSEWHERE.search(record.text):
                yield _fact(record.data.office, streets[0], page, place_of(record))
    for line in page.sentences:
        stated = _STATED.search(line.text)
        if stated and len(_ADDRESS.findall(line.text)) == 1 and not _ELSEWHERE.search(line.text):
            yield _fact(stated["who"], stated["street"], page, line)
        called = _CALLED.search(line.text)
        if called and not _OFTEN.search(line.text):
            yield _fact(called["who"], called["number"], page, line, kind="phone")


def _fact(
    office: str, value: str, page: Page, line: Line, kind: Literal["address", "phone"] = "address"
) -> Fact:
    name = words(office)
    is_one = any(not _ANYWHERE.fullmatch(word) for word in name)
    return Fact(
        kind=kind,
        label=name,
        name=name,
        value=_in_one_spelling(value) if kind == "address" else bare_number(value),
        page=page,
        line=line,
        own=is_one or name <= words(page.title),
    )


def _in_one_spelling(street: str) -> str:
    plain = re.sub(r"str(?:asse|\.)", "straße", street.lower())
    return re.sub(r"[\s-]", "", plain)
