"""The documents of one file, when the file comes again with other rows or attachments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from wattos.database import current_tenant_id, executemany, fetch
from wattos.knowledge.stored import remove_document

_OF_FILE = """
select id, url, content_hash from document
where tenant_id = $1 and space_id = $2 and (url = $3 or starts_with(url, $3 || '#'))
"""
_RENAME = "update document set url = $3 where tenant_id = $1 and id = $2"


async def align_parts(space_id: UUID, url: str, hashes: Mapping[str, str]) -> list[UUID]:
    """Bring what came of the file `url` before in step with what it holds now.

    Goes ahead of adding that. `hashes` has the content hash of each address in the file. A part
    that stands unchanged at another place (a row above it went) moves there and keeps its passages
    and vectors; what the file does not hold any more is removed. Returns the removed, whose vectors
    the store may have.
    """
    rows = await fetch(_OF_FILE, current_tenant_id(), space_id, url)
    spare: dict[str, list[UUID]] = defaultdict(list)
    for row in rows:
        if hashes.get(row["url"]) != row["content_hash"]:
            spare[row["content_hash"]].append(row["id"])
    known = {row["url"]: row["content_hash"] for row in rows}
    moved = {
        spare[content].pop(0): address
        for address, content in hashes.items()
        if known.get(address) != content and spare[content]
    }
    taken = set(moved.values())
    gone = [
        row["id"]
        for row in rows
        if row["id"] not in moved and (row["url"] not in hashes or row["url"] in taken)
    ]
    for document_id in gone:
        await remove_document(document_id)
    # By way of an address that is nobody's: rows change places with each other.
    await executemany(_RENAME, [(current_tenant_id(), i, f"{url}#moving-{i}") for i in moved])
    await executemany(_RENAME, [(current_tenant_id(), i, to) for i, to in moved.items()])
    return gone
