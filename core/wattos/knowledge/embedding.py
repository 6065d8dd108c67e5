"""Vectors for passages: in batches across documents, no transaction open meanwhile."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

import asyncpg
import msgspec

from wattos.database import execute, fetch, tenant_scope
from wattos.errors import Barred, WattosError
from wattos.knowledge.documents import set_state
from wattos.knowledge.protocols import Embedder, StoredVector, VectorStore
from wattos.knowledge.schemas import ProcessReport

log = logging.getLogger(__name__)

BATCH = 16
_IN_FLIGHT = 2  # one batch is written while the next is computed

_DOCUMENTS = """
select id, content_hash from document
where tenant_id = $1 and id = any ($2) and state in ('chunked', 'embedded')
"""

_PASSAGES = """
select id, document_id, search_text from chunk
where tenant_id = $1 and document_id = any ($2)
order by array_position($2, document_id), position
"""

# A newer version that arrived meanwhile has another hash and stays on its own way.
_MOVE = """
update document d set state = $4, updated_at = now()
from unnest($2::uuid[], $3::text[]) as done (id, content_hash)
where d.tenant_id = $1 and d.id = done.id and d.content_hash = done.content_hash
  and d.state = $5 returning d.id
"""


class Embedding(msgspec.Struct, frozen=True):
    """What passages are embedded with: the model that ranks, and a second opinion if there is one.

    The second model is consulted across languages and for grouping; a document is ready without it.
    """

    first: Embedder
    second: Embedder | None
    store: VectorStore

    @property
    def embedders(self) -> list[Embedder]:
        """Both, the ranking one first."""
        return [self.first] if self.second is None else [self.first, self.second]


async def embed_documents(
    tenant_id: UUID,
    document_ids: Sequence[UUID],
    embedding: Embedding,
    on_progress: Callable[[int, int, str], Awaitable[None]],
) -> ProcessReport:
    """Embed what the named documents lack, and make each `ready` as its last vector is stored."""
    async with tenant_scope(tenant_id):
        documents = await fetch(_DOCUMENTS, tenant_id, list(document_ids))
        passages = await fetch(_PASSAGES, tenant_id, list(document_ids))
    hashes = {row["id"]: str(row["content_hash"]) for row in documents}
    stored = {
        embedder.name: await embedding.store.stored(tenant_id, embedder.name, list(hashes))
        for embedder in embedding.embedders
    }
    complete = set.intersection(*stored.values())
    rows = [r for r in passages if r["document_id"] in hashes and r["id"] not in complete]
    run = _Run(tenant_id, hashes, rows, embedding, stored)
    await run.finish([i for i in hashes if not run.missing[i]])
    await on_progress(len(run.ready), len(document_ids), "")
    batches = asyncio.Queue[Sequence[asyncpg.Record]]()
    for start in range(0, len(rows), BATCH):
        batches.put_nowait(rows[start : start + BATCH])

    async def work() -> None:
        while not batches.empty():
            await run.embed(batches.get_nowait())
            await on_progress(len(run.ready), len(document_ids), "")

    await asyncio.gather(*(work() for _ in range(_IN_FLIGHT)))
    return ProcessReport(
        ready=len(run.ready), failed=len(run.failures), chunks=len(rows), failures=run.failures
    )


class _Run:
    """Which documents still lack vectors, and how those that lack none any more ended."""

    def __init__(
        self,
        tenant_id: UUID,
        hashes: dict[UUID, str],
        rows: Sequence[asyncpg.Record],
        embedding: Embedding,
        stored: dict[str, set[UUID]],
    ) -> None:
        self.tenant_id = tenant_id
        self.hashes = hashes
        self.embedding = embedding
        self.stored = stored
        self.missing = Counter[UUID](row["document_id"] for row in rows)
        self.ready: set[UUID] = set()
        self.failures: dict[str, str] = {}

    async def embed(self, batch: Sequence[asyncpg.Record]) -> None:
        """Store a batch's vectors under both models; only the first one's absence is a failure.

        Where a tenant's policy bars an embedder, its documents are ready without: words find them.
        """
        first, *second = await asyncio.gather(
            *(self._embed_with(embedder, batch) for embedder in self.embedding.embedders),
            return_exceptions=True,
        )
        for error in second:
            if isinstance(error, Barred):
                continue
            if isinstance(error, WattosError):
                log.warning("The second embedder failed: %s", error)
            elif error is not None:
                raise error
        if isinstance(first, WattosError) and not isinstance(first, Barred):
            log.warning("Embedding failed: %s", first)
            await self._fail({row["document_id"] for row in batch})
            return
        if first is not None and not isinstance(first, Barred):
            raise first
        counted = Counter[UUID](row["document_id"] for row in batch)
        self.missing.subtract(counted)
        await self.finish([i for i in counted if self.missing[i] == 0])

    async def _embed_with(self, embedder: Embedder, batch: Sequence[asyncpg.Record]) -> None:
        rows = [row for row in batch if row["id"] not in self.stored[embedder.name]]
        vectors = await embedder.embed_passages([row["search_text"] for row in rows])
        await self.embedding.store.put(
            self.tenant_id,
            embedder.name,
            [
                StoredVector(row["id"], row["document_id"], vector)
                for row, vector in zip(rows, vectors, strict=True)
            ],
        )

    async def finish(self, document_ids: list[UUID]) -> None:
        """Mark documents that lack no vector `embedded`, drop their bytes, mark them `ready`."""
        done = [i for i in document_ids if str(i) not in self.failures]
        hashes = [self.hashes[i] for i in done]
        async with tenant_scope(self.tenant_id):
            await execute(_MOVE, self.tenant_id, done, hashes, "embedded", "chunked")
        async with tenant_scope(self.tenant_id):
            rows = await fetch(_MOVE, self.tenant_id, done, hashes, "ready", "embedded")
            finished = [row["id"] for row in rows]
            await execute(
                "delete from document_content where tenant_id = $1 and document_id = any ($2)",
                self.tenant_id,
                finished,
            )
        self.ready.update(finished)

    async def _fail(self, document_ids: set[UUID]) -> None:
        async with tenant_scope(self.tenant_id):
            for document_id in document_ids:
                await set_state(document_id, "failed", reason="embedder-unavailable")
        self.failures |= {str(i): "embedder-unavailable" for i in document_ids}
