"""The tenant scope fails closed."""

import asyncio
import secrets
from uuid import UUID

import pytest

from wattos.database import (
    after_commit,
    current_pool,
    execute,
    fetch,
    fetchval,
    new_id,
    tenant_scope,
)
from wattos.errors import ScopeError
from wattos.tenancy import Tenancy
from wattos.tenancy.tables import Area


async def _other_tenant() -> UUID:
    return (await Tenancy().create(f"t-{secrets.token_hex(6)}")).id


async def test_query_on_tenant_table_outside_a_scope_raises(tenant: UUID) -> None:
    with pytest.raises(ScopeError, match="outside a tenant scope"):
        await Area.select()
    with pytest.raises(ScopeError):
        await fetch("select 1")


async def test_scope_shows_only_its_tenants_rows(tenant: UUID) -> None:
    other = await _other_tenant()
    for tenant_id in (tenant, other):
        async with tenant_scope(tenant_id):
            await Area.insert(Area(tenant_id=tenant_id, name=f"area of {tenant_id}"))
    async with tenant_scope(tenant):
        assert [row["name"] for row in await Area.select()] == [f"area of {tenant}"]


async def test_scope_refuses_to_write_another_tenants_row(tenant: UUID) -> None:
    other = await _other_tenant()
    with pytest.raises(Exception, match="row-level security"):
        async with tenant_scope(tenant):
            await Area.insert(Area(tenant_id=other, name="foreign"))


async def test_nested_scope_of_the_same_tenant_joins_the_transaction(tenant: UUID) -> None:
    with pytest.raises(RuntimeError, match="stop"):
        async with tenant_scope(tenant):
            async with tenant_scope(tenant):
                await Area.insert(Area(tenant_id=tenant, name="inner"))
            raise RuntimeError("stop")
    async with tenant_scope(tenant):
        assert await Area.count() == 0


async def test_nested_scope_of_another_tenant_raises(tenant: UUID) -> None:
    async with tenant_scope(tenant):
        with pytest.raises(ScopeError, match="inside the scope of another"):
            async with tenant_scope(new_id()):
                pass


async def test_scope_used_from_another_task_raises(tenant: UUID) -> None:
    async with tenant_scope(tenant):
        with pytest.raises(ScopeError, match="another task"):
            await asyncio.create_task(fetch("select 1"))


async def test_new_task_inside_a_scope_may_open_its_own(tenant: UUID) -> None:
    async def count() -> int:
        async with tenant_scope(tenant):
            return await Area.count()

    async with tenant_scope(tenant):
        assert await asyncio.create_task(count()) == 0


async def test_batch_ddl_and_transactions_of_piccolo_are_refused(tenant: UUID) -> None:
    async with tenant_scope(tenant):
        with pytest.raises(ScopeError, match=r"batch\(\)"):
            await Area.select().batch()
        with pytest.raises(ScopeError, match="DDL"):
            await Area.alter().drop_table()
    with pytest.raises(ScopeError, match="transaction"):
        Area._meta.db.transaction()  # pyright: ignore[reportPrivateUsage] - what Piccolo offers


async def test_swallowed_query_error_makes_the_scope_raise(tenant: UUID) -> None:
    with pytest.raises(ScopeError, match="could not commit"):
        async with tenant_scope(tenant):
            with pytest.raises(Exception, match="does not exist"):
                await execute("select * from no_such_table")


async def test_connection_returns_to_the_pool_however_the_scope_is_left(tenant: UUID) -> None:
    async def hang() -> None:
        async with tenant_scope(tenant):
            await fetch("select pg_sleep(30)")

    before = current_pool().get_size() - current_pool().get_idle_size()
    task = asyncio.create_task(hang())
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    with pytest.raises(ScopeError):
        async with tenant_scope(tenant):
            with pytest.raises(Exception, match="syntax"):
                await execute("not sql")
    assert current_pool().get_size() - current_pool().get_idle_size() == before
    async with tenant_scope(tenant):
        assert await fetchval("select current_setting('app.tenant_id')") == str(tenant)


async def test_task_cancelled_at_any_moment_leaves_no_open_transaction_to_the_pool(
    tenant: UUID, caplog: pytest.LogCaptureFixture
) -> None:
    async def work() -> None:
        async with tenant_scope(tenant):
            await fetchval("select 1")

    cancelled = 0
    for turns in range(40):
        task = asyncio.create_task(work())
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait({task})
        cancelled += task.cancelled()
        async with tenant_scope(tenant):
            assert await fetchval("select current_setting('app.tenant_id')") == str(tenant)
    assert cancelled
    assert not [record for record in caplog.records if "active transaction" in record.message]


async def test_setting_does_not_outlive_the_scope(tenant: UUID) -> None:
    async with tenant_scope(tenant):
        assert await fetchval("select current_setting('app.tenant_id')") == str(tenant)
    assert await current_pool().fetchval("select current_setting('app.tenant_id', true)") in (
        "",
        None,
    )


async def test_after_commit_runs_after_the_commit_and_not_after_a_rollback(tenant: UUID) -> None:
    seen: list[int] = []

    async def count() -> None:
        async with tenant_scope(tenant):
            seen.append(await Area.count())

    async with tenant_scope(tenant):
        after_commit(count)
        await Area.insert(Area(tenant_id=tenant, name="a"))
        assert seen == []
    assert seen == [1]
    with pytest.raises(RuntimeError, match="stop"):
        async with tenant_scope(tenant):
            after_commit(count)
            raise RuntimeError("stop")
    assert seen == [1]
