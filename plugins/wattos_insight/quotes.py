"""Quotes: the sentence of a chunk that says most about a matter, exactly as it stands there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final

import msgspec

from wattos_insight.aspects import aspects_in
from wattos_insight.evidence import EvidenceUnit, SourceChunk
from wattos_insight.schemas import Evidence
from wattos_insight.text import content_words, sentences

_SHORT: Final = 30
_LONG: Final = 300
"""Characters: shorter sentences say too little, longer ones are cut at a word."""
_ROW: Final = 0.6
"""Part of a sentence's worth that a table row has: it says what, seldom why."""
_CONTACT: Final = re.compile(
    r"\S@\S+\.\S|\b(tel(efon\w*|\.)?|fax|phone|mail):?\s*[+\d(@]|\boder rufen sie\b", re.I
)
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


def best_quote(unit: EvidenceUnit, stems: frozenset[str]) -> Evidence:
    """The sentence of `unit` that says most about a need, in most of `stems`.

    Of a ticket it is the person's own words, never the answer.
    """

    def worth(text: str) -> float:
        words = {stem for stem, _ in content_words(text, unit.language)}
        fits = 1.0 if _SHORT <= len(text) <= _LONG and _is_sentence(text) else 0.3
        if "|" in text:
            fits = _ROW
        elif _CONTACT.search(text):
            fits = _REACH
        return fits * (1 + len(words & stems) + 0.5 * len(aspects_in(text)))

    said = msgspec.structs.replace(unit, chunks=unit.own_chunks)
    found = find_quotes([said], worth, limit=1)
    if found:
        return found[0]
    chunk = unit.chunks[0]
    return quote_of(chunk, 0, len(chunk.text))


def _is_sentence(text: str) -> bool:
    """Whether the text says something by itself: a sentence or a table row, no address or label."""
    return text.rstrip('"”“»)').endswith((".", "!", "?")) or "|" in text


def find_quotes(
    units: Iterable[EvidenceUnit], worth: Callable[[str], float], *, limit: int
) -> list[Evidence]:
    """Each unit's best sentence by `worth` (0 is never), one a document, at most `limit`."""
    found: list[tuple[float, Evidence]] = []
    seen: set[object] = set()
    for unit in units:
        if unit.document_id in seen:
            continue
        best = max(_sentences(unit.chunks, worth), key=lambda item: item[0], default=None)
        if best is not None and best[0] > 0:
            seen.add(unit.document_id)
            found.append((best[0], quote_of(*best[1])))
        if len(found) >= limit:
            break
    return [evidence for _, evidence in found]


def _sentences(
    chunks: Sequence[SourceChunk], worth: Callable[[str], float]
) -> list[tuple[float, tuple[SourceChunk, int, int]]]:
    return [
        (worth(chunk.text[start:end]), (chunk, start, end))
        for chunk in chunks
        for start, end in sentences(chunk.text)
    ]
