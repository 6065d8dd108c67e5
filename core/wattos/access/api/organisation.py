"""The organisation itself: its settings, areas and teams."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Controller, delete, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from wattos.access.guards import requires
from wattos.access.schemas import Principal
from wattos.access.service import Access
from wattos.database import tenant_scope
from wattos.errors import NotPermitted
from wattos.tenancy import CONVERSATION_DAYS, Area, Team, Tenancy, Tenant


class TenantChange(msgspec.Struct, forbid_unknown_fields=True):
    """What to change; fields left out stay. Settings are merged, a null removes its key."""

    name: Annotated[str, msgspec.Meta(examples=["Musterstadt"])] | None = None
    language: Annotated[str, msgspec.Meta(examples=["de"])] | None = None
    settings: dict[str, object] | None = None


class NewArea(msgspec.Struct, forbid_unknown_fields=True):
    """An area to make."""

    name: Annotated[str, msgspec.Meta(examples=["Bürgerdienste"])]


class NewTeam(msgspec.Struct, forbid_unknown_fields=True):
    """A team to make."""

    area_id: UUID
    name: Annotated[str, msgspec.Meta(examples=["Meldewesen"])]


class OrganisationController(Controller):
    """One's own tenant and its areas."""

    path = "/api/admin"
    tags = ("admin",)

    @get("/tenant", guards=[requires("tenant:read")])
    async def get_tenant(
        self, principal: NamedDependency[Principal], tenancy: NamedDependency[Tenancy]
    ) -> Tenant:
        """The organisation one is signed in to."""
        return await tenancy.get(principal.tenant_id)

    @patch("/tenant", guards=[requires("tenant:write")])
    async def update_tenant(
        self,
        data: JSONBody[TenantChange],
        principal: NamedDependency[Principal],
        tenancy: NamedDependency[Tenancy],
        access: NamedDependency[Access],
    ) -> Tenant:
        """Change the organisation's name, language or settings.

        How long conversations are kept (`conversation_days`) is for owners: `retention:write`.
        """
        if CONVERSATION_DAYS in (data.settings or {}) and not principal.may("retention:write"):
            raise NotPermitted(
                "Only an owner sets how long conversations are kept.",
                expected="retention:write",
                hint="Ask an owner of your organisation.",
            )
        async with tenant_scope(principal.tenant_id):
            tenant = await tenancy.update(
                principal.tenant_id,
                name=data.name,
                language=data.language,
                settings=data.settings,
            )
            await access.record(
                "tenant.changed", actor=principal.actor, resource="tenant", resource_id=tenant.id
            )
        return tenant

    @get("/areas", guards=[requires("team:read")])
    async def list_areas(
        self, principal: NamedDependency[Principal], tenancy: NamedDependency[Tenancy]
    ) -> list[Area]:
        """All areas."""
        return await tenancy.areas(principal.tenant_id)

    @post("/areas", guards=[requires("team:write")])
    async def create_area(
        self,
        data: JSONBody[NewArea],
        principal: NamedDependency[Principal],
        tenancy: NamedDependency[Tenancy],
        access: NamedDependency[Access],
    ) -> Area:
        """Make an area."""
        async with tenant_scope(principal.tenant_id):
            area = await tenancy.create_area(principal.tenant_id, data.name)
            await access.record(
                "area.created", actor=principal.actor, resource="area", resource_id=area.id
            )
        return area

    @delete("/areas/{area_id:uuid}", guards=[requires("team:write")])
    async def delete_area(
        self,
        area_id: FromPath[UUID],
        principal: NamedDependency[Principal],
        tenancy: NamedDependency[Tenancy],
        access: NamedDependency[Access],
    ) -> None:
        """Remove an area with its teams."""
        async with tenant_scope(principal.tenant_id):
            await tenancy.delete_area(principal.tenant_id, area_id)
            await access.record(
                "area.deleted", actor=principal.actor, resource="area", resource_id=area_id
            )


class TeamController(Controller):
    """Teams and their members."""

    path = "/api/admin/teams"
    tags = ("admin",)

    @get("/", guards=[requires("team:read")])
    async def list_teams(
        self, principal: NamedDependency[Principal], tenancy: NamedDependency[Tenancy]
    ) -> list[Team]:
        """All teams."""
        return await tenancy.teams(principal.tenant_id)

    @post("/", guards=[requires("team:write")])
    async def create_team(
        self,
        data: JSONBody[NewTeam],
        principal: NamedDependency[Principal],
        tenancy: NamedDependency[Tenancy],
        access: NamedDependency[Access],
    ) -> Team:
        """Make a team in an area."""
        async with tenant_scope(principal.tenant_id):
            team = await tenancy.create_team(principal.tenant_id, data.area_id, data.name)
            await access.record(
                "team.created", actor=principal.actor, resource="team", resource_id=team.id
            )
        return team

    @delete("/{team_id:uuid}", guards=[requires("team:write")])
    async def delete_team(
        self,
        team_id: FromPath[UUID],
        principal: NamedDependency[Principal],
        tenancy: NamedDependency[Tenancy],
        access: NamedDependency[Access],
    ) -> None:
        """Remove a team; its people stay."""
        async with tenant_scope(principal.tenant_id):
            await tenancy.delete_team(principal.tenant_id, team_id)
            await access.record(
                "team.deleted", actor=principal.actor, resource="team", resource_id=team_id
            )

    @get("/{team_id:uuid}/members", guards=[requires("team:read")])
    async def list_members(
        self,
        team_id: FromPath[UUID],
        principal: NamedDependency[Principal],
        access: NamedDependency[Access],
    ) -> list[UUID]:
        """The ids of a team's people."""
        return await access.members(principal.tenant_id, team_id)

    @put("/{team_id:uuid}/members/{user_id:uuid}", status_code=204, guards=[requires("team:write")])
    async def add_member(
        self,
        team_id: FromPath[UUID],
        user_id: FromPath[UUID],
        principal: NamedDependency[Principal],
        access: NamedDependency[Access],
    ) -> None:
        """Put a person into a team."""
        await access.add_member(principal.tenant_id, team_id, user_id, by=principal)

    @delete("/{team_id:uuid}/members/{user_id:uuid}", guards=[requires("team:write")])
    async def remove_member(
        self,
        team_id: FromPath[UUID],
        user_id: FromPath[UUID],
        principal: NamedDependency[Principal],
        access: NamedDependency[Access],
    ) -> None:
        """Take a person out of a team."""
        await access.remove_member(principal.tenant_id, team_id, user_id, by=principal)
