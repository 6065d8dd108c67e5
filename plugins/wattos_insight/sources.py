"""What an analysis looks at: every chunk of a tenant's documents, and what people asked."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from wattos_insight.evidence import EvidenceUnit, SourceChunk
from wattos_insight.talks import read_talks

if TYPE_CHECKING:
    from wattos.knowledge import ChunkView, DocumentView, Knowledge, Redactor
    from wattos.settings import Settings

_PAGE = 200
_LANGUAGE_SHARE = 0.05
_METHOD = "9"
"""Changes when the same sources should be analysed anew because the method changed."""
_CHANNEL_FIELDS = ("channel", "kanal", "source", "quelle")


class Sources(msgspec.Struct, frozen=True):
    """All chunks in document order, and a name for exactly this state of them."""

    chunks: list[SourceChunk]
    documents: int
    fingerprint: str

    @property
    def languages(self) -> tuple[str, ...]:
        """The organisation's languages, the most used first; rare ones are left out."""
        letters: Counter[str] = Counter()
        for chunk in self.chunks:
            letters[chunk.language] += len(chunk.text)
        least = _LANGUAGE_SHARE * letters.total()
        return tuple(code for code, count in letters.most_common() if count >= least)


async def read_sources(
    knowledge: Knowledge, tenant_id: UUID, language: str, redactors: Sequence[Redactor] = ()
) -> Sources:
    """Read the tenant's ready documents and what people asked; each database call is short."""
    digest = hashlib.sha256(f"{_METHOD}/{language}".encode())
    chunks: list[SourceChunk] = []
    ready = await _ready_documents(knowledge, tenant_id)
    # What was attached to a mail asks nothing: the mail says what its sender wants.
    documents = [document for document in ready if not document.metadata.get("attached")]
    for document in documents:
        views = await knowledge.chunks(tenant_id, document.id)
        for view in views:
            digest.update(view.id.bytes + view.text.encode())
        chunks += [_source_chunk(document, view) for view in views]
    chunks = await _with_vectors(knowledge, tenant_id, chunks)
    talks = await read_talks(tenant_id, redactors, language)
    for talk in talks:
        digest.update(talk.chunk_id.bytes + f"{talk.unmet}".encode())
    return Sources(chunks + talks, len(documents), digest.hexdigest())


async def _ready_documents(knowledge: Knowledge, tenant_id: UUID) -> list[DocumentView]:
    found: list[DocumentView] = []
    after: UUID | None = None
    while True:
        page = await knowledge.documents(tenant_id, state="ready", limit=_PAGE, after=after)
        found += page
        if len(page) < _PAGE:
            return found
        after = page[-1].id


def _source_chunk(document: DocumentView, view: ChunkView) -> SourceChunk:
    channels = (document.metadata.get(field) for field in _CHANNEL_FIELDS)
    return SourceChunk(
        document_id=document.id,
        chunk_id=view.id,
        source_kind=document.source_kind,
        url=document.url,
        title=document.title or document.url,
        language=view.language,
        heading_path=view.heading_path,
        text=view.text,
        channel=next((str(channel) for channel in channels if channel), None),
    )


async def with_overviews(
    knowledge: Knowledge, settings: Settings, tenant_id: UUID, units: Sequence[EvidenceUnit]
) -> list[EvidenceUnit]:
    """The units with vectors of the installation's second embedder, where one is configured."""
    if not settings.second_embedder or not units:
        return list(units)
    embedder = knowledge.embedder_named(settings.second_embedder, tenant_id)
    vectors = await embedder.embed_passages([unit.beginning for unit in units])
    return [
        msgspec.structs.replace(unit, overview=tuple(vector))
        for unit, vector in zip(units, vectors, strict=True)
    ]


async def _with_vectors(
    knowledge: Knowledge, tenant_id: UUID, chunks: Sequence[SourceChunk]
) -> list[SourceChunk]:
    store, model = knowledge.vector_store, knowledge.embedder.name
    result: list[SourceChunk] = []
    for start in range(0, len(chunks), _PAGE):
        part = chunks[start : start + _PAGE]
        vectors = await store.vectors(tenant_id, model, [chunk.chunk_id for chunk in part])
        result += [
            msgspec.structs.replace(chunk, vector=tuple(vector))
            if (vector := vectors.get(chunk.chunk_id)) is not None
            else chunk
            for chunk in part
        ]
    return result
