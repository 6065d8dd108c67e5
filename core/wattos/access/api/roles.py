"""Roles and the permissions they are made of."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Controller, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from wattos.access.guards import requires
from wattos.access.schemas import PermissionSpec, Principal, Role
from wattos.access.service import Access


class NewRole(msgspec.Struct, forbid_unknown_fields=True):
    """A role of the organisation's own."""

    name: Annotated[str, msgspec.Meta(examples=["Bürgerbüro"])]
    permissions: Annotated[
        list[str], msgspec.Meta(examples=[["knowledge:read", "conversation:read"]])
    ]
    description: Annotated[str, msgspec.Meta(max_length=500)] = ""


class RolePermissions(msgspec.Struct, forbid_unknown_fields=True):
    """What the role shall allow from now on."""

    permissions: list[str]


class RoleController(Controller):
    """Roles and permissions."""

    path = "/api/admin"
    tags = ("admin",)

    @get("/permissions", guards=[requires("role:read")])
    async def list_permissions(self, access: NamedDependency[Access]) -> list[PermissionSpec]:
        """Every permission of this installation, with German and English descriptions."""
        return await access.permissions()

    @get("/roles", guards=[requires("role:read")])
    async def list_roles(
        self, principal: NamedDependency[Principal], access: NamedDependency[Access]
    ) -> list[Role]:
        """All roles with what they allow."""
        return await access.roles(principal.tenant_id)

    @post("/roles", guards=[requires("role:write")])
    async def create_role(
        self,
        data: JSONBody[NewRole],
        principal: NamedDependency[Principal],
        access: NamedDependency[Access],
    ) -> Role:
        """Make a role; it cannot allow more than one's own rights."""
        return await access.create_role(
            principal.tenant_id,
            name=data.name,
            permissions=data.permissions,
            description=data.description,
            by=principal,
        )

    @put("/roles/{role_id:uuid}", guards=[requires("role:write")])
    async def update_role(
        self,
        role_id: FromPath[UUID],
        data: JSONBody[RolePermissions],
        principal: NamedDependency[Principal],
        access: NamedDependency[Access],
    ) -> Role:
        """Set what a role allows."""
        return await access.update_role(
            principal.tenant_id, role_id, permissions=data.permissions, by=principal
        )

    @delete("/roles/{role_id:uuid}", guards=[requires("role:write")])
    async def delete_role(
        self,
        role_id: FromPath[UUID],
        principal: NamedDependency[Principal],
        access: NamedDependency[Access],
    ) -> None:
        """Remove a role; who had it loses it."""
        await access.delete_role(principal.tenant_id, role_id, by=principal)
