"""A second look at the best candidates: does one place in them speak of all that was asked?

A passage can hold every word of a question scattered over unrelated sentences; the one that answers
it mostly has them side by side. No model runs here: it costs about five milliseconds a search.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from math import log

from wattos.knowledge.sentences import sentence_spans
from wattos.knowledge.text import fold

CANDIDATES = 30
"""Passages that say how telling a word is; a larger number was no better."""
RERANKED = 10
WEIGHT = 3.0
"""Of a full cover, in standard scores of the fusion (`benchmarks/xquad.py`)."""

_STEM = 6  # letters of a word that are compared: inflection and compounds differ behind them
_WINDOW = 2  # sentences
_WORD = re.compile(r"[^\W_]+")


def coverage(question: str, passages: Sequence[str], language: str) -> list[float]:
    """How much of the question the best two sentences of each passage cover, 0 to 1.

    A word counts by how few of the passages have it. The first line of a passage (its title and
    headings) belongs to each of its sentences.
    """
    asked = _stems(question, language)
    read = [_windows(passage, language) for passage in passages]
    having = Counter(word for windows in read for word in asked & set[str]().union(*windows))
    weights = {w: _telling(having[w], len(passages)) for w in asked}
    whole = sum(weights.values()) or 1.0
    return [
        max((sum(weights[word] for word in asked & window) for window in windows), default=0.0)
        / whole
        for windows in read
    ]


def _telling(having: int, of: int) -> float:
    return log(1 + (of - having + 0.5) / (having + 0.5))


def _windows(passage: str, language: str) -> list[set[str]]:
    heading, line_break, body = passage.partition("\n")
    if not line_break:
        heading, body = "", passage
    above = _stems(heading, language)
    sentences = [_stems(body[start:end], language) for start, end in sentence_spans(body)]
    starts = range(max(len(sentences) - _WINDOW + 1, 1))
    return [above.union(*sentences[at : at + _WINDOW]) for at in starts]


def _stems(text: str, language: str) -> set[str]:
    return {fold(word, language)[:_STEM] for word in _WORD.findall(text)}
