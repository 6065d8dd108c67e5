"""The short form of an answer for the ear: no marks, and everything as one says it."""

from __future__ import annotations

import re

from wattos.agents.speakable import SPEAKABLE, speakable
from wattos.agents.spoken_tables import without_tables
from wattos.knowledge import detect_language, sentence_spans

_LONGEST = 400
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*\)")
_SOURCE = re.compile(r"\s*\[\d{1,2}\]")
_LIST_ITEM = re.compile(r"^\s*(?:[-*+•]|\d+\))\s+", re.MULTILINE)
"""A number with a full stop stays: a voice reads it well, and it may be the day of a date."""
_QUOTED_LINE = re.compile(r"^>[ \t]?", re.MULTILINE)
_QUOTE = re.compile(r"((?:^>[^\n]*(?:\n|\Z))+)", re.MULTILINE)
_HEADING = re.compile(r"^#{1,6}\s*", re.MULTILINE)
_EMPHASIS = re.compile(r"(?<!\w)(\*\*|__|[*_`~])(?=\S)(.+?)(?<=\S)\1(?!\w)")
_UNENDED = re.compile(r"(?<![.!?…:;,\s])$")
_UNENDED_LINE = re.compile(r"(?<![.!?…:;,\s])\s*\n+\s*")
_ROW = re.compile(r"(?<=[\w)“”]) – (?=\w)")
_EMPTY_FIRST_CELL = re.compile(r"(?<= – )[^;–\n]*: [–—-]; ")
_EMPTY_CELL = re.compile(r"(?:;| –) [^;–\n]*: [–—-](?=\s*(?:$|;))", re.MULTILINE)
_CITED = re.compile(r"(?<=“)[^“”]{12,}(?=”)|(?<=„)[^„“]{12,}(?=“)")
"""Words of a page within a sentence, which may be in another language."""


def spoken_form(markdown: str, language: str) -> str:
    """At most about 400 characters of plain sentences in the answer's language.

    What is quoted from a page in another language stays in that one, its times and sums included.
    """
    text = _SOURCE.sub("", _LINK.sub(r"\1", markdown))
    said: list[str] = []
    for number, part in enumerate(_QUOTE.split(text)):
        plain = _QUOTED_LINE.sub("", part)
        spoken = _said(plain, _language_of(plain, language) if number % 2 else language)
        if spoken and said:
            said[-1] = _UNENDED.sub(".", said[-1])
        said += [spoken] if spoken else []
    return _shortened(" ".join(said))


def _language_of(quote: str, asked: str) -> str:
    found = detect_language(quote, asked)
    return found if found in SPEAKABLE else asked


def _said(text: str, language: str) -> str:
    text = _HEADING.sub("", _LIST_ITEM.sub("", without_tables(text)))
    text = _EMPHASIS.sub(r"\2", text)
    text = _UNENDED_LINE.sub(". ", _EMPTY_CELL.sub("", _EMPTY_FIRST_CELL.sub("", text)).strip())
    text = _CITED.sub(
        lambda cited: speakable(cited.group(), _language_of(cited.group(), language)), text
    )
    return " ".join(_ROW.sub(", ", speakable(text, language)).split())


def _shortened(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    ends = [end for _, end in sentence_spans(text) if end <= _LONGEST]
    return text[: ends[-1]] if ends else text[:_LONGEST].rsplit(" ", 1)[0] + " …"
