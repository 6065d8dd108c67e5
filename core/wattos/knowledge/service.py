"""The knowledge room's service: what the rest of the platform asks of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from wattos.database import tenant_scope
from wattos.events import Reading, Track, untracked
from wattos.knowledge import documents as rows
from wattos.knowledge import spaces, stored
from wattos.knowledge.choice import Choice
from wattos.knowledge.chunks import list_chunks
from wattos.knowledge.headings import Headings
from wattos.knowledge.parts import align_parts
from wattos.knowledge.pipeline import Pipeline, Progress, find_parser, quiet
from wattos.knowledge.protocols import KnowledgeRegistry, Splitter
from wattos.knowledge.reading import await_documents, count_reading
from wattos.knowledge.reasons import DocumentError, too_large
from wattos.knowledge.records import list_records
from wattos.knowledge.retrieval import Retrieval
from wattos.knowledge.schemas import (
    AddedDocument,
    ChunkView,
    Counts,
    DocumentState,
    DocumentView,
    Hit,
    KnowledgeFilter,
    NewDocument,
    ProcessReport,
    RecordFilter,
    RecordView,
    SourceKind,
    Space,
)
from wattos.knowledge.second_reading import count_outdated, read_again
from wattos.knowledge.splitting import split_file
from wattos.knowledge.switching import EmbeddingStatus, embed_anew, embedding_status, left_to_embed
from wattos.settings import Settings


class Knowledge(Choice):
    """Documents in, passages out, for every tenant. Built once a process."""

    def __init__(
        self, settings: Settings, registry: KnowledgeRegistry, track: Track = untracked
    ) -> None:
        super().__init__(settings, registry)
        self._track = track
        self._headings = Headings()

    async def ensure_space(
        self, tenant_id: UUID, slug: str = "default", name: str | None = None
    ) -> UUID:
        """The id of the space with this slug, made when new."""
        async with tenant_scope(tenant_id):
            return await spaces.ensure_space(slug, name)

    async def spaces(self, tenant_id: UUID) -> list[Space]:
        """Every space of the tenant."""
        async with tenant_scope(tenant_id):
            return await spaces.list_spaces()

    async def space(self, tenant_id: UUID, space_id: UUID) -> Space:
        """One space; raises `NotFound`."""
        async with tenant_scope(tenant_id):
            return await spaces.get_space(space_id)

    async def rename_space(self, tenant_id: UUID, space_id: UUID, name: str) -> None:
        """Change the name people see; raises `NotFound`."""
        async with tenant_scope(tenant_id):
            await spaces.rename_space(space_id, name)

    async def delete_space(self, tenant_id: UUID, space_id: UUID) -> None:
        """Delete a space with everything in it; raises `NotFound`."""
        while page := await self.documents(tenant_id, space_id=space_id, limit=200):
            for document in page:
                await self.delete_document(tenant_id, document.id)
        async with tenant_scope(tenant_id):
            await spaces.delete_space(space_id)

    async def add(self, tenant_id: UUID, new: NewDocument) -> AddedDocument:
        """Take a document in as `received`; `process` does the rest.

        The same bytes under the same address again are free (`changed` is False), unless the rules
        that read them are newer. Other bytes are a new version; the old passages are found until
        the new ones are there. A document over the size limit is stored as `failed` with its
        reason.
        """
        most = self._settings.max_document_bytes
        failure = too_large(len(new.data), most) if len(new.data) > most else None
        async with tenant_scope(tenant_id):
            return await rows.add_document(new, failure=failure, reading=self._reading_of(new))

    def _reading_of(self, new: NewDocument) -> int:
        """The version of the rules that read such a document."""
        parser = find_parser(self._registry.parsers(), new.media_type, new.url)
        return getattr(parser, "reading", 0)

    async def add_file(
        self, tenant_id: UUID, new: NewDocument, *, whole: bool = True
    ) -> list[AddedDocument]:
        """Take a file in; an export of tickets or conversations becomes a document each.

        A file of the same name in the same space is its next version: rows that it does not hold
        any more go, and only changed ones are read anew. With `whole` false it adds to them.
        """
        parser = find_parser(self._registry.parsers(), new.media_type, new.url)
        if (
            not isinstance(parser, Splitter)
            or not 0 < len(new.data) <= self._settings.max_document_bytes
        ):
            return [await self.add(tenant_id, new)]
        try:
            parts = await split_file(parser, new)
        except DocumentError as error:
            async with tenant_scope(tenant_id):
                return [await rows.add_document(new, failure=error)]
        if whole:
            hashes = {part.url: rows.hash_of(part.data, self._reading_of(part)) for part in parts}
            async with tenant_scope(tenant_id):
                gone = await align_parts(new.space_id, new.url, hashes)
            for document_id in gone:
                await self.vector_store.forget(tenant_id, document_id)
        return [await self.add(tenant_id, part) for part in parts]

    async def process(
        self,
        tenant_id: UUID,
        document_ids: Sequence[UUID] | None = None,
        on_progress: Progress = quiet,
    ) -> ProcessReport:
        """Take waiting documents (all, or those named) to `ready` or `failed`."""
        return await self._pipeline(tenant_id).run(tenant_id, document_ids, on_progress)

    async def prepare(self, tenant_id: UUID, document_ids: Sequence[UUID]) -> dict[str, str]:
        """The first half of `process`: the words of these documents become searchable.

        Returns the reason by id of each that failed. `embed` is the other half.
        """
        return await self._pipeline(tenant_id).prepare(tenant_id, document_ids)

    async def embed(
        self, tenant_id: UUID, document_ids: Sequence[UUID], on_progress: Progress = quiet
    ) -> ProcessReport:
        """The second half of `process`: prepared documents are found by meaning, too."""
        return await self._pipeline(tenant_id).embed(tenant_id, document_ids, on_progress)

    def _pipeline(self, tenant_id: UUID) -> Pipeline:
        limits = self._settings.document_limits
        return Pipeline(self._registry, self._embedding(tenant_id), self._track, limits)

    async def expect(
        self,
        tenant_id: UUID,
        space_id: UUID,
        source: UUID,
        urls: Sequence[str],
        *,
        source_kind: SourceKind = "page",
        at_most: int = 100_000,
    ) -> None:
        """Announce addresses that a source (a crawl, an import) is about to add.

        Those the space does not have yet count as not read, at most `at_most` of them. Announce
        anew as the source goes on, at least every five minutes, and nothing when it ends.
        """
        async with tenant_scope(tenant_id):
            await await_documents(space_id, source, source_kind, urls, at_most)

    async def reading(
        self,
        tenant_id: UUID,
        filter: KnowledgeFilter | None = None,  # noqa: A002
    ) -> Reading:
        """How many of the documents that are there or announced can be found already.

        0 of 0 when nothing is on its way.
        """
        async with tenant_scope(tenant_id):
            return await count_reading(filter or KnowledgeFilter())

    async def search(
        self,
        tenant_id: UUID,
        query: str,
        *,
        k: int = 10,
        filter: KnowledgeFilter | None = None,  # noqa: A002
    ) -> list[Hit]:
        """The `k` best passages for a question, best first."""
        embedding = self._embedding(tenant_id)
        first = await self._serving(tenant_id, embedding)
        retrieval = Retrieval(msgspec.structs.replace(embedding, first=first), self._headings)
        return await retrieval.search(tenant_id, query, k=k, chosen=filter or KnowledgeFilter())

    async def embedding_status(self, tenant_id: UUID) -> EmbeddingStatus:
        """How far the tenant's passages have vectors under the configured embedder."""
        embedding = self._embedding(tenant_id)
        serving = await self._serving(tenant_id, embedding)
        return await embedding_status(tenant_id, embedding, serving)

    async def stranded(self, tenant_id: UUID) -> int:
        """How many documents wait although nothing works on them any more."""
        async with tenant_scope(tenant_id):
            return await rows.count_stranded()

    async def left_to_embed(self, tenant_id: UUID) -> bool:
        """Whether stored passages lack vectors, or those of another embedder are left."""
        return await left_to_embed(tenant_id, self._embedding(tenant_id))

    async def embed_anew(self, tenant_id: UUID, on_progress: Progress = quiet) -> int:
        """Bring ready documents to the configured embedders; returns how many passages it took.

        Raises `Unavailable` when the embedder does not answer; a repeat goes on from there.
        """
        return await embed_anew(tenant_id, self._embedding(tenant_id), on_progress)

    async def documents(
        self,
        tenant_id: UUID,
        *,
        space_id: UUID | None = None,
        state: DocumentState | None = None,
        limit: int = 100,
        after: UUID | None = None,
    ) -> list[DocumentView]:
        """Documents in the order they came; `after` is the last id of the page before."""
        async with tenant_scope(tenant_id):
            return await stored.documents_after(after, limit, space_id=space_id, state=state)

    async def document(self, tenant_id: UUID, document_id: UUID) -> DocumentView:
        """One document; raises `NotFound`."""
        async with tenant_scope(tenant_id):
            return await stored.get_document(document_id)

    async def counts(self, tenant_id: UUID) -> Counts:
        """How many documents and passages there are."""
        async with tenant_scope(tenant_id):
            return await stored.count_documents()

    async def annotate(
        self, tenant_id: UUID, document_id: UUID, metadata: Mapping[str, Any]
    ) -> None:
        """Merge keys into a document's metadata without reading it again; raises `NotFound`.

        For what is learned about a document from outside it, such as which pages link to it.
        """
        async with tenant_scope(tenant_id):
            await stored.annotate_document(document_id, dict(metadata))

    async def text(self, tenant_id: UUID, document_id: UUID) -> str:
        """The stored text that every citation of the document quotes; raises `NotFound`."""
        async with tenant_scope(tenant_id):
            return await stored.document_text(document_id)

    async def chunks(self, tenant_id: UUID, document_id: UUID) -> list[ChunkView]:
        """A document's passages in reading order; raises `NotFound`."""
        async with tenant_scope(tenant_id):
            await stored.get_document(document_id)
            return await list_chunks(document_id)

    async def records(
        self,
        tenant_id: UUID,
        filter: RecordFilter | None = None,  # noqa: A002
        *,
        limit: int = 500,
        after: UUID | None = None,
    ) -> list[RecordView]:
        """Typed records in stored order; `after` is the last id of the page before."""
        async with tenant_scope(tenant_id):
            return await list_records(filter or RecordFilter(), limit=limit, after=after)

    async def outdated_records(self, tenant_id: UUID) -> int:
        """How many documents' records other extractors read than there are now, or none did."""
        async with tenant_scope(tenant_id):
            return await count_outdated(self._registry.record_extractors())

    async def read_records_again(self, tenant_id: UUID, on_progress: Progress = quiet) -> int:
        """Read the records of such documents from their stored text; returns how many."""
        return await read_again(tenant_id, self._registry.record_extractors(), on_progress)

    async def retry(self, tenant_id: UUID, document_id: UUID) -> DocumentState:
        """Send a failed document through the pipeline again; call `process` afterwards."""
        async with tenant_scope(tenant_id):
            await stored.get_document(document_id)
            return await rows.retry_document(document_id)

    async def delete_document(self, tenant_id: UUID, document_id: UUID) -> None:
        """Delete a document with passages, vectors and words; raises `NotFound`."""
        async with tenant_scope(tenant_id):
            await stored.remove_document(document_id)
        await self.vector_store.forget(tenant_id, document_id)
