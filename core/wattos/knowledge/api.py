"""Knowledge over HTTP: spaces, documents, search."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Controller, delete, get, post, put
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, MultipartBody, QueryParameter

from wattos.access import Principal, requires
from wattos.delivery import Jobs
from wattos.knowledge.bulk_api import BulkController
from wattos.knowledge.embedding_api import EmbeddingController
from wattos.knowledge.jobs import enqueue_processing
from wattos.knowledge.records_api import RecordsController
from wattos.knowledge.schemas import (
    AddedDocument,
    ChunkView,
    DocumentState,
    DocumentView,
    Hit,
    KnowledgeFilter,
    NewDocument,
    Space,
)
from wattos.knowledge.service import Knowledge

MAX_UPLOAD_BYTES = 200_000_000
"""One request may bring several files; each of them has the limit of the settings."""


class NewSpace(msgspec.Struct, forbid_unknown_fields=True):
    """A space to make."""

    slug: Annotated[str, msgspec.Meta(max_length=63, examples=["buergerservice"])]
    name: Annotated[str, msgspec.Meta(max_length=200, examples=["Bürgerservice"])] = ""


class SpaceName(msgspec.Struct, forbid_unknown_fields=True):
    """A space's new name."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200, examples=["Ordnungsamt"])]


class Uploaded(msgspec.Struct, frozen=True, kw_only=True):
    """What became of uploaded files, and the job that reads them."""

    documents: list[AddedDocument]
    job_id: UUID | None


class SearchRequest(msgspec.Struct, forbid_unknown_fields=True):
    """A question to the knowledge."""

    query: Annotated[str, msgspec.Meta(max_length=2000, examples=["Was kostet ein Ausweis?"])]
    k: Annotated[int, msgspec.Meta(ge=1, le=100)] = 10
    filter: KnowledgeFilter = KnowledgeFilter()


class SearchResponse(msgspec.Struct, frozen=True):
    """Passages, best first; each `text` is its document's text from `start` to `end`."""

    query: str
    hits: list[Hit]


class DocumentText(msgspec.Struct, frozen=True):
    """The stored text that citations quote."""

    document_id: UUID
    text: str


class KnowledgeController(Controller):
    """Spaces, documents and search."""

    path = "/api/v1/knowledge"
    tags = ("knowledge",)

    @get("/spaces", guards=[requires("knowledge:read")])
    async def list_spaces(
        self, principal: NamedDependency[Principal], knowledge: NamedDependency[Knowledge]
    ) -> list[Space]:
        """Every knowledge space."""
        return await knowledge.spaces(principal.tenant_id)

    @post("/spaces", guards=[requires("knowledge:write")])
    async def create_space(
        self,
        data: JSONBody[NewSpace],
        principal: NamedDependency[Principal],
        knowledge: NamedDependency[Knowledge],
    ) -> Space:
        """Make a space; one that exists already is returned as it is."""
        name = data.name or data.slug
        space_id = await knowledge.ensure_space(principal.tenant_id, data.slug, name)
        return await knowledge.space(principal.tenant_id, space_id)

    @put("/spaces/{space_id:uuid}", guards=[requires("knowledge:write")])
    async def rename_space(
        self,
        space_id: FromPath[UUID],
        data: JSONBody[SpaceName],
        principal: NamedDependency[Principal],
        knowledge: NamedDependency[Knowledge],
    ) -> Space:
        """Give a space another name."""
        await knowledge.rename_space(principal.tenant_id, space_id, data.name)
        return await knowledge.space(principal.tenant_id, space_id)

    @delete("/spaces/{space_id:uuid}", guards=[requires("knowledge:write")])
    async def delete_space(
        self,
        space_id: FromPath[UUID],
        principal: NamedDependency[Principal],
        knowledge: NamedDependency[Knowledge],
    ) -> None:
        """Delete a space with all its documents."""
        await knowledge.delete_space(principal.tenant_id, space_id)

    @post(
        "/spaces/{space_id:uuid}/documents",
        guards=[requires("knowledge:write")],
        request_max_body_size=MAX_UPLOAD_BYTES,
    )
    async def upload(
        self,
        space_id: FromPath[UUID],
        data: MultipartBody[list[UploadFile]],
        principal: NamedDependency[Principal],
        knowledge: NamedDependency[Knowledge],
        jobs: NamedDependency[Jobs],
        published: FromQuery[bool] = False,
    ) -> Uploaded:
        """Upload files (multipart); each is known by its name, the same name is a new version.

        `published` says that the organisation shows them to the public: names, numbers and
        addresses stay, as on its pages. Otherwise what belongs to persons is taken out.
        """
        await knowledge.space(principal.tenant_id, space_id)
        added: list[AddedDocument] = []
        for file in data:
            added += await knowledge.add_file(
                principal.tenant_id,
                NewDocument(
                    space_id=space_id,
                    source_kind="file",
                    url=file.filename,
                    data=await file.read(),
                    media_type=file.content_type,
                    published=published,
                ),
            )
        changed = [document.document_id for document in added if document.changed]
        job_id = None
        if changed:
            job_id = await enqueue_processing(jobs, principal.tenant_id, changed, principal.user_id)
        return Uploaded(documents=added, job_id=job_id)

    @get("/documents", guards=[requires("knowledge:read")])
    async def list_documents(
        self,
        principal: NamedDependency[Principal],
        knowledge: NamedDependency[Knowledge],
        space_id: FromQuery[UUID | None] = None,
        document_state: Annotated[DocumentState | None, QueryParameter(name="state")] = None,
        after: FromQuery[UUID | None] = None,
        limit: Annotated[int, QueryParameter(ge=1, le=200)] = 50,
    ) -> list[DocumentView]:
        """Documents with their states, in the order they came; `after` is the last id seen."""
        return await knowledge.documents(
            principal.tenant_id, space_id=space_id, state=document_state, after=after, limit=limit
        )

    @get("/documents/{document_id:uuid}", guards=[requires("knowledge:read")])
    async def get_document(
        self,
        document_id: FromPath[UUID],
        principal: NamedDependency[Principal],
        knowledge: NamedDependency[Knowledge],
    ) -> DocumentView:
        """One document; a failed one says why in German and English."""
        return await knowledge.document(principal.tenant_id, document_id)

    @get("/documents/{document_id:uuid}/text", guards=[requires("knowledge:read")])
    async def get_text(
        self,
        document_id: FromPath[UUID],
        principal: NamedDependency[Principal],
        knowledge: NamedDependency[Knowledge],
    ) -> DocumentText:
        """The text that citations quote."""
        text = await knowledge.text(principal.tenant_id, document_id)
        return DocumentText(document_id, text)

    @get("/documents/{document_id:uuid}/chunks", guards=[requires("knowledge:read")])
    async def list_chunks(
        self,
        document_id: FromPath[UUID],
        principal: NamedDependency[Principal],
        knowledge: NamedDependency[Knowledge],
    ) -> list[ChunkView]:
        """A document's passages in reading order."""
        return await knowledge.chunks(principal.tenant_id, document_id)

    @post("/documents/{document_id:uuid}/retry", guards=[requires("knowledge:write")])
    async def retry_document(
        self,
        document_id: FromPath[UUID],
        principal: NamedDependency[Principal],
        knowledge: NamedDependency[Knowledge],
        jobs: NamedDependency[Jobs],
    ) -> DocumentView:
        """Try a failed document again."""
        await knowledge.retry(principal.tenant_id, document_id)
        await enqueue_processing(jobs, principal.tenant_id, [document_id], principal.user_id)
        return await knowledge.document(principal.tenant_id, document_id)

    @delete("/documents/{document_id:uuid}", guards=[requires("knowledge:write")])
    async def delete_document(
        self,
        document_id: FromPath[UUID],
        principal: NamedDependency[Principal],
        knowledge: NamedDependency[Knowledge],
    ) -> None:
        """Delete a document with its passages, vectors and words."""
        await knowledge.delete_document(principal.tenant_id, document_id)

    @post("/search", guards=[requires("knowledge:read")], status_code=200)
    async def search(
        self,
        data: JSONBody[SearchRequest],
        principal: NamedDependency[Principal],
        knowledge: NamedDependency[Knowledge],
    ) -> SearchResponse:
        """The best passages for a question, without an answer made of them."""
        hits = await knowledge.search(principal.tenant_id, data.query, k=data.k, filter=data.filter)
        return SearchResponse(data.query, hits)


route_handlers = [
    KnowledgeController,
    RecordsController,
    EmbeddingController,
    BulkController,
]
