"""Appending to the audit chain, and finding where it was broken."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from wattos.audit import Actor, entries, record, verify
from wattos.database import execute, fetchval, new_id, tenant_scope
from wattos.errors import InvalidInput, ScopeError
from wattos.installation import Services
from wattos.tenancy import Tenancy

ACTOR = Actor(kind="system", id="test")
CLOSE_THE_GAP = (
    "delete from audit_entry where sequence = 3;"
    "update audit_entry set sequence = sequence - 1 where sequence > 3"
)
Tamper = Callable[[str], Awaitable[None]]


async def append(tenant: UUID, count: int) -> None:
    """Add entries 1 to `count`."""
    async with tenant_scope(tenant):
        for number in range(1, count + 1):
            await record(
                "thing.changed",
                actor=ACTOR,
                resource="thing",
                resource_id=new_id(),
                detail={"number": number, "state": "grün"},
            )


@pytest.fixture
async def tenant(database: None) -> UUID:
    """A tenant whose chain is still empty."""
    return (await Tenancy().create(f"t-{new_id().hex}")).id


@pytest.fixture
def tamper(wattos_services: Services, tenant: UUID) -> Tamper:
    """Run SQL on the tenant's rows as the tables' owner, as somebody with database access could."""

    async def run(sql: str) -> None:
        assert wattos_services.owner_url is not None
        owner = await asyncpg.connect(wattos_services.owner_url.reveal())
        try:
            async with owner.transaction():
                await owner.execute("select set_config('app.tenant_id', $1, true)", str(tenant))
                await owner.execute(sql)
        finally:
            await owner.close()

    return run


async def test_chain_links_each_entry_to_the_one_before(tenant: UUID) -> None:
    await append(tenant, 3)
    third, second, first = await entries(tenant)
    assert [first.sequence, second.sequence, third.sequence] == [1, 2, 3]
    assert first.previous_hash == "0" * 64
    assert second.previous_hash == first.hash
    assert third.previous_hash == second.hash
    assert third.detail == {"number": 3, "state": "grün"}
    report = await verify(tenant)
    assert (report.ok, report.entries, report.first_broken) == (True, 3, None)


async def test_chain_of_a_new_tenant_is_whole(tenant: UUID) -> None:
    assert (await verify(tenant)).ok


async def test_chain_has_no_gap_and_no_fork_under_parallel_writers(tenant: UUID) -> None:
    await asyncio.gather(*(append(tenant, 5) for _ in range(6)))
    report = await verify(tenant)
    assert (report.ok, report.entries) == (True, 30)


async def test_chain_forgets_what_was_rolled_back(tenant: UUID) -> None:
    await append(tenant, 1)
    with pytest.raises(RuntimeError, match="after all not"):
        async with tenant_scope(tenant):
            await record("thing.changed", actor=ACTOR, resource="thing")
            raise RuntimeError("after all not")
    await append(tenant, 1)
    report = await verify(tenant)
    assert (report.ok, report.entries) == (True, 2)


async def test_record_outside_a_scope_raises() -> None:
    with pytest.raises(ScopeError):
        await record("thing.changed", actor=ACTOR, resource="thing")


async def test_record_refuses_personal_values(tenant: UUID) -> None:
    refused: list[dict[str, Any]] = [
        {"detail": {"email": "x"}},
        {"resource_id": "anna@example.org"},
    ]
    for arguments in refused:
        with pytest.raises(InvalidInput):
            async with tenant_scope(tenant):
                await record("thing.changed", actor=ACTOR, resource="thing", **arguments)


@pytest.mark.parametrize(
    "sql",
    [
        "update audit_entry set outcome = 'denied'",
        "delete from audit_entry",
        "delete from audit_head",
        "truncate audit_entry",
    ],
)
async def test_app_role_cannot_change_the_chain(tenant: UUID, sql: str) -> None:
    await append(tenant, 1)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with tenant_scope(tenant):
            await execute(sql)


@pytest.mark.parametrize(
    ("sql", "broken_at"),
    [
        ("update audit_entry set outcome = 'denied' where sequence = 3", 3),
        ("update audit_entry set detail = '{\"number\": 9}' where sequence = 3", 3),
        ("update audit_entry set detail = '[]' where sequence = 3", 3),
        ("update audit_entry set at = at + interval '1 microsecond' where sequence = 3", 3),
        ("update audit_entry set resource_id = null where sequence = 3", 3),
        ("update audit_entry set hash = repeat('a', 64) where sequence = 3", 3),
        ("update audit_entry set previous_hash = repeat('a', 64) where sequence = 3", 3),
        ("delete from audit_entry where sequence = 1", 1),
        ("delete from audit_entry where sequence = 3", 3),
        ("delete from audit_entry where sequence >= 4", 4),
        ("delete from audit_entry", 1),
        ("update audit_head set hash = repeat('a', 64)", 6),
        ("delete from audit_head", 1),
        (CLOSE_THE_GAP, 3),
    ],
)
async def test_verify_names_the_first_broken_entry(
    tenant: UUID, tamper: Tamper, sql: str, broken_at: int
) -> None:
    await append(tenant, 5)
    await tamper(sql)
    report = await verify(tenant)
    assert not report.ok
    assert report.first_broken is not None
    assert report.first_broken.sequence == broken_at


async def test_verify_reads_a_chain_longer_than_one_page(tenant: UUID, tamper: Tamper) -> None:
    for count in (4, 5):
        await append(tenant, count)
        assert (await verify(tenant, page_size=4)).ok
    await tamper("update audit_entry set action = 'x.y' where sequence = 8")
    report = await verify(tenant, page_size=4)
    assert (report.ok, report.entries) == (False, 7)


async def test_entries_page_backwards(tenant: UUID) -> None:
    await append(tenant, 5)
    newest = await entries(tenant, limit=2)
    older = await entries(tenant, before=newest[-1].sequence, limit=2)
    assert [e.sequence for e in (*newest, *older)] == [5, 4, 3, 2]
    for limit in (0, 501):
        with pytest.raises(InvalidInput):
            await entries(tenant, limit=limit)


async def test_entries_of_another_tenant_are_invisible(tenant: UUID) -> None:
    await append(tenant, 2)
    other = (await Tenancy().create(f"t-{new_id().hex}")).id
    assert await entries(other) == []
    async with tenant_scope(other):
        assert await fetchval("select count(*) from audit_head") == 0
