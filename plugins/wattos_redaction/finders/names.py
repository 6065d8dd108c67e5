"""Names of persons, told without a statistical model: titles, greetings, fields, first names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from wattos_redaction.finders.cues import Span
from wattos_redaction.finders.lists import words

_UP = "A-ZÄÖÜÇĞİŞÁÉÍÓÚÀÈÂÊÎÔŁŚŻČŠŽØÅ"
_LOW = "a-zäöüßçğışáéíóúàèâêîôłśżźčšžńęąćøåëïñõ"
WORD = (
    rf"(?:(?:O|D)['’][{_UP}][{_LOW}]+|M(?:a)?c[{_UP}][{_LOW}]+"
    rf"|[{_UP}][{_LOW}]+(?:-[{_UP}][{_LOW}]+)*)(?![\w])"
)
_SHOUT = rf"[{_UP}]{{3,}}(?:-[{_UP}]{{3,}})?(?![\w])"
_PARTICLE = (
    r"(?:(?:von der|van der|van den|de la|von|van|de|der|den|zu|zur|vom|da|dos|del|la|le|el|al|"
    r"bin|ten|ter|di) )"
)
_INITIAL = rf"(?:[{_UP}]\. ?)"
_NEXT = rf"(?: {_INITIAL}*{_PARTICLE}{{0,2}}{WORD})"
_TITLES = (
    r"(?:Dr|Prof|PD|Ing|Dipl|med|jur|phil|rer|nat|h\. ?c|Dres|Mag|Doç|Av|Uzm|Yrd|Öğr)\.?"
    r"(?:-Ing\.?)?[ \u00a0]?"
)
_TITLED = re.compile(
    r"(?<![\w\-])(?:Herrn?|Frau|Fräulein|Hr\.|Hrn\.|Fr\.|Familie|Fam\.|Eheleute|Mrs?\b\.?|"
    r"Ms\b\.?|Miss|Mx\.?|Sir|"
    r"Sayın|Sn\.|Bayan|Bay|Dr\.|Prof\.|Professor(?:in)?|Doktor|Doctor|Officer|Judge|Av\.|Doç\.|"
    r"Kolleg(?:e|in)|Nachbar(?:in)?|Sachbearbeiter(?:in)?|Mitarbeiter(?:in)?|Vermieter(?:in)?|"
    r"Hausmeister|Rechtsanw(?:alt|ältin)|"
    r"[Mm]ein(?:e|em|en|er)? (?:Mann|Frau|Sohn|Tochter|Mutter|Vater|Bruder|Schwester|Kollegin|"
    r"Kolleg(?:e|en)|Freundin|Freund|Chef(?:in)?|Nachbar(?:in|n)?|Oma|Opa|Partner(?:in)?)|"
    r"(?:[Mm]y|[Oo]ur) (?:husband|wife|son|daughter|mother|father|brother|sister|colleague|"
    r"friend|boss|manager|neighbour|neighbor|landlord|partner|tenant)|"
    r"(?:[Oo]ğlum|[Kk]ızım|[Ee]şim|[Aa]nnem|[Bb]abam|[Kk]ardeşim|[Aa]rkadaşım|[Mm]üdürümüz|"
    r"[Kk]omşum|[Aa]blam|[Aa]bim))"
    rf"[ \u00a0](?:(?:Herrn?|Frau) )?(?:{_TITLES})*"
    rf"(?P<it>{_INITIAL}*{_PARTICLE}?{WORD}{_NEXT}{{0,2}})"
)
_HONORIFIC = re.compile(
    rf"(?<![\w\-])(?P<it>{WORD}(?: {WORD})?) (?:Bey|Hanım|Abla|Teyze|Amca|Hoca)(?!\w)"
)
_SAID = re.compile(
    r"(?:\b[Ii]ch hei(?:ß|ss)e|\b[Mm]ein(?:e Name| Name| voller Name| vollständiger Name) "
    r"(?:ist|lautet)|\b[Hh]ier (?:ist|schreibt|spricht)|"
    r"\b[Mm]y (?:full )?name(?: is|'s|’s)|\b[Ii] am called|\b[Nn]ame(?: is|'s)|\b[Tt]his is|"
    r"\b[Aa]dım|\b[Ii]smim|\b[Aa]dı|\bnamens|\bnamed|\bcalled|"
    r"\b(?:unterzeichnet|unterschrieben|gezeichnet|gez\.|i\. ?[AV]\.|ppa\.|signed|imza)(?: "
    r"(?:von|by))?:?)"
    rf"[ :]{{1,2}}(?:{_TITLES})*(?P<it>{WORD}{_NEXT}{{0,2}}|{_INITIAL}{WORD})"
)
_SINGLE = re.compile(
    rf"(?:\b[Ii]ch bin(?: (?:die|der))?|\bI am|\bI['’]m|\b[Bb]en|\bBurası) "
    rf"(?P<it>{WORD}{_NEXT}{{0,2}})"
)
_FIELD = re.compile(
    r"(?:^|(?<=[\s(|;,]))(?P<field>(?:(?:Vor- und (?:Nach|Zu)|Vor|Nach|Familien|Geburts|"
    r"Zu)?[Nn]ame|Vollständiger Name|Kunde|Kundin|Patient(?:in)?|"
    r"Kontoinhaber(?:in)?|Ansprechpartner(?:in)?|Antragsteller(?:in)?|Mieter(?:in)?|"
    r"Halter(?:in)?|Versicherte[r]?|Absender(?:in)?|"
    r"Sachbearbeiter(?:in)?|Bearbeiter(?:in)?|Empfänger(?:in)?|Karteninhaber(?:in)?|"
    r"Kontakt(?:person)?|Melder(?:in)?|Anrufer(?:in)?|Nutzer(?:in)?|Mitarbeiter(?:in)?|"
    r"Betroffene[r]?|Gemeldet von|Von|"
    r"Full name|First name|Last name|Surname|Contact(?: person)?|Customer|Patient|Tenant|"
    r"Account holder|Card ?holder|Applicant|Caller|User|Reporter|Reported by|From|Sender|"
    r"Employee|Recipient|Attn|Beneficiary|"
    r"Adı? ?(?:ve )?Soyadı?|Ad[ıi]?|Soyad[ıi]?|İsim|Yetkili(?: kişi)?|Müşteri|Hasta|Başvuran|"
    r"Gönderen|Kiracı|İlgili kişi)\s?:[ \t]*)"
    rf"(?:(?:Herr|Frau|Mr\.?|Mrs\.?|Ms\.?|Sayın)\s)?(?:{_TITLES})*(?P<it>{WORD}(?:,? {WORD}|"
    rf"{_NEXT}){{0,2}}|{_INITIAL}{WORD})",
    re.MULTILINE,
)
_SURE_FIELD = re.compile(
    r"vorname|nachname|geburtsname|familienname|zuname|first name|last name|surname|soyad|"
    r"^adı?\b|^isim",
    re.I,
)
_GREETING = re.compile(
    r"(?:^|(?<=[.!?\n\"„(] )|(?<=[\n\"„]))(?:Hallo|Hi|Hey|Liebe[rs]?|Guten Tag|Guten Morgen|"
    r"Moin|Servus|Dear|Hello|Good morning|Merhaba|Selam|Sevgili|Değerli)"
    rf"[ ,](?P<it>{WORD}(?: {_PARTICLE}?{WORD})?)(?=\s*[,!\n]|\s[–-])",
    re.MULTILINE,
)
_SIGNATURE = re.compile(
    r"(?:Mit (?:freundlichen|besten|herzlichen|lieben|vielen) Grü(?:ß|ss)en|(?:Viele|Beste|"
    r"Liebe|Herzliche|Schöne|Freundliche|Sonnige) Grü(?:ß|ss)e|"
    r"Herzlichst|Gruß|LG|VG|MfG|Hochachtungsvoll|Vielen Dank(?: und (?:viele |beste |liebe "
    r")?Grü(?:ß|ss)e)?|Danke(?: und Gruß)?|Besten Dank|"
    r"(?:Best|Kind|Warm|Many) (?:regards|wishes)|Regards|Yours (?:sincerely|faithfully|truly)|"
    r"Sincerely|Thanks(?: a lot)?|Many thanks|Thank you|Cheers|Best|Love|"
    r"Saygılarımla|Saygılar(?:ımızla)?|Sevgiler(?:imle)?|Selamlar|İyi (?:günler|"
    r"çalışmalar)(?: dilerim)?|Teşekkürler|Teşekkür ederim)"
    rf"(?: aus {WORD})?[,.!]?[ \t]*(?P<break>\n?)\n?[ "
    rf"\t]*(?:{_TITLES})*(?P<it>{_INITIAL}?{WORD}{_NEXT}{{0,2}}|"
    rf"{_INITIAL}{_INITIAL}?{WORD})(?=\s*(?:$|\n|[,.|(–-]))",
    re.MULTILINE,
)
_LISTED = re.compile(
    rf"(?<![\w\-@.])(?P<first>{WORD})(?P<rest>(?: {WORD})?(?: {_INITIAL})?(?: "
    rf"{_PARTICLE}{{0,2}}{WORD}))(?![\-@])"
)
_TURNED = re.compile(rf"(?<![\w\-])(?P<it>{WORD}, (?P<first>{WORD}))(?![\w\-])")
_SHOUTED = re.compile(
    rf"(?<![\w\-])(?P<it>(?:(?P<first>{_SHOUT}) {_SHOUT})|(?:{_SHOUT}, ?(?P<second>{_SHOUT}|"
    rf"{WORD})))(?![\w\-])"
)
_INITIALED = re.compile(rf"(?<![\w.\-])(?P<it>(?P<first>{WORD}) [{_UP}]\.)(?!\w)")

_SHORTEST_COMPOUND = 6
_NO_NAME_END = re.compile(
    r"(?:straße|strasse|str|weg|platz|allee|gasse|ring|schule|gymnasium|haus|halle|stiftung|"
    r"preis|klinik|klinikum|"
    r"apotheke|verlag|werk|werke|amt|büro|stelle|dienst|verein|kirche|hof|park|stadion|museum|"
    r"bibliothek|bücherei|akademie|"
    r"institut|kolleg|heim|zentrum|tag|markt|brücke|saal|bau|gruppe|team|abteilung|service|"
    r"universität|kita|kindergarten|"
    r"realschule|theater|archiv|denkmal|turm|bad|bahnhof|verband|bank|kasse|versicherung|"
    r"gesellschaft|ung|heit|keit|schaft|ion|ismus|ität)$",
    re.IGNORECASE,
)
_ORGANISATION_AFTER = re.compile(
    r"[ \u00a0&\-]*(?:GmbH|AG\b|KG\b|OHG|SE\b|UG\b|e\.? ?V\.|e\.? ?K\.|mbH|Ltd|LLC|Inc|PLC|"
    r"plc|Corp|Co\b|A\.Ş|Ltd\. Şti|Şti|San\.|& (?:Co|Söhne|Sohn|Partner|Sons|Kollegen)|"
    r"und Söhne|and Sons|Group|Holding|Stiftung|Foundation|Vakfı|Straße|Strasse|Str\.|Allee|"
    r"Platz|Weg|Ring|Gasse|Schule|Gymnasium|Realschule|Gesamtschule|Grundschule|"
    r"School|University|Universität|Üniversitesi|College|Hospital|Street|Road|Avenue|Lane|"
    r"Square|Park|Caddesi|Cad\.|Sokak|Sokağı|Bulvarı|Mahallesi|Mah\.|"
    r"Lisesi|Ortaokulu|İlkokulu|Hastanesi|Parkı|Köprüsü|Havalimanı|Müzesi|Meydanı|Stadı|"
    r"Haus\b|Halle|Museum|Airport|Bridge|Klinik|Preis|Apotheke|Verlag|Bibliothek|Center|"
    r"Centre|Theater|Theatre|Prize|Award)"
)  # fmt: skip


def find_person(text: str) -> Iterator[Span]:
    """Names after titles and in greetings, fields and signatures, and listed first names."""
    for pattern in (_TITLED, _SAID):
        for match in pattern.finditer(text):
            yield from _trimmed(text, *match.span("it"))
    for match in _SINGLE.finditer(text):
        if _listed(match["it"].split()[0]):
            yield from _trimmed(text, *match.span("it"))
    for match in _HONORIFIC.finditer(text):
        yield from _trimmed(text, *match.span("it"))
    yield from _fields(text)
    for match in _GREETING.finditer(text):
        if _listed(match["it"].split()[0]):
            yield from _trimmed(text, *match.span("it"))
    for match in _SIGNATURE.finditer(text):
        words_in = match["it"].split()
        if match["break"] or _listed(words_in[0]) or (len(words_in) > 1 and "." in words_in[0]):
            yield from _trimmed(text, *match.span("it"))
    yield from _by_first_name(text)


def _fields(text: str) -> Iterator[Span]:
    for match in _FIELD.finditer(text):
        parts = [part for part in match["it"].replace(",", " ").split() if part[0].isupper()]
        sure = _SURE_FIELD.search(match["field"])
        named = (
            len(parts) > 1
            and not _NO_NAME_END.search(parts[-1])
            and not any(p in _no_names() for p in parts[:2])
        )
        if sure or named or any(_listed(part) for part in parts):
            yield from _trimmed(text, *match.span("it"))


def _by_first_name(text: str) -> Iterator[Span]:
    position = 0
    while match := _LISTED.search(text, position):
        found = list(_trimmed(text, *match.span())) if _plausible(text, match) else []
        yield from found
        position = found[0][1] if found else match.end("first")
    for match in _TURNED.finditer(text):
        if match["first"] in _first_names() - _ambiguous():
            last = match["it"].partition(",")[0]
            if last not in _no_names() | _first_names() and _stands_alone(text, match):
                yield from _trimmed(text, *match.span("it"))
    for match in _SHOUTED.finditer(text):
        if (match["first"] or match["second"] or "").capitalize() in _first_names():
            yield match.span("it")
    for match in _INITIALED.finditer(text):
        if _listed(match["first"]):
            yield match.span("it")


def _plausible(text: str, match: re.Match[str]) -> bool:
    """Whether a listed first name with the word after it reads like a name."""
    first, surname = match["first"], match["rest"].split()[0]
    if not _listed(first) or (first in _ambiguous() and _starts_sentence(text, match.start())):
        return False
    compound = len(surname) > _SHORTEST_COMPOUND and _NO_NAME_END.search(surname)
    return surname not in _no_names() and not compound


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    """Whether "Surname, First" is no part of a list of first names or of a sentence's nouns."""
    rest = text[match.end() : match.end() + 2]
    before = text[max(0, match.start() - 2) : match.start()]
    return not rest.startswith(", ") and (
        not before.strip() or before.strip()[-1] in ":;(|-–\n" or before.endswith("\n")
    )


def _starts_sentence(text: str, start: int) -> bool:
    before = text[:start].rstrip(" ")
    return not before or before[-1] in ".!?\n:"


def _listed(name: str) -> bool:
    """Whether a first name is known, also both halves of a double one."""
    return name in _first_names() or (
        "-" in name and all(part in _first_names() for part in name.split("-"))
    )


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    """The span without words that are no names; nothing where an organisation or place follows."""
    if _ORGANISATION_AFTER.match(text, end) or text[end : end + 1] == "-":
        return
    value = text[start:end]
    pieces = list(re.finditer(r"\S+", value))
    keep = len(pieces)
    for place, piece in enumerate(pieces):
        word = piece[0].strip(",.")
        if word in _no_names() or (
            place > 0 and len(word) > _SHORTEST_COMPOUND and _NO_NAME_END.search(word)
        ):
            keep = place
            break
    while keep and pieces[keep - 1][0][0].islower():
        keep -= 1
    if keep == 0:
        return
    if (
        keep < len(pieces)
        and keep == 1
        and _ORGANISATION_AFTER.match(text, start + pieces[0].end())
    ):
        return
    last = start + pieces[keep - 1].end()
    yield start, last - (text[last - 1] in ",")


@cache
def _first_names() -> frozenset[str]:
    return frozenset(words("first_names.txt"))


@cache
def _no_names() -> frozenset[str]:
    return frozenset(words("not_names.txt"))


@cache
def _ambiguous() -> frozenset[str]:
    """First names that are also words or towns: at the start of a sentence they need a cue."""
    return frozenset(words("ambiguous_names.txt"))
