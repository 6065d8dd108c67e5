"""Documents as lists show them: searched, filtered, sorted, a page at a time."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

import msgspec

from wattos.database import fetch, fetchval, tenant_scope
from wattos.knowledge.schemas import DocumentState, DocumentView, SourceKind
from wattos.knowledge.stored import VIEW_COLUMNS, document_view

DocumentSort = Literal["title", "state", "updated_at", "byte_size"]
DOCUMENT_SORTS: tuple[DocumentSort, ...] = ("title", "state", "updated_at", "byte_size")
_ORDER: dict[DocumentSort, str] = {
    "title": "lower(title)",
    "state": "state",
    "updated_at": "updated_at",
    "byte_size": "byte_size",
}
_WHERE = """
where ($1 = '' or title ilike $1 or url ilike $1) and ($2::text is null or state = $2)
    and ($3::text is null or source_kind = $3)
"""


class DocumentPage(msgspec.Struct, frozen=True, kw_only=True):
    """One page of documents, and how many there are in all."""

    documents: list[DocumentView]
    total: int


async def list_documents(
    tenant_id: UUID,
    *,
    text: str = "",
    state: DocumentState | None = None,
    kind: SourceKind | None = None,
    sort: DocumentSort = "updated_at",
    descending: bool = True,
    limit: int = 25,
    offset: int = 0,
) -> DocumentPage:
    """Documents whose title or address holds `text`, in the wanted order."""
    chosen = (like(text), state, kind)
    direction = "desc" if descending else "asc"
    async with tenant_scope(tenant_id):
        rows = await fetch(
            f"select {VIEW_COLUMNS} from document {_WHERE} "  # noqa: S608 - from fixed words
            f"order by {_ORDER[sort]} {direction}, id {direction} limit $4 offset $5",
            *(*chosen, limit, offset),
        )
        total = await fetchval(f"select count(*) from document {_WHERE}", *chosen)  # noqa: S608
    return DocumentPage(documents=[document_view(row) for row in rows], total=total)


def like(text: str) -> str:
    """A pattern for ILIKE that finds `text` anywhere, its own wildcards taken literally."""
    if not text:
        return ""
    plain = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{plain}%"
