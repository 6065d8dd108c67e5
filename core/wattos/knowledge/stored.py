"""Documents as they are stored: looked up, listed, noted upon, removed, in a tenant scope."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from wattos.database import current_tenant_id, execute, fetch, fetchrow, fetchval
from wattos.errors import NotFound
from wattos.knowledge.chunks import forget_words
from wattos.knowledge.documents import explanation
from wattos.knowledge.schemas import Counts, DocumentState, DocumentView

# What somebody asked is never published, however its export was brought.
VIEW_COLUMNS = (
    "id, space_id, source_kind, url, title, language, media_type, state, reason, reason_detail, "
    "byte_size, "
    "depth, published and source_kind in ('page', 'file') as published, metadata, "
    "created_at, updated_at"
)


async def get_document(document_id: UUID) -> DocumentView:
    """One document; raises `NotFound`."""
    row = await fetchrow(
        f"select {VIEW_COLUMNS} from document where tenant_id = $1 and id = $2",  # noqa: S608
        current_tenant_id(),
        document_id,
    )
    if row is None:
        raise NotFound("There is no such document.", given=document_id)
    return document_view(row)


async def document_text(document_id: UUID) -> str:
    """The stored text that citations quote; raises `NotFound`."""
    text = await fetchval(
        "select text from document where tenant_id = $1 and id = $2",
        current_tenant_id(),
        document_id,
    )
    if text is None:
        raise NotFound("There is no such document.", given=document_id)
    return str(text)


async def annotate_document(document_id: UUID, metadata: dict[str, Any]) -> None:
    """Merge keys into a document's metadata; raises `NotFound`. Nothing is written for nothing."""
    status = await execute(
        "update document set metadata = metadata || $3 where tenant_id = $1 and id = $2 "
        "and metadata is distinct from metadata || $3",
        current_tenant_id(),
        document_id,
        metadata,
    )
    if status.endswith(" 0"):
        await get_document(document_id)


async def documents_after(
    after: UUID | None, limit: int, *, space_id: UUID | None, state: DocumentState | None
) -> list[DocumentView]:
    """Documents in the order they came, those behind the id `after`."""
    rows = await fetch(
        f"select {VIEW_COLUMNS} from document where tenant_id = $1 "  # noqa: S608
        "and ($2::uuid is null or space_id = $2) and ($3::text is null or state = $3) "
        "and ($4::uuid is null or id > $4) order by id limit $5",
        *(current_tenant_id(), space_id, state, after, limit),
    )
    return [document_view(row) for row in rows]


async def count_documents() -> Counts:
    """How many documents and passages there are."""
    row = await fetchrow(
        "select (select count(*) from document) as documents, "
        "(select count(*) from document where state = 'ready') as ready, "
        "(select count(*) from chunk) as chunks"
    )
    return msgspec.convert(dict(row or {}), Counts)


async def remove_document(document_id: UUID) -> None:
    """Delete a document with passages and words; raises `NotFound`. Vectors are the store's."""
    tenant_id = current_tenant_id()
    gone = await fetch(
        "delete from chunk where tenant_id = $1 and document_id = $2 "
        "returning language, search_config, search_text",
        *(tenant_id, document_id),
    )
    await forget_words([(r["language"], r["search_config"], r["search_text"]) for r in gone])
    status = await execute(
        "delete from document where tenant_id = $1 and id = $2", tenant_id, document_id
    )
    if status.endswith(" 0"):
        raise NotFound("There is no such document.", given=document_id)


def document_view(row: asyncpg.Record) -> DocumentView:
    """A row of `VIEW_COLUMNS` as its struct."""
    fields: dict[str, Any] = dict(row) | {
        "metadata": msgspec.json.decode(row["metadata"]),
        "explanation": explanation(row),
    }
    del fields["reason_detail"]
    return DocumentView(**fields)
