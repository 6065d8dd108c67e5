"""The short form of an answer for the ear: no links, no marks, times as one says them."""

from __future__ import annotations

import re

from wattos.knowledge import sentence_spans

_LONGEST = 400
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*\)")
_SOURCE = re.compile(r"\s*\[\d{1,2}\]")
_URL = re.compile(r"(?:https?://|www\.)\S+[^\s.,;:!?)]")
_LIST_ITEM = re.compile(r"^\s*(?:[-*+•]|\d+[.)])\s+", re.MULTILINE)
_HEADING = re.compile(r"^#{1,6}\s*", re.MULTILINE)
_EMPHASIS = re.compile(r"(?<!\w)(\*\*|__|[*_`~])(?=\S)(.+?)(?<=\S)\1(?!\w)")
_UNENDED_LINE = re.compile(r"(?<![.!?…:;,\s])\s*\n+\s*")
_RANGE = re.compile(r"(?<=\d)\s*[–—]\s*(?=\d)|(?<=\d{2}:\d{2})\s*-\s*(?=\d)")
_CLOCK = re.compile(r"\b([01]?\d|2[0-3]):([0-5]\d)(?:\s*Uhr\b)?")

_AMOUNT = re.compile(
    r"(?:€\s?(?P<before>\d+(?:[.,]\d{2})?)|(?P<after>\d+(?:[.,]\d{2})?)\s?(?:€|EUR\b|Euro\b|avro\b))"
)
_ROW = re.compile(r"(?<=\w) – (?=\w)")
_DAY = re.compile(r"\b(Mo|Di|Mi|Do|Fr|Sa|So)(?P<range>\s?[–-]\s?)(Mo|Di|Mi|Do|Fr|Sa|So)\b")
_DAYS = {
    "Mo": "Montag", "Di": "Dienstag", "Mi": "Mittwoch", "Do": "Donnerstag", "Fr": "Freitag",
    "Sa": "Samstag", "So": "Sonntag",
}  # fmt: skip
_MONEY = {"de": "Euro", "en": "euros", "tr": "avro"}

_TO = {"de": " bis ", "en": " to ", "tr": " ile "}


def spoken_form(markdown: str, language: str) -> str:
    """At most about 400 characters of plain sentences in the answer's language."""
    text = _SOURCE.sub("", _LINK.sub(r"\1", markdown))
    text = _HEADING.sub("", _LIST_ITEM.sub("", _URL.sub("", text)))
    text = _EMPHASIS.sub(r"\2", text)
    text = _UNENDED_LINE.sub(". ", text.strip())
    text = _DAY.sub(lambda days: f"{_DAYS[days[1]]} bis {_DAYS[days[3]]}", text)
    text = _ROW.sub(", ", text)
    text = _AMOUNT.sub(lambda amount: _say_amount(amount, language), text)
    text = _RANGE.sub(_TO.get(language, " – "), text)
    text = _CLOCK.sub(lambda time: _say_clock(time, language), text)
    return _shortened(" ".join(text.split()))


def _say_clock(time: re.Match[str], language: str) -> str:
    hour, minute = int(time[1]), int(time[2])
    if language == "de":
        return f"{hour} Uhr" + (f" {minute}" if minute else "")
    return f"{hour}:{minute:02}"


def _say_amount(amount: re.Match[str], language: str) -> str:
    """ "96,00 €" is 96 euros, "4,50 €" is 4 euros 50; other languages keep the sign as it is."""
    if language not in _MONEY:
        return amount.group()
    whole, _, cents = (amount["before"] or amount["after"]).replace(",", ".").partition(".")
    return f"{whole} {_MONEY[language]}" + (f" {int(cents)}" if cents.strip("0") else "")


def _shortened(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    ends = [end for _, end in sentence_spans(text) if end <= _LONGEST]
    return text[: ends[-1]] if ends else text[:_LONGEST].rsplit(" ", 1)[0] + " …"
