"""Records of stored documents, read again where other extractors read them before, or none did."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

import asyncpg
import msgspec

from wattos.database import current_tenant_id, execute, fetch, fetchval, tenant_scope
from wattos.knowledge.protocols import RecordExtractor
from wattos.knowledge.records import STATING, extract_records, records_version, replace_records
from wattos.knowledge.schemas import Block, ParsedDocument
from wattos.records import Record

_AT_ONCE = 20

# The text of a document on its way is about to be replaced, and its records with it.
_OUTDATED = """
from document where tenant_id = $1 and state in ('chunked', 'embedded', 'ready')
    and source_kind = any ($2) and records_version is distinct from $3
"""


async def count_outdated(extractors: Sequence[RecordExtractor]) -> int:
    """How many of the tenant's documents other extractors read; 0 where there are none to ask."""
    if not extractors:
        return 0
    counted = await fetchval(f"select count(*) {_OUTDATED}", *_outdated(extractors))
    return int(counted)


async def read_again(
    tenant_id: UUID,
    extractors: Sequence[RecordExtractor],
    on_progress: Callable[[int, int, str], Awaitable[None]],
) -> int:
    """Read every outdated document once more; returns how many.

    Each document is its own transaction and remembers what read it, so that a repeat after a crash
    goes on with the next.
    """
    async with tenant_scope(tenant_id):
        total = await count_outdated(extractors)
    done, last = 0, UUID(int=0)
    while total:
        async with tenant_scope(tenant_id):
            rows = await fetch(
                f"select id, title, text, blocks, url, language, metadata, content_hash {_OUTDATED}"
                "and id > $4 order by id limit $5",
                *_outdated(extractors),
                last,
                _AT_ONCE,
            )
        if not rows:
            break
        for row in rows:
            records = await asyncio.to_thread(_records_of, row, extractors)
            async with tenant_scope(tenant_id):
                done += await _keep(row, records, records_version(extractors))
            await on_progress(done, total, row["title"])
        last = rows[-1]["id"]
    return done


def _outdated(extractors: Sequence[RecordExtractor]) -> tuple[UUID, list[str], str]:
    return current_tenant_id(), sorted(STATING), records_version(extractors)


def _records_of(row: asyncpg.Record, extractors: Sequence[RecordExtractor]) -> list[Record]:
    document = ParsedDocument(
        title=row["title"],
        text=row["text"],
        blocks=msgspec.json.decode(row["blocks"], type=tuple[Block, ...]),
        metadata=msgspec.json.decode(row["metadata"]),
    )
    return extract_records(extractors, document, url=row["url"], language=row["language"])


async def _keep(row: asyncpg.Record, records: Sequence[Record], version: str) -> bool:
    """Replace the records unless a newer version of the document has arrived meanwhile."""
    held = await execute(
        "update document set records_version = $4 where tenant_id = $1 and id = $2 "
        "and content_hash = $3 and state in ('chunked', 'embedded', 'ready')",
        current_tenant_id(),
        row["id"],
        row["content_hash"],
        version,
    )
    if held == "UPDATE 0":
        return False
    await replace_records(
        row["id"], row["text"], records, language=row["language"], version=version, again=True
    )
    return True
