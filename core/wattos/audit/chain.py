"""Appending to a tenant's hash chain."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import msgspec

from wattos.access import Actor
from wattos.audit.body import GENESIS, clean_detail, clean_text, entry_hash
from wattos.database import current_tenant_id, execute, fetchrow, new_id, utcnow


async def record(
    action: str,
    *,
    actor: Actor,
    resource: str,
    resource_id: UUID | str | None = None,
    outcome: str = "ok",
    detail: Mapping[str, object] | None = None,
) -> None:
    """Append what `actor` did to the open scope's tenant chain; it is kept if the scope commits.

    `action` reads `resource.verb` (`agent.published`), `outcome` is `ok`, `denied` or `failed`.
    The chain's head stays locked until the scope ends, so record as the last thing in it. Raises
    InvalidInput when `detail` holds more than ids, states and counts, ScopeError outside a scope.
    """
    tenant_id = current_tenant_id()
    kept = clean_detail(detail)
    target = None if resource_id is None else clean_text("resource_id", str(resource_id))
    sequence, previous_hash = await _lock_head(tenant_id)
    sequence, at = sequence + 1, utcnow()
    hashed = entry_hash(
        tenant_id=tenant_id,
        sequence=sequence,
        at=at,
        actor_kind=actor.kind,
        actor_id=actor.id,
        action=action,
        resource=resource,
        resource_id=target,
        outcome=outcome,
        detail=kept,
        previous_hash=previous_hash,
    )
    await execute(
        "insert into audit_entry (id, tenant_id, sequence, at, actor_kind, actor_id, action,"
        " resource, resource_id, outcome, detail, previous_hash, hash)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        *(new_id(), tenant_id, sequence, at, actor.kind, actor.id, action, resource, target),
        *(outcome, msgspec.json.encode(kept), previous_hash, hashed),
    )
    await execute(
        "update audit_head set sequence = $1, hash = $2 where tenant_id = $3",
        *(sequence, hashed, tenant_id),
    )


async def _lock_head(tenant_id: UUID) -> tuple[int, str]:
    """Hold the chain's end for this transaction: two writers would fork the chain."""
    await execute(
        "insert into audit_head (id, tenant_id, sequence, hash) values ($1, $2, 0, $3)"
        " on conflict (tenant_id) do nothing",
        *(new_id(), tenant_id, GENESIS),
    )
    head = await fetchrow("select sequence, hash from audit_head for update")
    assert head is not None
    return head["sequence"], head["hash"]
