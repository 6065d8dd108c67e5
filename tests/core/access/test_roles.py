"""Roles, permissions and who may hand them on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest

from wattos.access import CORE_PERMISSIONS, PermissionSpec, Principal, TokenPair
from wattos.database import new_id
from wattos.errors import Conflict, InvalidInput, NotFound, NotPermitted
from wattos.platform import Platform

SignInAs = Callable[..., Awaitable[tuple[Principal, TokenPair]]]


async def test_builtin_roles_narrow_from_owner_to_viewer(platform: Platform, tenant: UUID) -> None:
    core = {spec.name for spec in CORE_PERMISSIONS}
    roles = {
        role.name: core & set(role.permissions) for role in await platform.access.roles(tenant)
    }
    assert set(roles) == {"owner", "admin", "editor", "agent", "viewer"}
    assert roles["owner"] > roles["admin"] > roles["editor"] > roles["agent"] > roles["viewer"]
    assert all(name.endswith(":read") for name in roles["viewer"])


async def test_ensure_builtin_roles_may_be_repeated(platform: Platform, tenant: UUID) -> None:
    before = await platform.access.roles(tenant)
    await platform.access.ensure_builtin_roles(tenant)
    assert await platform.access.roles(tenant) == before


async def test_newly_registered_permission_reaches_builtin_roles_at_once(
    platform: Platform, sign_in_as: SignInAs
) -> None:
    resource = f"r{new_id().hex}"
    _, owner = await sign_in_as("owner")
    _, editor = await sign_in_as("editor")
    _, admin = await sign_in_as("admin")
    spec = PermissionSpec(name=f"{resource}:do", de="Etwas tun", en="Do it", roles=("editor",))
    await platform.access.sync_permissions([spec], plugin=resource)
    holds = [
        (await platform.access.principal_from_token(pair.access_token)).may(spec.name)
        for pair in (owner, editor, admin)
    ]
    assert holds == [True, True, False]
    assert spec in await platform.access.permissions()


async def test_permission_cannot_be_redefined_by_another_plugin(platform: Platform) -> None:
    stolen = PermissionSpec(name="knowledge:write", de="x", en="x", roles=("viewer",))
    with pytest.raises(Conflict):
        await platform.access.sync_permissions([stolen], plugin="wattos_evil")
    for name in ("knowledge", "Knowledge:Write", "a:b:c", ":", "a: b"):
        with pytest.raises(InvalidInput):
            await platform.access.sync_permissions([PermissionSpec(name=name, de="x", en="x")])


def test_core_permissions_are_described_in_both_languages() -> None:
    names = [spec.name for spec in CORE_PERMISSIONS]
    assert len(names) == len(set(names))
    assert all(spec.de and spec.en and spec.de != spec.en for spec in CORE_PERMISSIONS)


async def test_own_role_gives_what_it_lists_until_it_is_deleted(
    platform: Platform, tenant: UUID, sign_in_as: SignInAs
) -> None:
    role = await platform.access.create_role(
        tenant, name="Bürgerbüro", permissions=["knowledge:read", "conversation:read"]
    )
    _, pair = await sign_in_as("Bürgerbüro")
    token = pair.access_token
    assert (await platform.access.principal_from_token(token)).permissions == {
        "knowledge:read",
        "conversation:read",
    }
    await platform.access.update_role(tenant, role.id, permissions=["knowledge:read"])
    assert (await platform.access.principal_from_token(token)).permissions == {"knowledge:read"}
    await platform.access.delete_role(tenant, role.id)
    assert (await platform.access.principal_from_token(token)).permissions == frozenset()


async def test_role_cannot_give_more_than_its_maker_holds(
    platform: Platform, tenant: UUID, sign_in_as: SignInAs
) -> None:
    viewer, _ = await sign_in_as("viewer")
    wide = await platform.access.create_role(tenant, name="wide", permissions=["user:write"])
    for attempt in (
        platform.access.create_role(tenant, name="x", permissions=["user:write"], by=viewer),
        platform.access.update_role(tenant, wide.id, permissions=[], by=viewer),
        platform.access.delete_role(tenant, wide.id, by=viewer),
    ):
        with pytest.raises(NotPermitted):
            await attempt


async def test_role_refuses_unknown_permissions_and_taken_names(
    platform: Platform, tenant: UUID
) -> None:
    with pytest.raises(InvalidInput, match="no such permissions"):
        await platform.access.create_role(tenant, name="x", permissions=["no:such_thing"])
    with pytest.raises(Conflict):
        await platform.access.create_role(tenant, name="viewer", permissions=[])


async def test_builtin_role_cannot_be_changed(platform: Platform, tenant: UUID) -> None:
    viewer = next(r for r in await platform.access.roles(tenant) if r.name == "viewer")
    with pytest.raises(Conflict):
        await platform.access.update_role(tenant, viewer.id, permissions=["knowledge:read"])
    with pytest.raises(Conflict):
        await platform.access.delete_role(tenant, viewer.id)


async def test_role_of_another_tenant_does_not_exist(platform: Platform, tenant: UUID) -> None:
    role = await platform.access.create_role(tenant, name="x", permissions=["knowledge:read"])
    other = (await platform.tenancy.create(f"t-{new_id()}")).id
    with pytest.raises(NotFound):
        await platform.access.update_role(other, role.id, permissions=[])
    with pytest.raises(NotFound):
        await platform.access.delete_role(other, role.id)


async def test_team_members_come_and_go(
    platform: Platform, tenant: UUID, sign_in_as: SignInAs
) -> None:
    principal, _ = await sign_in_as("viewer")
    assert principal.user_id is not None
    area = await platform.tenancy.create_area(tenant, "Bürgerdienste")
    team = await platform.tenancy.create_team(tenant, area.id, "Meldewesen")
    await platform.access.add_member(tenant, team.id, principal.user_id)
    await platform.access.add_member(tenant, team.id, principal.user_id)
    assert await platform.access.members(tenant, team.id) == [principal.user_id]
    await platform.access.remove_member(tenant, team.id, principal.user_id)
    assert await platform.access.members(tenant, team.id) == []
    for attempt in (
        platform.access.remove_member(tenant, team.id, principal.user_id),
        platform.access.add_member(tenant, team.id, new_id()),
        platform.access.add_member(tenant, new_id(), principal.user_id),
        platform.access.members(tenant, new_id()),
    ):
        with pytest.raises(NotFound):
            await attempt
