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
        "m²": "Quadratmeter",
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
        "m²": "square metres",
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
        "m²": "metrekare",
    },
}
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
_AND: Final = r"und|u\.|and|ve|&|/|sowie"
_BEHIND_DAYS: Final = r"geschlossen\b|closed\b|kapalı|(?:und|u\.)\s(?:Feier|sonn)tag"
_STREET: Final = re.compile(r"(?<=[a-zäöüß])str\.(?=\s\d)")
_UNTIL: Final = {"de": "{} bis {}", "en": "{} to {}", "tr": "{} ile {} arası"}


def spelt_out(text: str, language: str) -> str:
    """`text` with the abbreviations of `language` in full words."""
    days, until = _DAYS[language], _UNTIL[language]
    span, single = _day_patterns(language)
    text = span.sub(lambda found: until.format(days[found[1]], days[found[2]]), text)
    text = single.sub(lambda found: days[found[1]], text)
    text = _STREET.sub("straße", text)
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
def _day_patterns(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Two days with a dash between them, and one day before a time or in a list."""
    names = "|".join(_DAYS[language])
    return (
        re.compile(rf"\b({names})\.?\s?[–—-]\s?({names})\b\.?"),
        re.compile(
            rf"\b({names})\b\.?(?=:?,?\s(?:\d|(?:(?:{_AND})\s)?(?:{names})\b|{_BEHIND_DAYS}))"
        ),
    )
