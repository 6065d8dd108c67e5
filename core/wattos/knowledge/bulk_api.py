"""Documents in bulk for outside ingesters, which sign in by service token."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as Base64Error
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, QueryParameter

from wattos.access import Principal, requires
from wattos.delivery import Jobs
from wattos.errors import InvalidInput
from wattos.knowledge.jobs import enqueue_processing
from wattos.knowledge.schemas import AddedDocument, DocumentView, NewDocument, SourceKind
from wattos.knowledge.service import Knowledge

MAX_DOCUMENTS = 500
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
"""NUL as JSON writes it, and not a backslash before the letters."""


class BulkDocument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A document as text or as base64 of its bytes; exactly one of the two is given."""

    url: Annotated[
        str, msgspec.Meta(min_length=1, max_length=2000, examples=["https://stadt.example/hund"])
    ]
    text: Annotated[
        str | None, msgspec.Meta(examples=["# Hund anmelden\n\nBinnen zwei Wochen …"])
    ] = None
    data_base64: str | None = None
    media_type: Annotated[str, msgspec.Meta(examples=["text/markdown"])] = "text/plain"
    source_kind: SourceKind = "file"
    title: Annotated[str, msgspec.Meta(max_length=500)] = ""
    language: str | None = None
    published: bool = True
    """Whether the organisation shows a file to the public, so that its contacts may stay."""
    metadata: dict[str, Any] = {}


class Bulk(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Documents for one space, which is made when it is new."""

    documents: Annotated[list[BulkDocument], msgspec.Meta(min_length=1, max_length=MAX_DOCUMENTS)]
    space: Annotated[str, msgspec.Meta(examples=["default"])] = "default"


class BulkResult(msgspec.Struct, frozen=True, kw_only=True):
    """What became of each document, in the order given, and the job that reads the changed ones."""

    documents: list[AddedDocument]
    job_id: UUID | None


class BulkController(Controller):
    """Bulk documents."""

    path = "/db/documents"
    tags = ("bulk",)

    @post("/", guards=[requires("knowledge:write")], request_max_body_size=100_000_000)
    async def put_documents(
        self,
        data: JSONBody[Bulk],
        principal: NamedDependency[Principal],
        knowledge: NamedDependency[Knowledge],
        jobs: NamedDependency[Jobs],
    ) -> BulkResult:
        """Add or replace documents; unchanged ones cost nothing."""
        for document in data.documents:
            _check_storable(document)
        decoded = [_bytes(document) for document in data.documents]
        tenant_id = principal.tenant_id
        space_id = await knowledge.ensure_space(tenant_id, data.space)
        added = [
            await knowledge.add(tenant_id, _new(space_id, document, content))
            for document, content in zip(data.documents, decoded, strict=True)
        ]
        changed = [document.document_id for document in added if document.changed]
        job_id = None
        if changed:
            job_id = await enqueue_processing(jobs, tenant_id, changed, principal.user_id)
        return BulkResult(documents=added, job_id=job_id)

    @get("/", guards=[requires("knowledge:read")])
    async def list_documents(
        self,
        principal: NamedDependency[Principal],
        knowledge: NamedDependency[Knowledge],
        after: Annotated[UUID | None, QueryParameter()] = None,
        limit: Annotated[int, QueryParameter(ge=1, le=MAX_DOCUMENTS)] = 100,
    ) -> list[DocumentView]:
        """Documents with their states; `after` is the last id of the page before."""
        return await knowledge.documents(principal.tenant_id, after=after, limit=limit)


def _check_storable(document: BulkDocument) -> None:
    """Raise `InvalidInput` for a NUL outside the text; in the text the parser takes it out."""
    around = msgspec.structs.replace(document, text=None, data_base64=None)
    held = [
        name
        for name, value in msgspec.structs.asdict(around).items()
        if _NUL.search(msgspec.json.encode(value))
    ]
    if held:
        raise InvalidInput(
            "A document holds a NUL character, which cannot be kept.",
            given=f"{', '.join(held)} of {document.url!r}",
            expected="url, title, media_type, language and metadata without NUL",
        )


def _bytes(document: BulkDocument) -> bytes:
    if (document.text is None) == (document.data_base64 is None):
        raise InvalidInput(
            "A document needs either text or data_base64.",
            given=document.url,
            expected="exactly one of the two",
        )
    if document.text is not None:
        return document.text.encode("utf-8", "replace")
    try:
        return b64decode(document.data_base64 or "", validate=True)
    except Base64Error as error:
        raise InvalidInput("data_base64 is not base64.", given=document.url) from error


def _new(space_id: UUID, document: BulkDocument, content: bytes) -> NewDocument:
    return NewDocument(
        space_id=space_id,
        source_kind=document.source_kind,
        url=document.url,
        data=content,
        media_type=document.media_type,
        title=document.title,
        language=document.language,
        published=document.published,
        metadata=document.metadata,
    )
