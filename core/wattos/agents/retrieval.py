"""From the hits of a search to passages that fit into a model's context."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from wattos.events import Reading
from wattos.knowledge import Hit, KnowledgeFilter
from wattos.llm import Passage

_CHARACTERS_PER_TOKEN = 3.5  # German runs to more tokens a character than English
CONTEXT_TOKENS = 3000
SEARCH_HITS = 12
CONTACT_HITS = 10


class KnowledgeSearch(Protocol):
    """What agents need of the knowledge room."""

    async def search(
        self,
        tenant_id: UUID,
        query: str,
        *,
        k: int = 10,
        filter: KnowledgeFilter | None = None,  # noqa: A002
    ) -> list[Hit]: ...

    async def reading(
        self,
        tenant_id: UUID,
        filter: KnowledgeFilter | None = None,  # noqa: A002
    ) -> Reading: ...


def passages_within(hits: Sequence[Hit], *, tokens: int = CONTEXT_TOKENS) -> tuple[Passage, ...]:
    """The best passages that fit into the budget; one that overlaps a better one is left out."""
    chosen: list[Passage] = []
    left = tokens * _CHARACTERS_PER_TOKEN
    for hit in hits:
        if any(_overlap(hit, passage) for passage in chosen) or len(hit.text) > left:
            continue
        left -= len(hit.text)
        chosen.append(_passage(hit))
    return tuple(chosen)


def _overlap(hit: Hit, passage: Passage) -> bool:
    if hit.document_id != passage.document_id:
        return False
    shared = min(hit.end, passage.end) - max(hit.start, passage.start)
    return shared > 0.5 * (hit.end - hit.start)


def _passage(hit: Hit) -> Passage:
    return Passage(
        document_id=hit.document_id,
        chunk_id=hit.chunk_id,
        title=hit.title,
        url=hit.url,
        text=hit.text,
        start=hit.start,
        end=hit.end,
        page=hit.page,
        heading_path=tuple(hit.heading_path),
        language=hit.language,
        score=hit.score,
        similarity=hit.similarity,
        search_text=hit.search_text,
        source_kind=hit.source_kind,
    )
