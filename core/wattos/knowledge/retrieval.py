"""Search: dense and lexical candidates side by side, fused, and read from the tables."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from uuid import UUID

import asyncpg

from wattos.database import fetch, tenant_scope
from wattos.knowledge.fusion import fuse
from wattos.knowledge.language import detect_language
from wattos.knowledge.lexical import lexical_matches
from wattos.knowledge.protocols import Embedder, VectorStore
from wattos.knowledge.schemas import Hit, KnowledgeFilter
from wattos.knowledge.text import clean_paragraph

DENSE_CANDIDATES = 60
LEXICAL_CANDIDATES = 60

_LANGUAGES = "select id, language from chunk where tenant_id = $1 and id = any ($2)"

_HITS = """
select c.id, c.document_id, d.title, d.url, c.start_offset, c.end_offset, c.text, c.heading_path,
    c.page, c.language, c.search_text, d.source_kind
from chunk c join document d on d.tenant_id = c.tenant_id and d.id = c.document_id
where c.tenant_id = $1 and c.id = any ($2)
"""


class Retrieval:
    """Finds passages of one tenant for a question."""

    def __init__(self, embedder: Embedder, store: VectorStore) -> None:
        self._embedder = embedder
        self._store = store

    async def search(
        self, tenant_id: UUID, question: str, *, k: int, chosen: KnowledgeFilter
    ) -> list[Hit]:
        """The `k` best passages; see `wattos.knowledge.fusion` for how they are ranked."""
        question = clean_paragraph(question)
        if not question or k < 1:
            return []
        language = detect_language(question, "")
        vector, lexical = await asyncio.gather(
            self._embedder.embed_query(question),
            lexical_matches(tenant_id, question, language, limit=LEXICAL_CANDIDATES, chosen=chosen),
        )
        dense = await self._store.nearest(
            tenant_id,
            self._embedder.name,
            vector,
            limit=max(DENSE_CANDIDATES, k),
            knowledge_filter=chosen,
            always=list(lexical.scores),
        )
        candidates = list(dense.similarities.keys() | lexical.scores.keys())
        async with tenant_scope(tenant_id):
            rows = await fetch(_LANGUAGES, tenant_id, candidates)
            same = {row["id"]: language in ("", row["language"]) for row in rows}
            scores = fuse(dense, lexical, same_language=same)
            best = sorted(same, key=lambda passage: scores[passage], reverse=True)[:k]
            hits = await fetch(_HITS, tenant_id, best)
        return _in_order(best, hits, scores, dense.similarities)


def _in_order(
    best: Sequence[UUID],
    rows: Sequence[asyncpg.Record],
    scores: Mapping[UUID, float],
    similarities: Mapping[UUID, float],
) -> list[Hit]:
    by_id = {row["id"]: row for row in rows}
    return [
        Hit(
            document_id=row["document_id"],
            chunk_id=row["id"],
            title=row["title"],
            url=row["url"],
            score=round(scores[passage], 5),
            start=row["start_offset"],
            end=row["end_offset"],
            text=row["text"],
            heading_path=tuple(row["heading_path"]),
            page=row["page"],
            language=row["language"],
            source_kind=row["source_kind"],
            similarity=round(similarities.get(passage, 0.0), 5),
            search_text=row["search_text"],
        )
        for passage in best
        if (row := by_id.get(passage)) is not None
    ]
