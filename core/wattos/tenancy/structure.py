"""Areas and teams: how an organisation is divided."""

from __future__ import annotations

from uuid import UUID

import asyncpg
import msgspec

from wattos.database import fetch, fetchrow, fetchval, new_id, tenant_scope
from wattos.errors import Conflict, NotFound
from wattos.tenancy.checks import check_name
from wattos.tenancy.schemas import Area, Team


class Structure:
    """The areas and teams of tenants."""

    async def areas(self, tenant_id: UUID) -> list[Area]:
        """All areas, by name."""
        async with tenant_scope(tenant_id):
            rows = await fetch("select id, name, created_at from area order by name")
        return msgspec.convert([dict(row) for row in rows], list[Area])

    async def create_area(self, tenant_id: UUID, name: str) -> Area:
        """Make an area; raises Conflict when its name is taken."""
        async with tenant_scope(tenant_id):
            row = await fetchrow(
                "insert into area (id, tenant_id, name) values ($1, $2, $3)"
                " on conflict (tenant_id, name) do nothing returning id, name, created_at",
                *(new_id(), tenant_id, check_name(name, "area")),
            )
        return msgspec.convert(_unless_taken(row, "area", name), Area)

    async def delete_area(self, tenant_id: UUID, area_id: UUID) -> None:
        """Remove an area with its teams; raises NotFound."""
        async with tenant_scope(tenant_id):
            if await fetchval("delete from area where id = $1 returning id", area_id) is None:
                raise NotFound("There is no such area.", given=area_id)

    async def teams(self, tenant_id: UUID) -> list[Team]:
        """All teams, by name."""
        async with tenant_scope(tenant_id):
            rows = await fetch("select id, area_id, name, created_at from team order by name, id")
        return msgspec.convert([dict(row) for row in rows], list[Team])

    async def create_team(self, tenant_id: UUID, area_id: UUID, name: str) -> Team:
        """Make a team in an area; raises NotFound for the area, Conflict for a taken name."""
        async with tenant_scope(tenant_id):
            if await fetchval("select id from area where id = $1 for share", area_id) is None:
                raise NotFound("There is no such area.", given=area_id)
            row = await fetchrow(
                "insert into team (id, tenant_id, area_id, name) values ($1, $2, $3, $4)"
                " on conflict (tenant_id, area_id, name) do nothing"
                " returning id, area_id, name, created_at",
                *(new_id(), tenant_id, area_id, check_name(name, "team")),
            )
        return msgspec.convert(_unless_taken(row, "team", name), Team)

    async def delete_team(self, tenant_id: UUID, team_id: UUID) -> None:
        """Remove a team; its people stay users. Raises NotFound."""
        async with tenant_scope(tenant_id):
            if await fetchval("delete from team where id = $1 returning id", team_id) is None:
                raise NotFound("There is no such team.", given=team_id)


def _unless_taken(row: asyncpg.Record | None, what: str, name: str) -> dict[str, object]:
    if row is None:
        raise Conflict(f"This {what} exists already.", given=repr(name))
    return dict(row)
