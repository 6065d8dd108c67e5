"""Typed records as rows: made anew with their document, gone with it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from wattos.database import current_tenant_id, execute, executemany, fetch, new_id
from wattos.knowledge.protocols import RecordExtractor
from wattos.knowledge.schemas import ParsedDocument, RecordFilter, RecordView, SourceKind
from wattos.records import Record, RecordData

log = logging.getLogger(__name__)

MOST_RECORDS = 500
"""A document's further ones are dropped: a price list of thousands is searched, not computed."""

STATING: frozenset[SourceKind] = frozenset({"page", "file"})
"""Sources that state facts: an organisation's own; people's tickets and chats state nothing."""

_SECOND_HAND = ("form", "product", "review")
"""Kinds read from links and JSON-LD, which the stored text of an upload does not carry."""

_INSERT = """
insert into knowledge_record
    (id, tenant_id, document_id, kind, subject, data, start_offset, end_offset, text, language)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""

_SELECT = """
select r.id, r.document_id, d.title, d.url, r.kind, r.subject, r.data, r.start_offset as start,
    r.end_offset as end, r.text, r.language, c.id as chunk_id, c.page, c.heading_path
from knowledge_record r
join document d on d.tenant_id = r.tenant_id and d.id = r.document_id
cross join lateral (
    select id, page, heading_path from chunk
    where tenant_id = r.tenant_id and document_id = r.document_id
    order by start_offset > r.start_offset, abs(start_offset - r.start_offset) limit 1
) c
where r.tenant_id = $1
    and ($2::text[] is null or r.kind = any ($2))
    and ($3::uuid[] is null or r.document_id = any ($3))
    and ($4::text is null
        or strpos(unaccent(lower(r.subject || ' ' || d.title)), unaccent(lower($4))) > 0)
    and ($5::uuid is null or r.id > $5)
order by r.id limit $6
"""


def records_version(extractors: Sequence[RecordExtractor]) -> str:
    """What a document's records were read with; empty without any extractor."""
    return " ".join(sorted(extractor.version for extractor in extractors))


def extract_records(
    extractors: Sequence[RecordExtractor], document: ParsedDocument, *, url: str, language: str
) -> list[Record]:
    """What the extractors read, in the document's order, each with a place inside the text.

    An extractor that fails is logged and passed over: its records are missing, the document is not.
    """
    found: list[Record] = []
    for extractor in extractors:
        try:
            found += extractor.extract(document, url=url, language=language)
        except Exception as error:  # noqa: BLE001 - a plugin may fail in any way
            log.warning("%s read no records: %s", type(extractor).__name__, type(error).__name__)
    inside = [r for r in found if 0 <= r.start < r.end <= len(document.text)]
    return sorted(inside, key=lambda record: (record.start, record.end))[:MOST_RECORDS]


async def replace_records(
    document_id: UUID,
    text: str,
    records: Sequence[Record],
    *,
    language: str,
    version: str,
    again: bool = False,
) -> None:
    """Make the document's records these, read with the extractors of `version`.

    Runs in the scope that replaces the text. `again` is a second reading of a stored text: kinds
    that it cannot find any more, because they came from what only the file had, stay.
    """
    tenant_id = current_tenant_id()
    found = {record.kind for record in records}
    kept = [kind for kind in _SECOND_HAND if again and kind not in found]
    await execute(
        "delete from knowledge_record where tenant_id = $1 and document_id = $2 "
        "and kind <> all ($3)",
        tenant_id,
        document_id,
        kept,
    )
    await execute(
        "update document set records_version = $3 where tenant_id = $1 and id = $2",
        tenant_id,
        document_id,
        version,
    )
    rows: list[tuple[Any, ...]] = [
        (new_id(), tenant_id, document_id, each.kind, each.subject, msgspec.to_builtins(each.data),
         each.start, each.end, text[each.start : each.end], language)
        for each in records
    ]  # fmt: skip
    await executemany(_INSERT, rows)


async def list_records(
    chosen: RecordFilter, *, limit: int, after: UUID | None = None
) -> list[RecordView]:
    """Records in the order they were stored, those of a document in its order."""
    rows = await fetch(
        _SELECT,
        current_tenant_id(),
        None if chosen.kinds is None else list(chosen.kinds),
        None if chosen.document_ids is None else list(chosen.document_ids),
        chosen.subject,
        after,
        limit,
    )
    return [
        msgspec.convert(
            dict(row) | {"data": msgspec.json.decode(row["data"], type=RecordData)}, RecordView
        )
        for row in rows
    ]
