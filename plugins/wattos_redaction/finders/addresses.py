"""Postal addresses: street with house number, postcode with town, and both as one span."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from wattos_redaction.finders.cues import Span, after, before
from wattos_redaction.finders.lists import words

_CAP = r"[A-ZÄÖÜÇĞİŞ][\wäöüßçğışâî'’]*\.?(?:-[A-ZÄÖÜÇĞİŞ][\wäöüß]*)*"
_NUMBER = (
    r"(?!(?:19|20)\d\d(?!\d))[1-9]\d{0,3}(?: ?[a-hA-H](?![\wäöüß]))?"
    r"(?: ?[\-–/] ?\d{1,4}(?: ?[a-h](?!\w))?)?(?!\d|[.,:]\d|\.(?=\s?\d)| ?(?:€|%|Euro|EUR|Uhr|"
    r"km\b|Meter|Minuten|Jahre|Tage|Stunden|kg|Personen|Plätze|Prozent|Stück))"
)
_TOWN = (
    r"[A-ZÄÖÜ][a-zäöüß]+(?:-[A-ZÄÖÜ][a-zäöüß]+)*"
    r"(?:[ \-](?:am|an der|im|in der|ob der|bei|a\. ?d\.|vor der|unter|i\. ?d\.) "
    r"[A-ZÄÖÜ][a-zäöüß.]+(?: [A-ZÄÖÜ][a-zäöüß]+)?|"
    r" \((?:[A-ZÄÖÜ][a-zäöüß]+)\)|/[A-ZÄÖÜ][a-zäöüß]+| (?:Bad|Neustadt|Stadt|Main|Saale|Oder)\b)?"
)
_PLACE = (
    r"(?:D[\- ]|A[\- ]|CH[\- ]|DE[\- ])?(?P<plz>\d{5})[ \u00a0](?P<town>(?:Bad |Sankt |St\. |"
    r"Markt |Neu |Alt |Groß |Klein )?" + _TOWN + ")"
)
_JOIN = r"(?:,? ?\n ?|, ?| – | - | in | )"
_STRONG = (
    r"(?:straße|strasse|str\.|allee|gasse|chaussee|weg|platz|damm|ufer|promenade|stieg|steig|pfad|"
    r"twiete|zeile)"
)
_WEAK = (
    r"(?:ring|hof|markt|berg|wall|graben|feld|park|kamp|winkel|bogen|brücke|garten|wiese|wiesen|"
    r"höhe|tor|bruch|grund|hang|blick|siedlung|tal|aue|stein|brink|anger|eck|heide|reihe)"
)
_GERMAN = re.compile(
    r"(?<![\w\-])(?P<street>"
    r"(?:(?:Am|An der|An den|Im|In der|In den|Auf der|Auf dem|Unter den|Unter der|Zum|Zur|"
    r"Hinter der|Hinter dem|Vor dem|Bei der|Beim|Zu den|Am Alten|Alter?|Alte[nrs]?|Neuer?|"
    r"Neue[nrs]?|Obere[nrs]?|Untere[nrs]?|Große[nrs]?|Kleine[nrs]?|Lange[nrs]?|Breite[nrs]?|"
    r"Hohe[nrs]?) )?"
    r"(?:" + _CAP + r"[ \-]){0,3}?"
    r"(?:[A-ZÄÖÜ][\wäöüß\-]*?(?P<strong>" + _STRONG + r")|(?P<alone>Straße|Strasse|Str\.|"
    r"Allee|Gasse|Weg|Platz|Damm|Ufer|Ring)"
    r"|[A-ZÄÖÜ][\wäöüß\-]*?(?P<weak>" + _WEAK + r")|(?P<other>[A-ZÄÖÜ][a-zäöüß]+))"
    r") (?:Nr\. ?)?(?P<number>" + _NUMBER + r")(?![\wäöüß])(?P<place>" + _JOIN + _PLACE + ")?"
)  # fmt: skip
_POSTCODE = re.compile(r"(?<![\w+.,/\-])" + _PLACE + r"(?![\w])")
_STREET_TYPE = (
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|"
    r"Boulevard|Blvd|Court|Ct|Place|Square|Sq|Terrace|Close|Crescent|"
    r"Way|Gardens|Grove|Row|Mews|Parade|Walk|Hill|Highway|Parkway)"
)
_UK = r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"
_ENGLISH = re.compile(
    r"(?<![\w\-])(?:(?:Flat|Apartment|Apt\.?|Unit|Suite) \w{1,4},? )?\d{1,5}[A-Za-z]? "
    r"(?:[NSEW]\.? )?(?:[A-Z][\w'’]+\.? ){1,3}?"
    + _STREET_TYPE + r"\b\.?(?:,? (?:Flat|Apartment|Apt\.?|Unit|Suite|#) ?\w{1,4})?"
    r"(?:,? ?\n?(?:[A-Z][a-z]+(?:[ \-][A-Z][a-z]+)?),? ?\n?(?:" + _UK + r"|[A-Z]{2} "
    r"\d{5}(?:-\d{4})?))?"
    r"(?:,? (?:" + _UK + r"|[A-Z]{2} \d{5}))?(?![\w])"
)  # fmt: skip
_UK_PLACE = re.compile(r"(?<![\w\-])(?:[A-Z][a-z]+(?: [A-Z][a-z]+)?,? )?" + _UK + r"(?![\w\-])")
_TR_WORD = r"(?:[A-ZÇĞİÖŞÜ][\wçğıöşüâî.]*|\d{1,5}\.?)"
_TR_STREET = r"(?:Caddesi|Cad\.?|Cd\.?|Sokağı|Sokak|Sok\.?|Sk\.?|Bulvarı|Bulv\.?|Blv\.?)"
_TR_PART = r"(?:,? ?(?:No|Daire|Kat|D|K|Apt|Blok|Apartmanı)\s?[:.]?\s?\w{1,5}(?:/\w{1,4})?\b)"
_TR_PLACE = (
    r"(?:[ ,\n]+(?:\d{5} )?[A-ZÇĞİÖŞÜ][a-zçğıöşüâ]+(?:[ ,]*[/,] ?[A-ZÇĞİÖŞÜ][a-zçğıöşüâ]+)?)"
)
_TURKISH = re.compile(
    r"(?<![\w])(?:" + _TR_WORD + r" ){1,3}?(?:(?:Mahallesi|Mah\.?|Mh\.?),? (?:" + _TR_WORD
    + r" ){1,3}?)?"
    + _TR_STREET + r"(?:,? ?)" + _TR_PART + "{1,4}" + r"(?:" + _TR_PLACE + r"(?![a-zçğıöşü]))?"
)  # fmt: skip
_CUE = re.compile(
    r"(?:wohn\w*|adresse|anschrift|gemeldet|zieh\w*|umgezogen|zugezogen|hause?|lebe|strasse:|"
    r"straße:|"
    r"liefer\w*|empfänger|absender|address|\blives?|living|adres\w*)[^.!?\n]{0,40}$",
    re.IGNORECASE,
)
_NEAR_TOWN = re.compile(
    r"(?:\bin|\baus|\bnach|\bplz:?|\bort:?|anschrift:?|adresse:?|wohnort:?|wohnhaft in|\bbei|"
    r"\boder|,|\n|^)\s?$",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"(?:euro|eur|besucher\w*|einwohner\w*|schritte\w*|menschen|personen|stück|haushalt\w*|"
    r"exemplar\w*|"
    r"kilometer|meter|tonnen|liter|quadratmeter|unterschrift\w*|mitglieder\w*|bürger\w*|plätze\w*|"
    r"bäume\w*|fälle\w*|kunden|tickets?|punkte\w*|teilnehmer\w*|karten|zuschauer\w*|stunden|"
    r"jahre\w*|"
    r"wörter|zeichen|dollar|lira|seiten|datensätze\w*|anfragen|anträge\w*|aufrufe\w*|follower|"
    r"downloads?|studierende\w*|"
    r"kinder\w*|bücher\w*|medien|arbeitsplätze\w*|fahrgäste\w*|autos|fahrzeuge\w*|pakete\w*|"
    r"gäste\w*|kwh|volt|watt|umdrehungen|bäumen|kubikmeter|wohnungen)$",
    re.IGNORECASE,
)
_NO_STREET = re.compile(
    r"(?:^|[ \-])(?:park|arbeits|stell|spiel|sitz|steh|liege|camping|rast|sport|fußball|flug|"
    r"bolz|tennis|lager|steck|"
    r"speicher|kita|betreuungs|kindergarten|ausbildungs|studien|schul|pflege|zelt|bade|grill|"
    r"warte|praktikums|"
    r"wander|rad|geh|fuß|um|aus|rück|heim|hin|lösungs|dienst|instanzen|rechts|an|ab|her|"
    r"kinderspiel|"
    r"bundes|land|kreis|auto|einbahn|schnell|vorfahrt|haupt(?=verkehrs)|bearbeitungs|"
    r"übertragungs|hof|"
    r"platz|feuerwehr|verkehrs|wochen|weihnachts|floh|bau|super|aktien|arbeitsm|binnen|bahn|"
    r"bauern|fried|"
    r"betriebs|wert|recycling|gerichts|kreuz|rund|geltungs|tätigkeits|handlungs|themen|um|erst)"
    r"(?:straße|weg|platz|markt|hof|feld|park|allee|ring|stoffhof|pfad|steig)s?$"
    r"|(?:adress|kopf|fuß|text|titel|betreff|befehls|eingabe|kommando|status|menü|symbol|tabellen"
    r"|leer|schlag)zeile$",
    re.IGNORECASE,
)


def find_address(text: str) -> Iterator[Span]:
    """Addresses in German, English and Turkish order, the town joined to its street."""
    for match in _GERMAN.finditer(text):
        span = _german(text, match)
        if span:
            yield span
    for pattern in (_ENGLISH, _TURKISH):
        for match in pattern.finditer(text):
            yield match.start(), match.start() + len(match[0].rstrip(" ,\n"))
    yield from _towns(text)


def _german(text: str, match: re.Match[str]) -> Span | None:
    street = match["street"]
    start = match.start() + _leading(street)
    if match["place"] and not _COUNTED.search(match["town"]):
        return start, match.end()
    if _NO_STREET.search(street) or street.split()[-1] in _no_streets():
        return None
    if match["strong"] or match["alone"]:
        sure = not _NO_PROPER_NAME.fullmatch(street)
    else:
        # A weak ending or none at all is a street only where an address is spoken of.
        spoken_of = _CUE.search(before(text, match.start(), 70)) is not None
        sure = spoken_of and bool(match["weak"] or " " in street)
    return (start, match.end("number")) if sure else None


_NO_PROPER_NAME = re.compile(
    r"(?:(?:Im|Am|An der|In der|Auf dem|Zum|Zur) )?"
    r"(?:Straße|Strasse|Str\.|Weg|Platz|Allee|Gasse|Ring|Damm|Ufer)"
)
_LEADING = re.compile(
    r"^(?:(?:Wohnort|Anschrift|Adresse|Straße|Wohnhaft|Ich|Wir|Sie|Er|Unsere?|Meine?|Die|Der|"
    r"Das|Und|Oder|Bitte|Neue Adresse|"
    r"In|Bei|Herr|Frau|Familie|Nach|Von|Aus|Seit|Rathaus|Bürgerbüro) )+(?=[A-ZÄÖÜ])"
)


def _leading(street: str) -> int:
    """How many characters of the match are words before the street's name."""
    match = _LEADING.match(street)
    return 0 if match is None or re.match(r"(?:In der|In den) ", street) else match.end()


def _towns(text: str) -> Iterator[Span]:
    for match in _POSTCODE.finditer(text):
        town = match["town"]
        if _COUNTED.search(town) or _COUNTED.search(town.split()[-1]):
            continue
        known = town.split()[0].split("-")[0] in _known_towns() or town.split()[0] in _known_towns()
        marked = not match[0][0].isdigit()
        placed = bool(_NEAR_TOWN.search(text[max(0, match.start() - 14) : match.start()]))
        ends = not re.match(r"\s+[a-zäöü]{3,}", after(text, match.end(), 12)) or known
        if known or marked or (placed and ends and not match["plz"].endswith("000")):
            yield match.span()
    for match in _UK_PLACE.finditer(text):
        if re.search(
            r"postcode|address|live|,\s?$|\n$",
            text[max(0, match.start() - 30) : match.start()],
            re.I,
        ):
            yield match.span()


@cache
def _known_towns() -> frozenset[str]:
    return frozenset(words("towns.txt"))


@cache
def _no_streets() -> frozenset[str]:
    return frozenset(words("not_streets.txt"))
