"""No tenant sees or touches another's rows: generated from the database's own catalogue."""

from __future__ import annotations

from uuid import UUID

import asyncpg
import pytest

from tests.contract.catalogue import foreign_keys_of, tables, tenant_tables
from tests.contract.rows import RowMaker, insert
from wattos.database import call, execute, fetch, fetchval, tenant_scope
from wattos.errors import ScopeError
from wattos.platform import Platform

pytestmark = pytest.mark.usefixtures("platform")

GLOBAL_TABLES = {"migration", "permission", "plugin_health", "sign_in_attempt"}
"""Tables that hold no tenant's data. A table that is new here needs a reason."""

RANDOM_KEYS = {"token_hash", "public_key"}
"""Columns of random values: unique everywhere, because they are looked up before the tenant is
known, and a clash tells nothing about other tenants."""


async def test_every_table_belongs_to_tenants_or_is_known_to_be_global() -> None:
    found = {table.name for table in await tables() if not table.of_tenant}
    assert found - {"tenant"} <= GLOBAL_TABLES


async def test_every_tenant_table_forces_row_level_security() -> None:
    guarded = [table for table in await tables() if table.of_tenant or table.name == "tenant"]
    assert len(guarded) > 10
    open_tables = [table.name for table in guarded if not (table.secured and table.forced)]
    assert open_tables == []


async def test_every_tenant_table_has_a_policy_for_each_command() -> None:
    rows = await call(
        "select tablename::text as name, cmd, permissive, coalesce(qual, '') as qual,"
        " coalesce(with_check, '') as checked"
        " from pg_policies where schemaname = 'public' and roles = '{public}'"
    )
    setting = "current_setting('app.tenant_id'::text, true)"
    for table in [*await tenant_tables(), "tenant"]:
        policies = {row["cmd"]: row for row in rows if row["name"] == table}
        assert set(policies) == {"SELECT", "INSERT", "UPDATE", "DELETE"}, table
        for command, policy in policies.items():
            if command != "INSERT":
                assert setting in policy["qual"], (table, command)
            if command in ("INSERT", "UPDATE"):
                assert setting in policy["checked"], (table, command)


async def test_other_policies_are_only_for_roles_that_nobody_signs_in_as() -> None:
    roles = await call(
        "select distinct unnest(roles)::text as name from pg_policies where schemaname = 'public'"
    )
    assert {row["name"] for row in roles} <= {"public", "wattos_definer", "wattos_search"}
    powerful = await call(
        "select rolname::text as name from pg_roles where rolname like 'wattos_%'"
        " and rolname <> 'wattos_bootstrap' and (rolsuper or rolbypassrls or rolcreaterole"
        " or (rolcanlogin and rolname in ('wattos_definer', 'wattos_search')))"
    )
    assert powerful == []
    member = await call(
        "select pg_has_role('wattos_app', 'wattos_definer', 'member')"
        " or pg_has_role('wattos_app', 'wattos_search', 'member')"
        " or pg_has_role('wattos_app', 'wattos_owner', 'member') as it"
    )
    assert member[0]["it"] is False


async def test_app_role_owns_nothing_and_cannot_create() -> None:
    assert [table.name for table in await tables() if table.owner == "wattos_app"] == []
    for statement in ("create table t (id int)", "create function f() returns int return 1"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await call(statement)


async def test_unique_keys_carry_the_tenant() -> None:
    """A clash with another tenant's row would tell that it exists."""
    rows = await call(
        "select (select relname::text from pg_class where oid = i.indrelid) as name,"
        " array(select attname::text from pg_attribute a where a.attrelid = i.indrelid"
        "       and a.attnum = any(i.indkey)) as columns"
        " from pg_index i where i.indisunique and not i.indisprimary"
    )
    guarded = set(await tenant_tables())
    bare = [
        (row["name"], row["columns"])
        for row in rows
        if row["name"] in guarded
        and "tenant_id" not in row["columns"]
        and not set(row["columns"]) <= RANDOM_KEYS
    ]
    assert bare == []


async def test_references_between_tenant_tables_carry_the_tenant() -> None:
    guarded = await tenant_tables()
    bare = [
        (table, key.target, key.columns)
        for table in guarded
        for key in await foreign_keys_of(table)
        if key.target in guarded and "tenant_id" not in key.columns
    ]
    assert bare == []


async def test_definer_functions_are_closed_to_the_public() -> None:
    rows = await call(
        "select p.proname::text as name, pg_get_userbyid(p.proowner)::text as owner,"
        " coalesce(p.proconfig::text, '') as config,"
        " coalesce(p.proacl::text, '{=X}') as rights"
        " from pg_proc p where p.prosecdef and p.pronamespace = 'public'::regnamespace"
    )
    assert {"resolve_tenant", "resolve_sign_in"} <= {row["name"] for row in rows}
    for row in rows:
        assert row["owner"] in ("wattos_definer", "wattos_search"), row["name"]
        assert "search_path" in row["config"], row["name"]
        assert "{=X" not in row["rights"], row["name"]
        assert ",=X" not in row["rights"], row["name"]


@pytest.fixture
async def other(platform: Platform, tenant: UUID) -> RowMaker:
    """Another tenant with a row in every tenant table."""
    made = await platform.tenancy.create(f"other-{tenant}"[:40].rstrip("-"))
    maker = RowMaker(made.id)
    async with tenant_scope(made.id):
        for table in await tenant_tables():
            await maker.make(table)
    return maker


async def test_rows_of_another_tenant_are_invisible(tenant: UUID, other: RowMaker) -> None:
    for table, row_id in other.ids.items():
        async with tenant_scope(other.tenant_id):
            seen = await fetchval(f"select count(*) from {table} where id = $1", row_id)
        async with tenant_scope(tenant):
            unseen = await fetchval(
                f"select count(*) from {table} where id = $1 or tenant_id = $2",
                *(row_id, other.tenant_id),
            )
        assert (table, seen, unseen) == (table, 1, 0)


async def test_rows_are_invisible_without_a_tenant(other: RowMaker) -> None:
    for table in other.ids:
        assert await call(f"select 1 from {table}") == [], table
        with pytest.raises(ScopeError):
            await fetch(f"select 1 from {table}")


@pytest.mark.parametrize("statement", ["update {} set tenant_id = $2 where id = $1", "delete"])
async def test_rows_of_another_tenant_cannot_be_changed(
    tenant: UUID, other: RowMaker, statement: str
) -> None:
    for table, row_id in other.ids.items():
        arguments: tuple[UUID, ...] = (row_id, tenant)
        sql = statement.format(table)
        if statement == "delete":
            sql, arguments = f"delete from {table} where id = $1", (row_id,)
        try:
            async with tenant_scope(tenant):
                tag = await execute(sql, *arguments)
        except asyncpg.InsufficientPrivilegeError:
            continue
        assert tag in ("UPDATE 0", "DELETE 0"), table


async def test_rows_cannot_be_inserted_for_another_tenant(tenant: UUID, other: RowMaker) -> None:
    for table in other.ids:
        async with tenant_scope(other.tenant_id):
            values = await other.values(table)
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match=f'"{table}"'):
            async with tenant_scope(tenant):
                await insert(table, values)


async def test_own_rows_cannot_refer_to_another_tenants(tenant: UUID, other: RowMaker) -> None:
    mine = RowMaker(tenant)
    for table in other.ids:
        for key in await foreign_keys_of(table):
            if "tenant_id" not in key.columns or key.columns == ["tenant_id"]:
                continue
            async with tenant_scope(tenant):
                values = await mine.values(table)
            values[key.columns[-1]] = (str(other.ids[key.target]), "uuid")
            with pytest.raises(asyncpg.ForeignKeyViolationError):
                async with tenant_scope(tenant):
                    await insert(table, values)
