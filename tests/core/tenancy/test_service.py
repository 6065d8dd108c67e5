"""Tenants, areas and teams."""

from __future__ import annotations

from uuid import UUID

import asyncpg
import pytest

from wattos.database import call, execute, fetchval, new_id, tenant_scope
from wattos.errors import Conflict, InvalidInput, NotFound
from wattos.platform import Platform
from wattos.tenancy import Tenancy


async def test_create_tenant_can_be_resolved_and_listed(platform: Platform) -> None:
    slug = f"stadt-{new_id().hex[:12]}"
    tenant = await platform.tenancy.create(slug, name="Musterstadt", language="de")
    assert await platform.tenancy.resolve(slug) == tenant.id
    assert (tenant.id, slug) in [(ref.id, ref.slug) for ref in await platform.tenancy.list()]
    assert await platform.tenancy.get(tenant.id) == tenant
    with pytest.raises(Conflict):
        await platform.tenancy.create(slug)


@pytest.mark.parametrize("slug", ["", "-a", "a-", "Ä", "A", "a b", "a" * 64, "a\x00b", "a\n"])
async def test_create_tenant_refuses_slugs_that_no_address_can_hold(
    platform: Platform, slug: str
) -> None:
    with pytest.raises(InvalidInput):
        await platform.tenancy.create(slug)


async def test_resolve_names_what_was_asked_for(platform: Platform) -> None:
    with pytest.raises(NotFound, match="no-such-town"):
        await platform.tenancy.resolve("no-such-town")


async def test_tenant_is_not_made_when_a_callback_fails(platform: Platform) -> None:
    tenancy, slug = Tenancy(), f"t-{new_id().hex}"

    async def refuse(_tenant_id: UUID) -> None:
        raise Conflict("Not today.")

    tenancy.on_created(refuse)
    with pytest.raises(Conflict, match="Not today"):
        await tenancy.create(slug)
    with pytest.raises(NotFound):
        await tenancy.resolve(slug)


async def test_discarded_tenant_is_gone_with_what_hangs_on_it_and_no_other(
    platform: Platform, tenant: UUID
) -> None:
    slug = f"t-{new_id().hex}"
    made = await platform.create_tenant(slug)
    await platform.tenancy.discard(made.id)
    with pytest.raises(NotFound):
        await platform.tenancy.resolve(slug)
    async with tenant_scope(made.id):
        assert await fetchval("select count(*) from knowledge_space") == 0
    assert (await platform.tenancy.get(tenant)).id == tenant
    with pytest.raises(NotFound):
        await platform.tenancy.discard(made.id)


async def test_tenant_row_is_invisible_from_outside(platform: Platform, tenant: UUID) -> None:
    other = await platform.tenancy.create(f"t-{new_id().hex}")
    async with tenant_scope(other.id):
        assert await fetchval("select count(*) from tenant") == 1
        assert await execute("update tenant set name = 'x' where id = $1", tenant) == "UPDATE 0"
        assert await execute("delete from tenant where id = $1", tenant) == "DELETE 0"
    assert await call("select * from tenant") == []
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with tenant_scope(other.id):
            await execute("insert into tenant (id, slug, name) values ($1, $2, 'x')", new_id(), "y")


async def test_look_ups_before_sign_in_tell_ids_and_slugs_only(platform: Platform) -> None:
    assert set((await call("select * from list_tenants()"))[0].keys()) == {"tenant_id", "slug"}


async def test_update_tenant_merges_settings(platform: Platform, tenant: UUID) -> None:
    await platform.tenancy.update(tenant, settings={"colour": "#004488", "old": 1})
    changed = await platform.tenancy.update(tenant, name="Neustadt", settings={"old": None})
    assert (changed.name, changed.settings) == ("Neustadt", {"colour": "#004488"})
    for unusable in ({"a": "\x00"}, {"a": "x" * 70_000}):
        with pytest.raises(InvalidInput):
            await platform.tenancy.update(tenant, settings=unusable)
    with pytest.raises(NotFound):
        await platform.tenancy.update(new_id(), name="x")


async def test_area_and_team_names_are_unique_in_their_place(
    platform: Platform, tenant: UUID
) -> None:
    tenancy = platform.tenancy
    area = await tenancy.create_area(tenant, " Bürgerdienste ")
    assert area.name == "Bürgerdienste"
    team = await tenancy.create_team(tenant, area.id, "Meldewesen")
    with pytest.raises(Conflict):
        await tenancy.create_area(tenant, "Bürgerdienste")
    with pytest.raises(Conflict):
        await tenancy.create_team(tenant, area.id, "Meldewesen")
    assert await tenancy.areas(tenant) == [area]
    assert await tenancy.teams(tenant) == [team]
    await tenancy.delete_area(tenant, area.id)
    assert await tenancy.teams(tenant) == []


async def test_areas_and_teams_of_another_tenant_do_not_exist(
    platform: Platform, tenant: UUID
) -> None:
    tenancy = platform.tenancy
    area = await tenancy.create_area(tenant, "Bürgerdienste")
    team = await tenancy.create_team(tenant, area.id, "Meldewesen")
    other = (await tenancy.create(f"t-{new_id().hex}")).id
    assert await tenancy.areas(other) == await tenancy.teams(other) == []
    for attempt in (
        tenancy.create_team(other, area.id, "x"),
        tenancy.delete_team(other, team.id),
        tenancy.delete_area(other, area.id),
    ):
        with pytest.raises(NotFound):
            await attempt
    await tenancy.delete_team(tenant, team.id)


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "a\x00b", "a\ud800b", "two\nlines"])
async def test_area_refuses_unprintable_names(platform: Platform, tenant: UUID, name: str) -> None:
    with pytest.raises(InvalidInput):
        await platform.tenancy.create_area(tenant, name)
