"""Quotes: the sentence of a chunk that says most about a matter, exactly as it stands there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final

import msgspec

from wattos_insight.aspects import aspects_in
from wattos_insight.evidence import EvidenceUnit, SourceChunk
from wattos_insight.schemas import Evidence
from wattos_insight.sensitive import is_sensitive
from wattos_insight.text import content_words, sentences

_SHORT: Final = 30
_LONG: Final = 300
"""Characters: shorter sentences say too little, longer ones are cut at a word."""
_ROW: Final = 0.6
"""Part of a sentence's worth that a table row has: it says what, seldom why."""
_CONTACT: Final = re.compile(
    r"\S@\S+\.\S|\b(tel(efon\w*|\.)?|fax|phone|mail):?\s*[+\d(@]|\boder rufen sie\b", re.I
)
_SHOWN: Final = 2.0
_NEED: Final = 0.5
"""What a word of the group, and an aspect of a need, add to a sentence's worth."""
_ASKS_OF: Final = re.compile(
    r"\b(muss|müssen|brauch\w+|benötig\w+|kann|können|darf|dürfen|soll(en)?|möchte\w*|nötig"
    r"|must|need(s|ed)?|can|may|should|have to|wants?|you|gerek\w*|zorunda\w*|lazım|isteyen\w*"
    r"|\w+[ae]bilir\w*)\b",
    re.IGNORECASE,
)
_SPEAKS_TO: Final = re.compile(r"\b(Sie|Ihne?n?|Ihre?[mnrs]?)\b")
"""Words of one who needs, may or has to do something, and a sentence that speaks to its reader."""
_NO_NEED: Final = 0.5
"""Part of its worth that a page's sentence has which only says how things are."""
_MASK: Final = re.compile(r"\[[A-ZÄÖÜa-zäöü… ]+\]")
"""What redaction leaves in the place of something personal; such a sentence reads badly."""
_MASKED: Final = 0.5
_WITHIN: Final = 5
"""Letters from which a stem inside a longer word counts: "Drucker" in "Etikettendrucker"."""
_REACH: Final = 0.4
"""Part of a sentence's worth that one has which says how to reach somebody, not what about."""


def quote_of(chunk: SourceChunk, start: int, end: int, *, whole: bool = False) -> Evidence:
    """`chunk.text[start:end]` as evidence, cut at a word when it is very long and not `whole`."""
    quote = chunk.text[start:end]
    if len(quote) > _LONG and not whole:
        quote = quote[:_LONG].rsplit(" ", 1)[0]
    return Evidence(
        document_id=chunk.document_id, chunk_id=chunk.chunk_id, url=chunk.url, quote=quote
    )


def best_quote(
    unit: EvidenceUnit, stems: frozenset[str], matters: frozenset[str] = frozenset()
) -> Evidence:
    """The sentence of `unit` that says most about a need, in most of `stems` and of `matters`.

    Of a ticket it is the person's own words, never the answer, and none that speaks of a special
    category of personal data while another sentence does not.
    """

    def worth(text: str) -> float:
        if unit.asked and is_sensitive(text):
            return 0.0
        fits = 1.0 if _SHORT <= len(text) <= _LONG and _is_sentence(text) else 0.3
        if "|" in text:
            fits = _ROW
        elif _CONTACT.search(text):
            fits = _REACH
        if _MASK.search(text):
            fits *= _MASKED
        if not (unit.asked or _shows_need(text)):
            fits *= _NO_NEED
        shown = touched(text, unit.language, stems) + touched(text, unit.language, matters)
        return fits * (1 + _SHOWN * shown + _NEED * len(aspects_in(text)))

    said = msgspec.structs.replace(unit, chunks=unit.own_chunks)
    found = find_quotes([said], worth, limit=1)
    if found:
        return found[0]
    chunk = unit.chunks[0]
    return quote_of(chunk, 0, len(chunk.text))


def touched(text: str, language: str, stems: frozenset[str]) -> int:
    """How many of `stems` the text shows, inside longer words too."""
    words = {stem for stem, _ in content_words(text, language)}
    return sum(
        any(stem == word or (len(stem) >= _WITHIN and stem in word) for word in words)
        for stem in stems
    )


def _shows_need(text: str) -> bool:
    """Whether a page's sentence is about what somebody wants to know, needs or has to do."""
    return bool(aspects_in(text) or _ASKS_OF.search(text) or _SPEAKS_TO.search(text))


def _is_sentence(text: str) -> bool:
    """Whether the text says something by itself: a sentence or a table row, no address or label."""
    return text.rstrip('"”“»)').endswith((".", "!", "?")) or "|" in text


def find_quotes(
    units: Iterable[EvidenceUnit], worth: Callable[[str], float], *, limit: int
) -> list[Evidence]:
    """The units' best sentences by `worth` (0 is never), one a document, at most `limit`."""
    found: list[tuple[float, Evidence]] = []
    seen: set[object] = set()
    for unit in units:
        if unit.document_id in seen:
            continue
        best = max(_sentences(unit.chunks, worth), key=lambda item: item[0], default=None)
        if best is not None and best[0] > 0:
            seen.add(unit.document_id)
            found.append((best[0], quote_of(*best[1])))
    found.sort(key=lambda item: -item[0])
    return [evidence for _, evidence in found[:limit]]


def _sentences(
    chunks: Sequence[SourceChunk], worth: Callable[[str], float]
) -> list[tuple[float, tuple[SourceChunk, int, int]]]:
    return [
        (worth(chunk.text[start:end]), (chunk, start, end))
        for chunk in chunks
        for start, end in sentences(chunk.text)
    ]
