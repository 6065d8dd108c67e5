"""Which sentence of a page answers a question about its price, its hours, its deadline."""

from __future__ import annotations

import re
from typing import Final

from wattos_insight.aspects import Aspect, aspect_keys, aspects, pattern_of
from wattos_insight.evidence import EvidenceUnit, SourceChunk
from wattos_insight.text import lower, sentences, stems

_NEEDED: Final = {
    "cost": r"\d[\d.,]*\s?(€|(euros?|eur|usd|tl|avro)\b)|kostenlos|kostenfrei"
    r"|free of charge|ücretsiz",
    "duration": r"\d|zwei|drei|vier|fünf|sechs|two|three|four|five|six",
    "hours": r"\d{1,2}([:.]\d\d)?\s?(uhr|am|pm)?",
    "deadline": r"\d",
}
"""What a sentence must hold to answer a question about the aspect."""
_PRICE: Final = re.compile(r"\d[\d.,]*\s?(€|(euros?|eur|usd|tl|avro|pounds?|dollars?)\b)")
_CHARGED: Final = re.compile(
    r"\b(kostet|kosten|zahlen|zahlt|beträgt|costs?|pay|fee|ücret\w*|tutar|öde\w+)\b"
)
_OTHERWISE: Final = {
    "cost": re.compile(
        r"absage|storn|kaution|pfand|überschreit|verspät|cancel|deposit|overdue|iptal|depozito"
    ),
    "duration": re.compile(
        r"frist\b|vorher|im voraus|gültig|läuft|before|in advance|deadline|valid|expires?|önce"
        r"|geçerli|bitecek"
    ),
    "hours": re.compile(r"telefon|rufen|anruf|\bcall\b|\bphone\b|arayın"),
}
"""Words of a sentence that speaks of something near the aspect and does not answer it."""
_PENALTIES: Final = frozenset({"missed", "extra_cost"})
"""What is paid when something goes wrong is no answer to what it costs."""
_OF_THINGS: Final = frozenset({"preparation", "fit", "care", "stock"})
"""Aspects of a thing for sale; a sentence or row that begins with one says it of the page's own."""
_FIRST_WORD: Final = 0.5
_ENOUGH: Final = 1.0
"""Worth above which a sentence answers; naming the aspect alone is not enough."""
_ANSWER_LENGTH: Final = 15


def best_answer(
    unit: EvidenceUnit, aspect: Aspect
) -> tuple[float, tuple[SourceChunk, int, int] | None]:
    """The sentence or table row that best answers a question about `aspect`, with its worth."""
    title = stems(unit.title, unit.language)
    best: tuple[float, tuple[SourceChunk, int, int] | None] = (_ENOUGH, None)
    for chunk in unit.chunks:
        for start, end in sentences(chunk.text):
            worth = _worth(chunk, lower(chunk.text[start:end]), aspect, title)
            if worth > best[0]:
                best = worth, (chunk, start, end)
    return best


def _worth(chunk: SourceChunk, sentence: str, aspect: Aspect, title: frozenset[str]) -> float:
    """How well a sentence (lower case) answers; it must hold what such an answer needs.

    A heading on the aspect, words of the title and a plain price speak for it.
    """
    otherwise = _OTHERWISE.get(aspect.key)
    about = pattern_of(aspect.key)
    headed = any(about.search(lower(heading)) for heading in chunk.heading_path[1:])
    named = about.search(sentence)
    said = bool(named)
    if (
        len(sentence) < _ANSWER_LENGTH
        or not re.search(_NEEDED.get(aspect.key, ""), sentence)
        or not (headed or said)
        or (otherwise is not None and otherwise.search(sentence))
        or (aspect.key == "cost" and aspect_keys(sentence) & _PENALTIES)
    ):
        return 0.0
    shared = len(title & stems(sentence, chunk.language))
    priced = aspect.key == "cost" and _PRICE.search(sentence)
    charged = priced and ("|" in sentence or _CHARGED.search(sentence))
    if charged and not (shared or headed) and len(chunk.heading_path) > 1:
        return 0.0  # the price of something else that the page mentions
    first = named is not None and (named.start() == 0 or "|" in sentence)
    return (
        1.5 * headed
        + said
        + min(shared, 2)
        + bool(charged)
        + (_FIRST_WORD if first and aspect.key in _OF_THINGS else 0.0)
    )


def answers(chunk: SourceChunk, key: str, subject: frozenset[str]) -> bool:
    """Whether a sentence of the passage names the subject and answers the aspect `key` of it."""
    aspect = next((aspect for aspect in aspects() if aspect.key == key), None)
    if aspect is None:
        return False
    for start, end in sentences(chunk.text):
        sentence = chunk.text[start:end]
        named = subject & stems(sentence, chunk.language)
        if named and _worth(chunk, lower(sentence), aspect, subject) > _ENOUGH:
            return True
    return False
