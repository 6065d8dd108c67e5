"""Documents as rows: adding, moving from state to state. All run inside a tenant scope."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg
import msgspec

from wattos.database import current_tenant_id, execute, fetch, fetchrow, fetchval, new_id
from wattos.errors import NotFound
from wattos.knowledge.reasons import DocumentError, explain
from wattos.knowledge.schemas import (
    AddedDocument,
    DocumentState,
    NewDocument,
    ParsedDocument,
)
from wattos.knowledge.text import clean_line, strip_forbidden

RETRYABLE = frozenset({"embedder-unavailable", "too-slow", "parser-crashed", "redaction-failed"})
"""Reasons that may be gone at the next attempt although the document is the same."""

PREPARED: tuple[DocumentState, ...] = ("chunked", "embedded")
"""Their words are searchable, their vectors are not all there."""
WAITING: tuple[DocumentState, ...] = ("received", "parsed", "redacted", *PREPARED)

_UPSERT = """
insert into document (id, tenant_id, space_id, source_kind, url, title, language, media_type,
    content_hash, state, reason, byte_size, depth, published, metadata, reason_detail)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
on conflict (tenant_id, space_id, url) do update set
    source_kind = excluded.source_kind, title = excluded.title, language = excluded.language,
    media_type = excluded.media_type, content_hash = excluded.content_hash,
    state = excluded.state, reason = excluded.reason, byte_size = excluded.byte_size,
    depth = excluded.depth, published = excluded.published,
    metadata = excluded.metadata, reason_detail = excluded.reason_detail, updated_at = now()
returning id
"""

_CONTENT = """
insert into document_content (id, tenant_id, document_id, data) values ($1, $2, $3, $4)
on conflict (tenant_id, document_id) do update set data = excluded.data, parsed = null
"""


async def add_document(
    new: NewDocument, *, failure: DocumentError | None = None, reading: int = 0
) -> AddedDocument:
    """Store a new or changed document as `received`, or as `failed` when `failure` says why.

    The same bytes again change nothing, unless the document had failed for a passing reason, is
    called published now and was not, or the other way round, or was read by the rules of another
    version (`reading`; the bytes themselves are not kept once a document is ready).
    """
    url = strip_forbidden(new.url).strip()
    content_hash = hash_of(new.data, reading)
    known = await fetchrow(
        "select id, content_hash, state, reason, reason_detail, published from document "
        "where tenant_id = $1 and space_id = $2 and url = $3 for update",
        current_tenant_id(),
        new.space_id,
        url,
    )
    if known is not None and _is_same(known, new, content_hash) and not _worth_retry(known):
        return AddedDocument(
            document_id=known["id"],
            changed=False,
            state=known["state"],
            reason=known["reason"],
            explanation=explanation(known),
        )
    state: DocumentState = "failed" if failure else "received"
    reason = failure.reason if failure else None
    detail = failure.detail if failure else {}
    document_id: UUID = await fetchval(
        _UPSERT,
        new_id(),
        current_tenant_id(),
        new.space_id,
        new.source_kind,
        url,
        clean_line(new.title) or file_name(url),
        new.language or "",
        new.media_type,
        content_hash,
        state,
        reason,
        len(new.data),
        new.depth,
        new.published or new.source_kind == "page",
        new.metadata,
        detail or None,
    )
    if failure is None:
        await execute(_CONTENT, new_id(), current_tenant_id(), document_id, new.data)
    return AddedDocument(
        document_id=document_id,
        changed=True,
        state=state,
        reason=reason,
        explanation=explain(reason, detail),
    )


def hash_of(data: bytes, reading: int) -> str:
    """What tells one version of a document from another: its bytes, and the rules to read them."""
    rules = f"reading {reading}".encode() if reading else b""
    return hashlib.sha256(data + rules).hexdigest()


def explanation(row: asyncpg.Record) -> dict[str, str]:
    """Why the document of a row with `reason` and `reason_detail` is not there, in sentences."""
    detail = row["reason_detail"]
    return explain(row["reason"], msgspec.json.decode(detail) if detail else None)


def _is_same(known: asyncpg.Record, new: NewDocument, content_hash: str) -> bool:
    told_alike = known["published"] == new.published or new.source_kind != "file"
    return known["content_hash"] == content_hash and told_alike


def _worth_retry(known: asyncpg.Record) -> bool:
    return known["state"] == "failed" and known["reason"] in RETRYABLE


async def waiting_documents(
    document_ids: Sequence[UUID] | None, states: Sequence[DocumentState] = WAITING
) -> list[UUID]:
    """Documents on their way, shallow and short ones first; all of them or those named."""
    rows = await fetch(
        "select id from document where tenant_id = $1 and state not in ('ready', 'failed') "
        "and state = any ($3) and ($2::uuid[] is null or id = any ($2)) "
        "order by depth, byte_size, id",
        current_tenant_id(),
        None if document_ids is None else list(document_ids),
        list(states),
    )
    return [row["id"] for row in rows]


async def count_stranded() -> int:
    """How many documents are on their way and have not moved for a quarter of an hour.

    What took them in was killed or cancelled: work that goes on moves or announces sooner.
    """
    found = await fetchval(
        "select count(*) from document where tenant_id = $1 and state = any ($2) "
        "and updated_at < now() - interval '15 minutes'",
        current_tenant_id(),
        list(WAITING),
    )
    return int(found)


def file_name(url: str) -> str:
    """The last part of an address as a title for documents that have none."""
    path = PurePosixPath(urlsplit(url).path)
    return path.stem.replace("_", " ").replace("-", " ") or url


class Pending(msgspec.Struct, frozen=True, kw_only=True):
    """A document in the pipeline; `content_hash` tells when a newer version overtook it."""

    id: UUID
    space_id: UUID
    source_kind: Any
    url: str
    title: str
    language: str
    media_type: str
    content_hash: str
    published: bool
    state: DocumentState
    data: bytes
    parsed: ParsedDocument | None


async def load_pending(document_id: UUID) -> Pending | None:
    """The document with its bytes, or None when it is gone or has nothing left to do."""
    row = await fetchrow(
        "select d.id, d.space_id, d.source_kind, d.url, d.title, d.language, d.media_type, "
        "d.content_hash, d.published, d.state, c.data, c.parsed from document d "
        "join document_content c on c.tenant_id = d.tenant_id and c.document_id = d.id "
        "where d.tenant_id = $1 and d.id = $2 and d.state in ('received', 'parsed', 'redacted')",
        current_tenant_id(),
        document_id,
    )
    if row is None:
        return None
    parsed = row["parsed"]
    fields: dict[str, Any] = dict(row) | {
        "parsed": msgspec.json.decode(parsed, type=ParsedDocument) if parsed else None
    }
    return Pending(**fields)


async def advance(pending: Pending, state: DocumentState, parsed: ParsedDocument) -> bool:
    """Keep what a step made, and the title; False when a newer version has arrived meanwhile."""
    if not await set_state(pending.id, state, content_hash=pending.content_hash):
        return False
    await execute(
        "update document set title = $3 where tenant_id = $1 and id = $2",
        current_tenant_id(),
        pending.id,
        pending.title,
    )
    await execute(
        "update document_content set parsed = $3 where tenant_id = $1 and document_id = $2",
        current_tenant_id(),
        pending.id,
        parsed,
    )
    return True


async def set_state(
    document_id: UUID,
    state: DocumentState,
    *,
    reason: str | None = None,
    detail: Mapping[str, str] | None = None,
    content_hash: str | None = None,
) -> bool:
    """Move a document to a state; False when it is gone or (with a hash) has changed."""
    status = await execute(
        "update document set state = $3, reason = $4, reason_detail = $6, updated_at = now() "
        "where tenant_id = $1 and id = $2 and ($5::text is null or content_hash = $5)",
        current_tenant_id(),
        document_id,
        state,
        reason,
        content_hash,
        dict(detail) if detail else None,
    )
    return status != "UPDATE 0"


async def retry_document(document_id: UUID) -> DocumentState:
    """Send a failed document through the pipeline again from where its bytes allow.

    Raises `NotFound` for a document whose bytes were refused (too large): it must be added again.
    """
    has_bytes = await fetchval(
        "select true from document_content where tenant_id = $1 and document_id = $2",
        current_tenant_id(),
        document_id,
    )
    if not has_bytes:
        raise NotFound(
            "The document has no stored bytes to try again with.",
            given=document_id,
            hint="Upload it again.",
        )
    await execute(
        "update document_content set parsed = null where tenant_id = $1 and document_id = $2",
        current_tenant_id(),
        document_id,
    )
    await set_state(document_id, "received")
    return "received"
