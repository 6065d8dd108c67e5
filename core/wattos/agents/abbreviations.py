"""Abbreviations as a voice says them, days of the week in tables included."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_WORDS: Final = {
    "de": {
        "z. B.": "zum Beispiel",
        "d. h.": "das heißt",
        "u. a.": "unter anderem",
        "i. d. R.": "in der Regel",
        "bzw.": "beziehungsweise",
        "ca.": "circa",
        "ggf.": "gegebenenfalls",
        "inkl.": "inklusive",
        "zzgl.": "zuzüglich",
        "usw.": "und so weiter",
        "Nr.": "Nummer",
        "Tel.": "Telefon",
        "max.": "maximal",
        "mind.": "mindestens",
        "evtl.": "eventuell",
        "Std.": "Stunden",
        "Min.": "Minuten",
        "u.": "und",
        "s. o.": "siehe oben",
        "s. u.": "siehe unten",
        "o. ä.": "oder Ähnliches",
        "o. Ä.": "oder Ähnliches",
        "n. V.": "nach Vereinbarung",
        "p. P.": "pro Person",
        "v. a.": "vor allem",
        "etc.": "und so weiter",
        "bspw.": "beispielsweise",
        "sog.": "sogenannt",
        "gem.": "gemäß",
        "lt.": "laut",
        "exkl.": "exklusive",
        "einschl.": "einschließlich",
        "vsl.": "voraussichtlich",
        "bzgl.": "bezüglich",
        "vgl.": "vergleiche",
        "zw.": "zwischen",
        "tgl.": "täglich",
        "Art.-Nr.": "Artikelnummer",
        "Zi.": "Zimmer",
        "OG": "Obergeschoss",
        "UG": "Untergeschoss",
        "EG": "Erdgeschoss",
        "Hr.": "Herr",
        "Dr.": "Doktor",
        "Prof.": "Professor",
        "Hbf.": "Hauptbahnhof",
        "Hbf": "Hauptbahnhof",
        "Mio.": "Millionen",
        "Mrd.": "Milliarden",
        "Tsd.": "Tausend",
        "24/7": "rund um die Uhr",
        "m²": "Quadratmeter",
        "qm": "Quadratmeter",
        "m³": "Kubikmeter",
        "cbm": "Kubikmeter",
        "§§": "Paragrafen",
        "§": "Paragraf",
        "Abs.": "Absatz",
    },
    "en": {
        "e.g.": "for example",
        "i.e.": "that is",
        "etc.": "and so on",
        "approx.": "approximately",
        "incl.": "including",
        "max.": "at most",
        "min.": "at least",
        "No.": "number",
        "Tel.": "telephone",
        "ext.": "extension",
        "hrs": "hours",
        "mins": "minutes",
        "vs.": "versus",
        "Dr.": "doctor",
        "24/7": "around the clock",
        "m²": "square metres",
        "m³": "cubic metres",
    },
    "tr": {
        "örn.": "örneğin",
        "vb.": "ve benzeri",
        "vs.": "ve saire",
        "yakl.": "yaklaşık",
        "maks.": "en çok",
        "Tel.": "telefon",
        "Cad.": "Caddesi",
        "Sok.": "Sokağı",
        "Mah.": "Mahallesi",
        "Sk.": "Sokağı",
        "Blv.": "Bulvarı",
        "Apt.": "Apartmanı",
        "No:": "numara",
        "Dr.": "doktor",
        "dk.": "dakika",
        "7/24": "günün her saati",
        "m³": "metreküp",
        "m²": "metrekare",
    },
}
_UNITS: Final = {
    "de": {
        "km/h": "Stundenkilometer", "km": "Kilometer", "cm": "Zentimeter", "mm": "Millimeter",
        "m": "Meter", "kg": "Kilogramm", "g": "Gramm", "ml": "Milliliter", "l": "Liter",
        "°C": "Grad", "J.": "Jahre", "Mbit/s": "Megabit pro Sekunde",
    },
    "en": {
        "km/h": "kilometres per hour", "km": "kilometres", "cm": "centimetres",
        "mm": "millimetres", "kg": "kilograms", "g": "grams", "ml": "millilitres", "l": "litres",
        "°C": "degrees",
    },
    "tr": {
        "km": "kilometre", "cm": "santimetre", "mm": "milimetre", "kg": "kilogram", "g": "gram",
        "ml": "mililitre", "l": "litre", "°C": "derece",
    },
}  # fmt: skip
"""Behind a number only; the Turkish "sa." is too much like other words."""
_DAYS: Final = {
    "de": {
        "Mo": "Montag",
        "Di": "Dienstag",
        "Mi": "Mittwoch",
        "Do": "Donnerstag",
        "Fr": "Freitag",
        "Sa": "Samstag",
        "So": "Sonntag",
    },
    "en": {
        "Mon": "Monday",
        "Tue": "Tuesday",
        "Wed": "Wednesday",
        "Thu": "Thursday",
        "Fri": "Friday",
        "Sat": "Saturday",
        "Sun": "Sunday",
    },
    "tr": {
        "Pzt": "Pazartesi",
        "Sal": "Salı",
        "Çar": "Çarşamba",
        "Per": "Perşembe",
        "Cum": "Cuma",
        "Cmt": "Cumartesi",
        "Paz": "Pazar",
    },
}
_AND: Final = r"und|u\.|and|ve|&|/|sowie|bis|to"
_BEHIND_DAYS: Final = r"geschlossen\b|closed\b|kapalı|(?:und|u\.)\s(?:Feier|sonn)tag"
_BESIDE: Final = {"de": "und", "en": "and", "tr": "ve"}
_STREET: Final = re.compile(r"(?<=[a-zäöüß])str\.(?=\s\d)")
_UNTIL: Final = {"de": "{} bis {}", "en": "{} to {}", "tr": "{} ile {} arası"}


def spelt_out(text: str, language: str) -> str:
    """`text` with the abbreviations of `language` in full words."""
    days, until = _DAYS[language], _UNTIL[language]
    span, single = _day_patterns(language)
    text = span.sub(lambda found: until.format(days[found[1]], days[found[2]]), text)
    text = single.sub(lambda found: days[found[1]], text)
    text = _beside(language).sub(f" {_BESIDE[language]} ", text)
    text = _STREET.sub("straße", text)
    text = _unit_pattern(language).sub(lambda found: f" {_UNITS[language][found[1]]}", text)
    return _pattern(language).sub(lambda found: _word(found, language), text)


def _word(found: re.Match[str], language: str) -> str:
    """The words of one abbreviation; at the end of the text its dot was the sentence's too."""
    word = _WORDS[language][re.sub(r"(?<=\.)\s?(?=\w)", _gap(language), found.group())]
    ends = found.group().endswith(".") and found.end() == len(found.string)
    return f"{word}." if ends else word


def _gap(language: str) -> str:
    return " " if language == "de" else ""


@lru_cache(maxsize=3)
def _pattern(language: str) -> re.Pattern[str]:
    words = sorted(_WORDS[language], key=len, reverse=True)
    found = "|".join(re.escape(word).replace(r"\ ", r"\s?") for word in words)
    return re.compile(rf"(?<![\w.])(?:{found})(?!\w)")


@lru_cache(maxsize=3)
def _beside(language: str) -> re.Pattern[str]:
    """The sign between two days: "Dienstag/Donnerstag"."""
    names = _DAYS[language].values()
    ahead = "|".join(f"(?<={name})" for name in names)
    return re.compile(rf"(?:{ahead})\s?[/+&]\s?(?=(?:{'|'.join(names)})\b)")


@lru_cache(maxsize=3)
def _unit_pattern(language: str) -> re.Pattern[str]:
    units = "|".join(map(re.escape, sorted(_UNITS[language], key=len, reverse=True)))
    return re.compile(rf"(?<=\d)\s?({units})(?![\w/²³])")


@lru_cache(maxsize=3)
def _day_patterns(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Two days with a dash between them, and one day before a time, in a list or a table."""
    names = "|".join(_DAYS[language])
    return (
        re.compile(rf"\b({names})\.?\s?[–—-]\s?({names})\b\.?"),
        re.compile(
            rf"\b({names})\b\.?(?=:?,?\s(?:\d|(?:(?:{_AND})\s)?(?:{names})\b|{_BEHIND_DAYS})"
            rf"|\s?[/+&]\s?(?:{names})\b|\s–\s\w+:)"
        ),
    )
