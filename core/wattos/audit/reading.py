"""Reading a tenant's chain, and checking that it is whole."""

from __future__ import annotations

import json
from collections.abc import Sequence
from uuid import UUID

import asyncpg
import msgspec

from wattos.audit.body import GENESIS, entry_hash
from wattos.audit.schemas import AuditEntry, AuditReport, BrokenEntry, FoundEntries
from wattos.database import fetch, fetchval, tenant_scope
from wattos.errors import InvalidInput

MAX_PAGE = 500

_PAGE_WITH_HEAD = """
    select e.*, h.sequence as head_sequence, h.hash as head_hash
    from (values (1)) as one
    left join audit_head h on true
    left join lateral (
        select * from audit_entry where sequence > $1 order by sequence limit $2
    ) e on true
    order by e.sequence
"""
"""Entries and the chain's end from one snapshot, so that appending meanwhile looks whole."""

_COUNT = """
    select count(*) from audit_entry where
    ($1 = '' or strpos(lower(concat_ws(' ', action, resource, resource_id, actor_id)), $1) > 0
        or action = any ($4))
    and ($2::text is null or actor_kind = $2) and ($3::text is null or outcome = $3)
"""
_PAGE = _COUNT.replace("count(*)", "*")
_FOUND = {
    True: f"{_PAGE} order by sequence desc limit $5 offset $6",
    False: f"{_PAGE} order by sequence limit $5 offset $6",
}


async def entries(
    tenant_id: UUID, *, before: int | None = None, limit: int = 100
) -> list[AuditEntry]:
    """The newest entries first, at most `limit` of them, with sequences below `before`."""
    if not 1 <= limit <= MAX_PAGE:
        raise InvalidInput(
            "The page size is out of range.", given=limit, expected=f"1 to {MAX_PAGE}"
        )
    async with tenant_scope(tenant_id):
        rows = await fetch(
            "select * from audit_entry where $1::bigint is null or sequence < $1"
            " order by sequence desc limit $2",
            *(before, limit),
        )
    return [_entry(row) for row in rows]


async def find_entries(
    tenant_id: UUID,
    *,
    text: str = "",
    actions: Sequence[str] = (),
    actor_kind: str | None = None,
    outcome: str | None = None,
    descending: bool = True,
    limit: int = 100,
    offset: int = 0,
) -> FoundEntries:
    """Entries whose action, thing or actor contains `text`, with how many there are in all.

    `actions` match as well: those that a reader knows by words with `text` in them.
    """
    given = (text.lower(), actor_kind, outcome, list(actions))
    async with tenant_scope(tenant_id):
        total = await fetchval(_COUNT, *given)
        rows = await fetch(_FOUND[descending], *given, limit, offset)
    return FoundEntries(entries=[_entry(row) for row in rows], total=total)


async def verify(tenant_id: UUID, *, page_size: int = 1000) -> AuditReport:
    """Read the whole chain, page by page, and name the first entry that does not hold.

    Finds an entry that was changed, removed (at the end too), inserted or put in another order.
    Each page is its own short transaction.
    """
    checked, previous_hash = 0, GENESIS
    while True:
        async with tenant_scope(tenant_id):
            rows = await fetch(_PAGE_WITH_HEAD, checked, page_size)
        head = (rows[0]["head_sequence"] or 0, rows[0]["head_hash"] or GENESIS)
        for row in rows:
            if row["sequence"] is None:
                break
            broken = _fault(row, checked + 1, previous_hash)
            if broken is not None:
                return AuditReport(ok=False, entries=checked, first_broken=broken)
            checked, previous_hash = row["sequence"], row["hash"]
        if len(rows) < page_size:
            return _finish(checked, previous_hash, head)


def _fault(row: asyncpg.Record, expected: int, previous_hash: str) -> BrokenEntry | None:
    if row["sequence"] != expected:
        return BrokenEntry(sequence=expected, entry_id=None, reason="The entry is missing.")
    if row["previous_hash"] != previous_hash:
        reason = "It does not follow from the entry before it."
    elif row["hash"] != _hash_of(row):
        reason = "Its content was changed after it was written."
    else:
        return None
    return BrokenEntry(sequence=expected, entry_id=row["id"], reason=reason)


def _finish(checked: int, last_hash: str, head: tuple[int, str]) -> AuditReport:
    if (checked, last_hash) == head:
        return AuditReport(ok=True, entries=checked)
    reason = (
        "Entries at the end are missing."
        if checked < head[0]
        else "The chain's recorded end does not match its last entry."
    )
    sequence = min(checked, head[0]) + 1
    return AuditReport(
        ok=False,
        entries=checked,
        first_broken=BrokenEntry(sequence=sequence, entry_id=None, reason=reason),
    )


def _hash_of(row: asyncpg.Record) -> str:
    return entry_hash(
        tenant_id=row["tenant_id"],
        sequence=row["sequence"],
        at=row["at"],
        actor_kind=row["actor_kind"],
        actor_id=row["actor_id"],
        action=row["action"],
        resource=row["resource"],
        resource_id=row["resource_id"],
        outcome=row["outcome"],
        detail=json.loads(row["detail"]),
        previous_hash=row["previous_hash"],
    )


def _entry(row: asyncpg.Record) -> AuditEntry:
    return msgspec.convert({**row, "detail": msgspec.json.decode(row["detail"])}, AuditEntry)
