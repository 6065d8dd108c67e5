"""Whose fact it is: the label before it, the heading above it, the page it stands on."""

from __future__ import annotations

import re
from collections.abc import Iterable

JOINT = " – "
"""Between the parts of a subject, the narrowest first."""

_GENERIC = re.compile(
    r"\b(?:(?:allgemeine|unsere|aktuelle|reguläre)[nrs]?|(?:öffnungs|sprech|service|geschäfts|büro"
    r"|besuchs|kassen)-?(?:zeit(?:en)?|stunden)|geöffnet|wann und wo|für alle"
    r"|kontakt(?:e|daten)?|ansprech(?:stelle|partner(?:in|innen)?|person)|adresse|anschrift|anfahrt"
    r"|so erreichen sie uns|gebühr(?:en)?|kosten|was kostet (?:es|das)|preise?|eintritt(?:spreise)?"
    r"|tarife?|entgelte?|unterlagen|benötigte|erforderliche|notwendige|dokumente|was wird benötigt"
    r"|das bringen sie mit|mitzubringen|frist(?:en)?|formulare?|downloads?|vordrucke"
    r"|opening hours|office hours|business hours|hours|opening times|visit us|contact(?: us)?"
    r"|talk to us|cost|costs|fees?|prices?|what it costs|what to bring|documents|required"
    r"|deadlines?|forms?"
    r"|açılış saatleri|çalışma saatleri|iletişim|ücret(?:ler)?|gerekli belgeler|belgeler)\b|[:?!.]",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"\b(?:[A-ZÄÖÜ][\wäöüß-]*(?:straße|strasse|str\.|gasse|weg|platz|allee|ring|ufer|berg|damm"
    r"|markt|kanal)"
    r"|[A-ZÄÖÜ][\wäöüß-]+ (?:Straße|Weg|Platz|Allee|Ring|Street|Road|Caddesi|Sokak))"
    r" \d{1,4}(?: ?[a-z])?\b"
    # "Im Mai 2027" is no street: only what a town follows.
    r"|\b(?:Am|An der|Auf de[mr]|Beim|Hinter de[mr]|Im|In der|Unter den|Zum|Zur)"
    r" [A-ZÄÖÜ][\wäöüß-]+ \d{1,3}(?: ?[a-z])?(?=,?\s+\d{5}\s)"
)
_NO_NAME = re.compile(r"(?:Haus|Frau|Herrn?|Mrs?|Ms|Bay|Bayan) ")
_LINKING = re.compile(
    r"^(?:(?:und|and|ve|der|die|das|des|den|the|our|in|im|am|für|for|of)\b\s*|[,;–-]\s*)+", re.I
)
_LINKING_LAST = re.compile(
    r"(?:\s*\b(?:und|and|ve|der|die|das|des|den|the|für|for|of)|[,;–-]\s*)+$", re.I
)
_FILLER = re.compile(
    r"^(?:in|im|am|an|auf|für|die|der|das|den|the|our|unser[e]?|ein|eine|a|an|bei|beim|zum|zur)\s+",
    re.I,
)


def specific(heading: str) -> str:
    """What a heading names besides the kind of fact: "Öffnungszeiten Bürgerbüro" a Bürgerbüro."""
    rest = " ".join(_GENERIC.sub(" ", heading).split())
    rest = _LINKING.sub("", _LINKING_LAST.sub("", rest)).strip(" ,;–-")
    words = [word for word in rest.split() if len(word) > 2]
    return rest if words and not rest[0].isdigit() else ""


def joined(parts: Iterable[str]) -> str:
    """A subject of its parts, the narrowest first, each once."""
    kept: list[str] = []
    for part in parts:
        plain = " ".join(part.split()).strip(" ,;:–-")
        if plain and not any(plain.lower() == other.lower() for other in kept):
            kept.append(plain)
    return JOINT.join(kept)


def named_first(text: str) -> str:
    """The name that a label begins with, without its address: "Ahldorf, Dorfstraße 30"."""
    for part in re.split(r"[,;:·|]\s*|\s[–-]\s|\n", text):
        plain = re.sub(r"\([^)]*\)?", "", _ADDRESS.sub("", part)).strip(" .:()!")
        if (
            plain
            and not _NO_NAME.match(plain)
            and not re.search(r"\d|@", plain)
            and len(plain.split()) <= 7
        ):
            return _FILLER.sub("", plain)
    return ""


def address_in(text: str) -> re.Match[str] | None:
    """The first street with its number."""
    return _ADDRESS.search(text)
