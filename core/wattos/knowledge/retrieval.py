"""Search: dense and lexical candidates side by side, fused, and read from the tables."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from statistics import fmean
from uuid import UUID

import asyncpg

from wattos.database import fetch, tenant_scope
from wattos.errors import Barred, Unavailable
from wattos.knowledge import coverage
from wattos.knowledge.embedding import Embedding
from wattos.knowledge.fusion import fuse, level
from wattos.knowledge.headings import Headings
from wattos.knowledge.language import detect_language
from wattos.knowledge.lexical import lexical_matches
from wattos.knowledge.protocols import DenseMatches, Embedder, QuickEmbedder, Vector
from wattos.knowledge.schemas import Hit, KnowledgeFilter
from wattos.knowledge.text import clean_paragraph

log = logging.getLogger(__name__)

CANDIDATES = 60
SECOND_CANDIDATES = 200
"""More, because passages below its last candidate count like that one."""

_LANGUAGES = "select id, language from chunk where tenant_id = $1 and id = any ($2)"

_HITS = """
select c.id, c.document_id, d.title, d.url, c.start_offset, c.end_offset, c.text, c.heading_path,
    c.page, c.language, c.search_text, d.source_kind
from chunk c join document d on d.tenant_id = c.tenant_id and d.id = c.document_id
where c.tenant_id = $1 and c.id = any ($2)
"""


class Retrieval:
    """Finds passages of one tenant for a question."""

    def __init__(self, embedding: Embedding, headings: Headings) -> None:
        self._embedding = embedding
        self._headings = headings

    async def search(
        self, tenant_id: UUID, question: str, *, k: int, chosen: KnowledgeFilter
    ) -> list[Hit]:
        """The `k` best passages; see `wattos.knowledge.fusion` for how they are ranked."""
        question = clean_paragraph(question)
        if not question or k < 1:
            return []
        language = detect_language(question, "")
        lexical, (second, second_vector), vector = await asyncio.gather(
            lexical_matches(tenant_id, question, language, limit=CANDIDATES, chosen=chosen),
            self._second_opinion(tenant_id, question, chosen),
            _vector_of(self._embedding.first, question),
        )
        dense = DenseMatches(similarities={})
        if vector is not None:
            dense = await self._embedding.store.nearest(
                tenant_id,
                self._embedding.first.name,
                vector,
                limit=max(CANDIDATES, k),
                knowledge_filter=chosen,
                always=[*lexical.scores, *second.similarities],
            )
        candidates = list(dense.similarities.keys() | lexical.scores.keys())
        async with tenant_scope(tenant_id):
            rows = await fetch(_LANGUAGES, tenant_id, candidates)
            languages = {row["id"]: row["language"] for row in rows}
            same = {passage: language in ("", of) for passage, of in languages.items()}
            if language:
                dense = level(
                    dense,
                    self._embedding.first.language_gap,
                    languages,
                    asked_in=language,
                    sample=second.similarities or candidates,
                )
            scores = fuse(dense, lexical, second, same_language=same)
            best = sorted(same, key=lambda passage: scores[passage], reverse=True)
            best = best[: max(k, coverage.CANDIDATES)]
            hits = {row["id"]: row for row in await fetch(_HITS, tenant_id, best)}
        if not all(same[passage] for passage in best):
            gains = await self._under_what(second_vector, hits)
            scores |= {passage: scores[passage] + gain for passage, gain in gains.items()}
            best.sort(key=lambda passage: scores[passage], reverse=True)
        ranked = _look_again(question, language, best, hits, scores, same)
        return _in_order(ranked[:k], hits, scores, dense.similarities)

    async def _second_opinion(
        self, tenant_id: UUID, question: str, chosen: KnowledgeFilter
    ) -> tuple[DenseMatches, Vector | None]:
        second = self._embedding.second
        vector = None if second is None else await _vector_of(second, question)
        if second is None or vector is None:
            return DenseMatches(similarities={}), None
        matches = await self._embedding.store.nearest(
            tenant_id, second.name, vector, limit=SECOND_CANDIDATES, knowledge_filter=chosen
        )
        return matches, vector

    async def _under_what(
        self, question: Vector | None, rows: Mapping[UUID, asyncpg.Record]
    ) -> dict[UUID, float]:
        """What each passage gains by its headings; nothing where no model can tell."""
        second = self._embedding.second
        if question is None or not isinstance(second, QuickEmbedder):
            return {}
        try:
            return await self._headings.gains(second, question, rows)
        except Unavailable as error:
            log.warning("Searching without the headings' meaning: %s", error)
            return {}


async def _vector_of(embedder: Embedder, question: str) -> Vector | None:
    """None when the model does not answer: words and the other model find something, too."""
    try:
        return await embedder.embed_query(question)
    except Barred:
        return None
    except Unavailable as error:
        log.warning("Searching without the embedder %s: %s", embedder.name, error)
        return None


def _look_again(
    question: str,
    language: str,
    best: Sequence[UUID],
    rows: Mapping[UUID, asyncpg.Record],
    scores: dict[UUID, float],
    same_language: Mapping[UUID, bool],
) -> list[UUID]:
    """Rank the first candidates anew by how well their best place covers the question.

    Only passages in the question's language gain: across languages the words prove nothing.
    """
    read = [passage for passage in best if passage in rows][: coverage.CANDIDATES]
    texts = [rows[passage]["search_text"] for passage in read]
    covers = coverage.coverage(question, texts, language)
    firsts = list(zip(read, covers, strict=True))[: coverage.RERANKED]
    own = [(passage, cover) for passage, cover in firsts if same_language[passage]]
    usual = fmean(cover for _, cover in own) if own else 0.0
    for passage, cover in own:
        scores[passage] += coverage.WEIGHT * (cover - usual)
    return sorted(best, key=lambda passage: scores[passage], reverse=True)


def _in_order(
    best: Sequence[UUID],
    rows: Mapping[UUID, asyncpg.Record],
    scores: Mapping[UUID, float],
    similarities: Mapping[UUID, float],
) -> list[Hit]:
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
        if (row := rows.get(passage)) is not None
    ]
