"""A small town's pages: four needs, a page in another language, one that fits nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import NAMESPACE_URL, UUID, uuid5

from wattos_insight.evidence import EvidenceUnit, SourceChunk, build_units
from wattos_insight.schemas import SourceKind

TENANT = UUID(int=7)

PAGES: dict[str, tuple[str, str]] = {
    "buerger/personalausweis": (
        "Personalausweis beantragen",
        "Den Personalausweis beantragen Sie persönlich im Bürgerbüro. Bitte buchen Sie online einen "
        "Termin.\nDer Personalausweis kostet 46,00 Euro, unter 24 Jahren 27,60 Euro.\nBringen Sie "
        "ein Lichtbild und den alten Ausweis mit.\nDie Bundesdruckerei braucht drei Wochen.",
    ),
    "buerger/reisepass": (
        "Reisepass",
        "Den Reisepass stellt das Bürgerbüro aus. Bitte buchen Sie einen Termin.\nDer Reisepass "
        "kostet 70,00 Euro, der Expresspass 102,00 Euro.\nFür den Antrag brauchen wir ein Lichtbild "
        "und den alten Ausweis oder Pass.\nEin Pass liegt nach sechs Wochen bereit.",
    ),
    "buerger/verlust": (
        "Ausweis verloren",
        "Ist Ihr Ausweis verloren oder gestohlen, melden Sie das sofort im Bürgerbüro. Den Ausweis "
        "lassen wir sperren.\nEin neuer Personalausweis kostet 46,00 Euro.\nBringen Sie ein "
        "Lichtbild und, wenn vorhanden, den Reisepass mit.\nOhne Antrag im Bürgerbüro ist ein "
        "Ersatz nicht möglich.",
    ),
    "buerger/vorlaeufig": (
        "Vorläufiger Personalausweis",
        "Wer sofort einen Ausweis braucht, bekommt im Bürgerbüro einen vorläufigen Personalausweis. "
        "Er gilt drei Monate.\nDer Antrag kostet 10,00 Euro.\nBringen Sie ein Lichtbild und den "
        "alten Ausweis oder Reisepass mit.",
    ),
    "umwelt/restmuell": (
        "Restmüll",
        "Die graue Tonne für Restmüll leeren wir alle zwei Wochen. Stellen Sie die Tonne bis 6 Uhr "
        "an die Straße.\nDie Tonne mit 80 Litern kostet 120 Euro im Jahr.\nWird eine Tonne nicht "
        "geleert, rufen Sie den Abfallbetrieb an. Der Abfallkalender nennt die Abfuhr.",
    ),
    "umwelt/sperrmuell": (
        "Sperrmüll anmelden",
        "Sperrmüll holt der Abfallbetrieb zweimal im Jahr kostenlos ab. Melden Sie die Abholung "
        "online oder telefonisch an.\nWir nennen einen Termin innerhalb von vier Wochen.\nStellen "
        "Sie den Sperrmüll am Abend vor der Abfuhr an die Straße. Elektrogeräte nimmt der "
        "Wertstoffhof.",
    ),
    "umwelt/wertstoffhof": (
        "Wertstoffhof",
        "Am Wertstoffhof geben Sie Elektrogeräte, Papier, Grünschnitt und Abfall ab.\nDer "
        "Wertstoffhof ist dienstags bis samstags von 9 bis 16 Uhr geöffnet.\nBauschutt kostet 7 "
        "Euro je 100 Liter. Restmüll nimmt der Abfallbetrieb dort nicht an.",
    ),
    "umwelt/biotonne": (
        "Biotonne",
        "In die braune Tonne gehören Küchenabfälle und Grünschnitt. Die Biotonne kostet 54 Euro im "
        "Jahr.\nDer Abfallbetrieb leert die Tonne jede Woche, der Abfallkalender nennt die Abfuhr.\n"
        "Plastik in der Tonne ist nicht erlaubt, sonst bleibt die Tonne stehen.",
    ),
    "familie/kita": (
        "Kita-Platz",
        "Für einen Platz in der Kita melden Sie Ihr Kind im Elternportal an. Die Kita nimmt Kinder "
        "ab einem Jahr auf.\nDie Anmeldung muss bis 31. Januar vorliegen.\nEltern laden die "
        "Geburtsurkunde des Kindes hoch. Wer den Platz nicht bestätigt, verliert ihn.",
    ),
    "familie/elternbeitraege": (
        "Elternbeiträge",
        "Die Elternbeiträge für die Kita richten sich nach dem Alter des Kindes. Ein Platz kostet "
        "212 Euro im Monat.\nFür Geschwister gibt es eine Ermäßigung, das zweite Kind zahlt die "
        "Hälfte.\nEltern mit Bürgergeld zahlen für den Platz in der Kita nichts.",
    ),
    "familie/ferienbetreuung": (
        "Ferienbetreuung",
        "In den Ferien betreuen wir Kinder im Hort. Eltern melden ihr Kind im Elternportal an.\n"
        "Eine Woche kostet 85 Euro mit Mittagessen.\nDie Betreuung ist von 8 bis 16 Uhr geöffnet. "
        "Die Anmeldung der Kinder endet am 1. Mai.",
    ),
    "familie/tagespflege": (
        "Kindertagespflege",
        "Tagesmütter betreuen Kinder unter drei Jahren. Einen Platz vermittelt das Elternportal.\n"
        "Eltern zahlen denselben Beitrag wie in der Kita, im Monat 212 Euro.\nDie Betreuung eines "
        "Kindes beginnt mit zwei Wochen Eingewöhnung.",
    ),
    "freizeit/hallenbad": (
        "Hallenbad",
        "Das Hallenbad hat fünf Bahnen und ein Lehrbecken. Schwimmkurse gibt es am Freitag.\nDer "
        "Eintritt kostet 4,50 Euro, ermäßigt 2,50 Euro.\nDas Bad ist täglich von 10 bis 21 Uhr "
        "geöffnet. Badekappen sind im Becken Pflicht.",
    ),
    "freizeit/freibad": (
        "Freibad",
        "Das Freibad hat ein Becken mit 50 Metern und eine Rutsche. Es ist von Mai bis September "
        "geöffnet.\nDer Eintritt kostet 4,00 Euro, die Saisonkarte 78 Euro.\nSchwimmkurse im Becken "
        "beginnen im Juni. Das Bad schließt bei Gewitter.",
    ),
    "freizeit/sauna": (
        "Sauna im Hallenbad",
        "Die Sauna im Hallenbad ist von 12 bis 21 Uhr geöffnet. Der Eintritt kostet 14 Euro, das Bad "
        "ist darin enthalten.\nDas Tauchbecken und das Becken im Garten öffnen das ganze Jahr.\nDie "
        "Saisonkarte für das Freibad gilt in der Sauna nicht.",
    ),
    "freizeit/schwimmkurse": (
        "Schwimmkurse",
        "Schwimmkurse für Anfänger finden im Lehrbecken des Hallenbads statt. Ein Kurs hat zehn "
        "Termine.\nDer Kurs kostet 95 Euro, der Eintritt in das Bad ist enthalten.\nIm Sommer finden "
        "Schwimmkurse im Becken des Freibads statt. Anmeldung an der Kasse im Bad.",
    ),
}  # fmt: skip


def chunks_of(
    url: str, title: str, text: str, *, kind: SourceKind = "page", language: str = "de"
) -> list[SourceChunk]:
    """One document whose paragraphs are its chunks."""
    document = uuid5(NAMESPACE_URL, url)
    return [
        SourceChunk(
            document_id=document,
            chunk_id=uuid5(document, str(position)),
            source_kind=kind,
            url=url,
            title=title,
            language=language,
            heading_path=(title,),
            text=paragraph,
        )
        for position, paragraph in enumerate(text.split("\n"))
    ]


def page(path: str, title: str, text: str, *, language: str = "de") -> list[SourceChunk]:
    """A page of the town's site."""
    url = f"https://town.example/{path}.html"
    return chunks_of(url, f"{title} | Stadt Beispiel", text, language=language)


def town() -> list[SourceChunk]:
    """All pages of the town."""
    return [
        chunk
        for path, (title, text) in PAGES.items()
        for chunk in page(path, title, f"{text}{_PAD}")
    ]


_PAD = "\nFragen beantwortet das Rathaus unter der Telefonnummer 01999 555-0." + " " * 120
"""Every page says where to ask, and is long enough not to be taken for a list of links."""


def units(chunks: Iterable[SourceChunk]) -> list[EvidenceUnit]:
    """The evidence units of chunks."""
    return build_units(chunks)


def paths(found: Sequence[EvidenceUnit]) -> set[str]:
    """The folders of the units' addresses: which of the town's needs they belong to."""
    return {unit.url.split("/")[3] for unit in found}
