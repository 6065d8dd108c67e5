"""Roles: the built-in ones and a tenant's own."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import msgspec

from wattos.access.base import AccessBase, actor_of
from wattos.access.rights import (
    check_may_grant,
    permissions_of_role,
    registered_permissions,
)
from wattos.access.schemas import Principal, Role
from wattos.database import execute, executemany, fetch, fetchrow, fetchval, new_id, tenant_scope
from wattos.errors import Conflict, InvalidInput, NotFound
from wattos.tenancy import check_name

BUILTIN_ROLES = {
    "owner": "Holds every permission",
    "admin": "Runs the organisation's platform",
    "editor": "Looks after knowledge, personas and agents",
    "agent": "Answers people in conversations",
    "viewer": "Reads, and changes nothing",
}

_SELECT = """
    select r.id, r.name, r.description, r.builtin,
           array(select p.name from permission p
                 where (r.builtin and (r.name = 'owner' or r.name = any(p.roles)))
                    or exists (select 1 from role_permission rp
                               where rp.role_id = r.id and rp.permission = p.name)
                 order by p.name) as permissions
    from role r
"""


class Roles(AccessBase):
    """Built-in roles follow the registry of permissions; a tenant's own hold what it chose."""

    async def ensure_builtin_roles(self, tenant_id: UUID) -> None:
        """Make the built-in roles of a tenant that lacks them; safe to repeat."""
        rows = [
            (new_id(), tenant_id, name, description) for name, description in BUILTIN_ROLES.items()
        ]
        async with tenant_scope(tenant_id):
            await executemany(
                "insert into role (id, tenant_id, name, description, builtin)"
                " values ($1, $2, $3, $4, true) on conflict (tenant_id, name) do nothing",
                rows,
            )

    async def roles(self, tenant_id: UUID) -> list[Role]:
        """All roles with what they allow, by name."""
        async with tenant_scope(tenant_id):
            rows = await fetch(f"{_SELECT} order by r.name")
        return msgspec.convert([dict(row) for row in rows], list[Role])

    async def create_role(
        self,
        tenant_id: UUID,
        *,
        name: str,
        permissions: Sequence[str],
        description: str = "",
        by: Principal | None = None,
    ) -> Role:
        """Make a role of the tenant's own.

        Raises InvalidInput for a permission nobody registered, NotPermitted for one that `by`
        lacks, Conflict when the name is taken.
        """
        await check_registered(permissions)
        check_may_grant(by, permissions)
        async with tenant_scope(tenant_id):
            role_id = await fetchval(
                "insert into role (id, tenant_id, name, description) values ($1, $2, $3, $4)"
                " on conflict (tenant_id, name) do nothing returning id",
                *(new_id(), tenant_id, check_name(name, "role"), description),
            )
            if role_id is None:
                raise Conflict("This role exists already.", given=name)
            await _set_permissions(tenant_id, role_id, permissions)
            role = await _role(role_id)
            await self._record_role("role.created", role_id, by, permissions)
        return role

    async def update_role(
        self,
        tenant_id: UUID,
        role_id: UUID,
        *,
        permissions: Sequence[str],
        by: Principal | None = None,
    ) -> Role:
        """Set what one of the tenant's own roles allows. Raises as `create_role`, and NotFound."""
        await check_registered(permissions)
        check_may_grant(by, permissions)
        async with tenant_scope(tenant_id):
            check_may_grant(by, await permissions_of_role(role_id))
            await _own_role(role_id)
            await execute("delete from role_permission where role_id = $1", role_id)
            await _set_permissions(tenant_id, role_id, permissions)
            role = await _role(role_id)
            await self._record_role("role.changed", role_id, by, permissions)
        return role

    async def delete_role(
        self, tenant_id: UUID, role_id: UUID, *, by: Principal | None = None
    ) -> None:
        """Remove one of the tenant's own roles; who had it loses it. Raises NotFound, Conflict."""
        async with tenant_scope(tenant_id):
            check_may_grant(by, await permissions_of_role(role_id))
            await _own_role(role_id)
            await execute("delete from role where id = $1", role_id)
            await self._record_role("role.deleted", role_id, by, ())

    async def _record_role(
        self, action: str, role_id: UUID, by: Principal | None, permissions: Sequence[str]
    ) -> None:
        await self.record(
            action,
            actor=actor_of(by),
            resource="role",
            resource_id=role_id,
            detail={"permissions": sorted(permissions)},
        )


async def check_registered(permissions: Sequence[str]) -> None:
    """Raise InvalidInput when one of `permissions` is registered by nobody."""
    unknown = sorted(set(permissions) - {spec.name for spec in await registered_permissions()})
    if unknown:
        raise InvalidInput(
            "There are no such permissions.",
            given=", ".join(unknown)[:200],
            hint="GET /api/admin/permissions lists them.",
        )


async def _role(role_id: UUID) -> Role:
    row = await fetchrow(f"{_SELECT} where r.id = $1", role_id)
    if row is None:
        raise NotFound("There is no such role.", given=role_id)
    return msgspec.convert(dict(row), Role)


async def _own_role(role_id: UUID) -> None:
    if (await _role(role_id)).builtin:
        raise Conflict(
            "Built-in roles cannot be changed.",
            hint="Make a role of your own with the permissions you need.",
        )


async def _set_permissions(tenant_id: UUID, role_id: UUID, permissions: Sequence[str]) -> None:
    rows = [(new_id(), tenant_id, role_id, permission) for permission in sorted(set(permissions))]
    await executemany(
        "insert into role_permission (id, tenant_id, role_id, permission) values ($1, $2, $3, $4)",
        rows,
    )
