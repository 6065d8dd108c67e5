"""The short form of an answer for the ear: no marks, and everything as one says it."""

from __future__ import annotations

import re

from wattos.agents.speakable import speakable
from wattos.agents.spoken_tables import without_tables
from wattos.knowledge import sentence_spans

_LONGEST = 400
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*\)")
_SOURCE = re.compile(r"\s*\[\d{1,2}\]")
_LIST_ITEM = re.compile(r"^\s*(?:[-*+•]|\d+\))\s+", re.MULTILINE)
"""A number with a full stop stays: a voice reads it well, and it may be the day of a date."""
_QUOTED_LINE = re.compile(r"^>[ \t]?", re.MULTILINE)
_HEADING = re.compile(r"^#{1,6}\s*", re.MULTILINE)
_EMPHASIS = re.compile(r"(?<!\w)(\*\*|__|[*_`~])(?=\S)(.+?)(?<=\S)\1(?!\w)")
_UNENDED_LINE = re.compile(r"(?<![.!?…:;,\s])\s*\n+\s*")
_ROW = re.compile(r"(?<=\w) – (?=\w)")


def spoken_form(markdown: str, language: str) -> str:
    """At most about 400 characters of plain sentences in the answer's language."""
    text = _QUOTED_LINE.sub("", _SOURCE.sub("", _LINK.sub(r"\1", markdown)))
    text = without_tables(text)
    text = _HEADING.sub("", _LIST_ITEM.sub("", text))
    text = _EMPHASIS.sub(r"\2", text)
    text = _UNENDED_LINE.sub(". ", text.strip())
    text = _ROW.sub(", ", speakable(text, language))
    return _shortened(" ".join(text.split()))


def _shortened(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    ends = [end for _, end in sentence_spans(text) if end <= _LONGEST]
    return text[: ends[-1]] if ends else text[:_LONGEST].rsplit(" ", 1)[0] + " …"
