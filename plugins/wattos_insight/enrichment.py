"""Content for a group: the passages its people need, chosen and ordered without a model."""

from __future__ import annotations

from wattos_insight.aspects import aspects_in
from wattos_insight.drafts import Group
from wattos_insight.evidence import EvidenceUnit, SourceChunk
from wattos_insight.quotes import quote_of
from wattos_insight.schemas import Enrichment
from wattos_insight.text import content_words

_PASSAGES = 6
_A_DOCUMENT = 2
"""Passages of one document at most, so that one long page does not fill the list."""


def enrich(group: Group) -> list[Enrichment]:
    """The passages of the group's own pages that answer most of what its people look for."""
    stems = {term.stem for term in group.terms}
    ranked = sorted(
        (
            (_worth(chunk, stems), position, unit, chunk)
            for position, unit in enumerate(group.units)
            if not unit.asked and not unit.secondary
            for chunk in unit.chunks
        ),
        key=lambda item: (-item[0], item[1]),
    )
    chosen: list[tuple[EvidenceUnit, SourceChunk]] = []
    for _, _, unit, chunk in ranked:
        if sum(other.document_id == unit.document_id for other, _ in chosen) < _A_DOCUMENT:
            chosen.append((unit, chunk))
        if len(chosen) == _PASSAGES:
            break
    return [
        Enrichment(
            target_group_id=group.target.id,
            position=position,
            evidence=quote_of(chunk, 0, len(chunk.text), whole=True),
            language=chunk.language,
            adapted=chunk.text,
            reason=next((aspect.key for aspect in aspects_in(chunk.text, "goal")), "central"),
        )
        for position, (_, chunk) in enumerate(chosen)
    ]


def _worth(chunk: SourceChunk, stems: set[str]) -> float:
    words = {stem for stem, _ in content_words(chunk.text, chunk.language)}
    return len(words & stems) + len(aspects_in(chunk.text, "goal"))
