"""From one embedder to another: the old vectors serve until the new ones are all there.

After the setting has changed, a job embeds the stored passages anew, important documents first.
What it has stored it never does again, so that it goes on after a crash. Until the new model has as
many vectors as the old one, questions are compared under the old one, if its embedder is still
there; at the end the old vectors go.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

import msgspec

from wattos.database import fetch, fetchval, tenant_scope
from wattos.errors import Barred
from wattos.knowledge.embedding import BATCH, Embedding
from wattos.knowledge.protocols import Embedder, StoredVector

_READY = "select id from document where tenant_id = $1 and state = 'ready' "
_FIRST = "order by depth, byte_size, id"  # the order in which documents are embedded at first

_PASSAGES = """
select id, document_id, search_text from chunk where tenant_id = $1 and document_id = any ($2)
order by array_position($2, document_id), position
"""
_DOCUMENTS_AT_ONCE = 32


class EmbeddingStatus(msgspec.Struct, frozen=True, kw_only=True):
    """How far a tenant's passages have vectors under the configured embedder.

    `barred` means that the tenant's regions do not allow that embedder: words alone are searched.
    `serving` names the model under which questions are compared now, None for none.
    """

    model: str
    passages: int
    embedded: int
    serving: str | None
    barred: bool = False

    @property
    def complete(self) -> bool:
        """Whether nothing is left to embed and no old vectors are in the way."""
        served = self.serving in (None, self.model)
        return self.barred or (self.embedded >= self.passages and served)


async def serving_embedder(
    tenant_id: UUID, embedding: Embedding, named: Callable[[str], Embedder | None]
) -> Embedder:
    """The embedder under which questions find the most: the configured one outside a switch."""
    current = [embedder.name for embedder in embedding.embedders]
    if not await embedding.store.has_others(tenant_id, current):
        return embedding.first
    counts = await embedding.store.counts(tenant_id)
    best, most = embedding.first, counts.get(embedding.first.name, 0)
    for model in sorted(counts.keys() - set(current)):
        embedder = named(model)
        if embedder is not None and counts[model] > most:
            best, most = embedder, counts[model]
    return best


async def embedding_status(
    tenant_id: UUID, embedding: Embedding, serving: Embedder
) -> EmbeddingStatus:
    """How far it is, for people and for deciding whether there is something to do."""
    counts = await embedding.store.counts(tenant_id)
    async with tenant_scope(tenant_id):
        passages: int = await fetchval("select count(*) from chunk where tenant_id = $1", tenant_id)
    barred = not await _allowed(embedding.first)
    return EmbeddingStatus(
        model=embedding.first.name,
        passages=passages,
        embedded=counts.get(embedding.first.name, 0),
        serving=None if barred or serving.name not in counts else serving.name,
        barred=barred,
    )


async def left_to_embed(tenant_id: UUID, embedding: Embedding) -> bool:
    """Whether passages lack vectors, or vectors of other models are left."""
    counts = await embedding.store.counts(tenant_id)
    async with tenant_scope(tenant_id):
        passages: int = await fetchval("select count(*) from chunk where tenant_id = $1", tenant_id)
    if set(counts) - {embedder.name for embedder in embedding.embedders}:
        return True
    return any(
        [
            counts.get(embedder.name, 0) < passages and await _allowed(embedder)
            for embedder in embedding.embedders
        ]
    )


async def embed_anew(
    tenant_id: UUID,
    embedding: Embedding,
    on_progress: Callable[[int, int, str], Awaitable[None]],
) -> int:
    """Embed what ready documents lack, then drop other models' vectors; returns passages embedded.

    Raises `Unavailable` when the ranking embedder does not answer; what is stored by then stays.
    """
    async with tenant_scope(tenant_id):
        documents = [row["id"] for row in await fetch(_READY + _FIRST, tenant_id)]
    embedders = [each for each in embedding.embedders if await _allowed(each)]
    done = 0
    for start in range(0, len(documents), _DOCUMENTS_AT_ONCE):
        part = documents[start : start + _DOCUMENTS_AT_ONCE]
        counted = await asyncio.gather(
            *(_embed_documents(tenant_id, embedding, embedder, part) for embedder in embedders)
        )
        done += max(counted, default=0)
        await on_progress(start + len(part), len(documents), "")
    if embedders:
        names = [embedder.name for embedder in embedding.embedders]
        await embedding.store.drop_others(tenant_id, names)
    return done


async def _embed_documents(
    tenant_id: UUID, embedding: Embedding, embedder: Embedder, documents: Sequence[UUID]
) -> int:
    store = embedding.store
    stored = await store.stored(tenant_id, embedder.name, documents)
    async with tenant_scope(tenant_id):
        passages = await fetch(_PASSAGES, tenant_id, list(documents))
    lacking = [row for row in passages if row["id"] not in stored]
    for start in range(0, len(lacking), BATCH):
        rows = lacking[start : start + BATCH]
        vectors = await embedder.embed_passages([row["search_text"] for row in rows])
        found = [
            StoredVector(row["id"], row["document_id"], vector)
            for row, vector in zip(rows, vectors, strict=True)
        ]
        await store.put(tenant_id, embedder.name, found)
    return len(lacking)


async def _allowed(embedder: Embedder) -> bool:
    """Whether the tenant's policy lets its texts go to the embedder; no text goes there for it."""
    try:
        await embedder.embed_passages([])
    except Barred:
        return False
    return True
