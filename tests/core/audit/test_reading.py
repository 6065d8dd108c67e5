"""Finding entries of the audit chain."""

from __future__ import annotations

from uuid import UUID

from wattos.audit import Actor, find_entries, record
from wattos.database import tenant_scope

ACTOR = Actor(kind="system", id="tester")


async def test_entries_are_found_by_words_actor_and_outcome(tenant: UUID) -> None:
    async with tenant_scope(tenant):
        for number in range(3):
            await record("Pool.opened", actor=ACTOR, resource="pool", resource_id=f"no-{number}")
        await record("pool.opened", actor=ACTOR, resource="pool", outcome="denied")
    page = await find_entries(tenant, text="POOL.OPENED", outcome="ok", limit=2)
    assert (page.total, [one.resource_id for one in page.entries]) == (3, ["no-2", "no-1"])
    rest = await find_entries(tenant, text="no-", descending=False, limit=2, offset=2)
    assert [one.resource_id for one in rest.entries] == ["no-2"]
    assert (await find_entries(tenant, text="tester", actor_kind="user")).total == 0
    assert (await find_entries(tenant, text="%")).total == 0
