"""The knowledge room's service: what the rest of the platform asks of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from wattos.database import current_tenant_id, execute, fetch, fetchrow, tenant_scope
from wattos.errors import ConfigurationError, NotFound, Unavailable
from wattos.events import Reading, Track, untracked
from wattos.knowledge import documents as rows
from wattos.knowledge import spaces
from wattos.knowledge.chunks import forget_words, list_chunks
from wattos.knowledge.embedding import Embedding
from wattos.knowledge.language import detect_language
from wattos.knowledge.pipeline import Pipeline, Progress, find_parser, quiet
from wattos.knowledge.protocols import Embedder, KnowledgeRegistry, Splitter, VectorStore
from wattos.knowledge.reading import await_documents, count_reading
from wattos.knowledge.reasons import DocumentError
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
from wattos.knowledge.switching import (
    EmbeddingStatus,
    embed_anew,
    embedding_status,
    left_to_embed,
    serving_embedder,
)
from wattos.knowledge.vectors import PgVectorStore
from wattos.settings import Settings

log = logging.getLogger(__name__)

Named = TypeVar("Named", Embedder, VectorStore)


class Knowledge:
    """Documents in, passages out, for every tenant. Built once a process.

    Embedder and vector store are looked up at first use, so that a process that never searches
    loads no model.
    """

    def __init__(
        self, settings: Settings, registry: KnowledgeRegistry, track: Track = untracked
    ) -> None:
        self._settings = settings
        self._track = track
        self._registry = registry
        self._pgvector = PgVectorStore()

    @property
    def embedder(self) -> Embedder:
        """The configured embedder; raises `ConfigurationError` when nothing offers it."""
        return self.embedder_named(self._settings.embedder)

    def embedder_for(self, tenant_id: UUID) -> Embedder:
        """The configured embedder for the texts of a tenant; raises `ConfigurationError`.

        Its calls raise `Barred` where the tenant's policy keeps texts from it.
        """
        return self.embedder_named(self._settings.embedder, tenant_id)

    def second_embedder_for(self, tenant_id: UUID | None = None) -> Embedder | None:
        """The fast embedder beside the first, where one is configured and offered."""
        return self._offered(self._settings.second_embedder, tenant_id)

    @property
    def vector_store(self) -> VectorStore:
        """The configured vector store; raises `ConfigurationError` when no plugin offers it."""
        offered: list[VectorStore] = [self._pgvector, *self._registry.vector_stores()]
        return _named(offered, self._settings.vector_store_type, "vector store")

    def _embedding(self, tenant_id: UUID) -> Embedding:
        first, second = self.embedder_for(tenant_id), self.second_embedder_for(tenant_id)
        return Embedding(first, second, self.vector_store)

    def embedder_named(self, name: str, tenant_id: UUID | None = None) -> Embedder:
        """A plugin's embedder, else a model provider's; raises `ConfigurationError` for neither.

        Texts of a tenant need the tenant's own.
        """
        offered = self._registry.embedders()
        remote = self._registry.remote_embedder(name, tenant_id)
        return _named([*offered, remote] if remote else offered, name, "embedder")

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

        The same bytes under the same address again are free (`changed` is False). Other bytes are
        a new version; the old passages are found until the new ones are there. A document over
        the size limit is stored as `failed` with its reason.
        """
        failure = "too-large" if len(new.data) > self._settings.max_document_bytes else None
        async with tenant_scope(tenant_id):
            return await rows.add_document(new, failure=failure)

    async def add_file(self, tenant_id: UUID, new: NewDocument) -> list[AddedDocument]:
        """Take a file in; an export of tickets or conversations becomes a document each."""
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
                return [await rows.add_document(new, failure=error.reason)]
        return [await self.add(tenant_id, part) for part in parts]

    async def process(
        self,
        tenant_id: UUID,
        document_ids: Sequence[UUID] | None = None,
        on_progress: Progress = quiet,
    ) -> ProcessReport:
        """Take waiting documents (all, or those named) to `ready` or `failed`."""
        pipeline = Pipeline(self._registry, self._embedding(tenant_id), self._track)
        return await pipeline.run(tenant_id, document_ids, on_progress)

    async def prepare(self, tenant_id: UUID, document_ids: Sequence[UUID]) -> dict[str, str]:
        """The first half of `process`: the words of these documents become searchable.

        Returns the reason by id of each that failed. `embed` is the other half.
        """
        return await Pipeline(self._registry, self._embedding(tenant_id), self._track).prepare(
            tenant_id, document_ids
        )

    async def embed(
        self, tenant_id: UUID, document_ids: Sequence[UUID], on_progress: Progress = quiet
    ) -> ProcessReport:
        """The second half of `process`: prepared documents are found by meaning, too."""
        pipeline = Pipeline(self._registry, self._embedding(tenant_id), self._track)
        return await pipeline.embed(tenant_id, document_ids, on_progress)

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
        retrieval = Retrieval(msgspec.structs.replace(embedding, first=first))
        return await retrieval.search(tenant_id, query, k=k, chosen=filter or KnowledgeFilter())

    async def embedding_status(self, tenant_id: UUID) -> EmbeddingStatus:
        """How far the tenant's passages have vectors under the configured embedder."""
        embedding = self._embedding(tenant_id)
        serving = await self._serving(tenant_id, embedding)
        return await embedding_status(tenant_id, embedding, serving)

    async def left_to_embed(self, tenant_id: UUID) -> bool:
        """Whether stored passages lack vectors, or those of another embedder are left."""
        return await left_to_embed(tenant_id, self._embedding(tenant_id))

    async def embed_anew(self, tenant_id: UUID, on_progress: Progress = quiet) -> int:
        """Bring ready documents to the configured embedders; returns how many passages it took.

        Raises `Unavailable` when the embedder does not answer; a repeat goes on from there.
        """
        return await embed_anew(tenant_id, self._embedding(tenant_id), on_progress)

    async def _serving(self, tenant_id: UUID, embedding: Embedding) -> Embedder:
        return await serving_embedder(
            tenant_id, embedding, lambda name: self._offered(name, tenant_id)
        )

    def _offered(self, name: str, tenant_id: UUID | None) -> Embedder | None:
        offered = self._registry.embedders()
        found = next((embedder for embedder in offered if embedder.name == name), None)
        return found or self._registry.remote_embedder(name, tenant_id)

    async def warm(self) -> None:
        """Load what answers questions and reads pages, so that nobody waits for it.

        For servers, once they are ready; a model that is not there is left to fail at its use.
        """
        for embedder in (self.embedder, self.second_embedder_for()):
            if embedder is None:
                continue
            try:
                await embedder.embed_query("?")
            except Unavailable as error:
                log.warning("An embedder cannot be warmed: %s", error)
        for redactor in self._registry.redactors():
            await asyncio.to_thread(redactor.find, "?")
        await asyncio.to_thread(detect_language, "Wann ist geöffnet?")

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
            found = await fetch(
                f"select {rows.VIEW_COLUMNS} from document where tenant_id = $1 "  # noqa: S608
                "and ($2::uuid is null or space_id = $2) and ($3::text is null or state = $3) "
                "and ($4::uuid is null or id > $4) order by id limit $5",
                tenant_id,
                space_id,
                state,
                after,
                limit,
            )
        return [rows.document_view(row) for row in found]

    async def document(self, tenant_id: UUID, document_id: UUID) -> DocumentView:
        """One document; raises `NotFound`."""
        async with tenant_scope(tenant_id):
            return await rows.get_document(document_id)

    async def counts(self, tenant_id: UUID) -> Counts:
        """How many documents and passages there are."""
        async with tenant_scope(tenant_id):
            row = await fetchrow(
                "select (select count(*) from document) as documents, "
                "(select count(*) from document where state = 'ready') as ready, "
                "(select count(*) from chunk) as chunks"
            )
        return msgspec.convert(dict(row or {}), Counts)

    async def annotate(
        self, tenant_id: UUID, document_id: UUID, metadata: Mapping[str, Any]
    ) -> None:
        """Merge keys into a document's metadata without reading it again; raises `NotFound`.

        For what is learned about a document from outside it, such as which pages link to it.
        """
        async with tenant_scope(tenant_id):
            await rows.annotate_document(document_id, dict(metadata))

    async def text(self, tenant_id: UUID, document_id: UUID) -> str:
        """The stored text that every citation of the document quotes; raises `NotFound`."""
        async with tenant_scope(tenant_id):
            return await rows.document_text(document_id)

    async def chunks(self, tenant_id: UUID, document_id: UUID) -> list[ChunkView]:
        """A document's passages in reading order; raises `NotFound`."""
        async with tenant_scope(tenant_id):
            await rows.get_document(document_id)
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
            await rows.get_document(document_id)
            return await rows.retry_document(document_id)

    async def delete_document(self, tenant_id: UUID, document_id: UUID) -> None:
        """Delete a document with passages, vectors and words; raises `NotFound`."""
        async with tenant_scope(tenant_id):
            gone = await fetch(
                "delete from chunk where tenant_id = $1 and document_id = $2 "
                "returning language, search_config, search_text",
                current_tenant_id(),
                document_id,
            )
            await forget_words(
                [(r["language"], r["search_config"], r["search_text"]) for r in gone]
            )
            status = await execute(
                "delete from document where tenant_id = $1 and id = $2", tenant_id, document_id
            )
        if status.endswith(" 0"):
            raise NotFound("There is no such document.", given=document_id)
        await self.vector_store.forget(tenant_id, document_id)


def _named(offered: Sequence[Named], name: str, kind: str) -> Named:
    for candidate in offered:
        if candidate.name == name:
            return candidate
    raise ConfigurationError(
        f"Nothing offers the configured {kind}.",
        given=name,
        expected=", ".join(sorted(candidate.name for candidate in offered)) or "at least one",
        hint="Enable the plugin or set the key of the model provider that has it, or change "
        "WATTOS_EMBEDDER / VECTOR_STORE_TYPE.",
    )
