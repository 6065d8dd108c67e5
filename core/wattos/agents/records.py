"""The typed records that go with a question's passages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from wattos.knowledge import RecordFilter, RecordView
from wattos.llm import Passage, RecordSource

MOST_RECORDS = 300


class RecordLookup(Protocol):
    """What agents need of the knowledge room's records."""

    async def records(
        self,
        tenant_id: UUID,
        filter: RecordFilter | None = None,  # noqa: A002
        *,
        limit: int = 500,
        after: UUID | None = None,
    ) -> list[RecordView]: ...


async def records_beside(
    lookup: RecordLookup, tenant_id: UUID, passages: Sequence[Passage]
) -> tuple[RecordSource, ...]:
    """What the documents of these passages state as data, those of the best document first."""
    documents = tuple(dict.fromkeys(passage.document_id for passage in passages))
    if not documents:
        return ()
    chosen = RecordFilter(document_ids=documents)
    found = await lookup.records(tenant_id, chosen, limit=MOST_RECORDS)
    ranks = {document_id: rank for rank, document_id in enumerate(documents)}
    found.sort(key=lambda record: ranks[record.document_id])
    return tuple(RecordSource(r.subject, r.data, _place(r)) for r in found)


def _place(record: RecordView) -> Passage:
    return Passage(
        document_id=record.document_id,
        chunk_id=record.chunk_id,
        title=record.title,
        url=record.url,
        text=record.text,
        start=record.start,
        end=record.end,
        page=record.page,
        heading_path=record.heading_path,
        language=record.language,
    )
