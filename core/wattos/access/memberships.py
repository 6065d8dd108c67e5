"""Who belongs to which team."""

from __future__ import annotations

from uuid import UUID

from wattos.access.base import AccessBase, actor_of
from wattos.access.schemas import Principal
from wattos.database import execute, fetch, fetchval, new_id, tenant_scope
from wattos.errors import NotFound


class Memberships(AccessBase):
    """People's places in teams."""

    async def members(self, tenant_id: UUID, team_id: UUID) -> list[UUID]:
        """The ids of a team's users; raises NotFound for the team."""
        async with tenant_scope(tenant_id):
            await _check_team(team_id)
            rows = await fetch(
                "select user_id from team_membership where team_id = $1 order by user_id", team_id
            )
        return [row["user_id"] for row in rows]

    async def add_member(
        self, tenant_id: UUID, team_id: UUID, user_id: UUID, *, by: Principal | None = None
    ) -> None:
        """Put a user into a team; safe to repeat. Raises NotFound for either."""
        async with tenant_scope(tenant_id):
            await _check_team(team_id)
            await _check_user(user_id)
            await execute(
                "insert into team_membership (id, tenant_id, team_id, user_id)"
                " values ($1, $2, $3, $4) on conflict (tenant_id, team_id, user_id) do nothing",
                *(new_id(), tenant_id, team_id, user_id),
            )
            await self._record_member("team.member_added", team_id, user_id, by)

    async def remove_member(
        self, tenant_id: UUID, team_id: UUID, user_id: UUID, *, by: Principal | None = None
    ) -> None:
        """Take a user out of a team. Raises NotFound when they are not in it."""
        async with tenant_scope(tenant_id):
            removed = await fetchval(
                "delete from team_membership where team_id = $1 and user_id = $2 returning id",
                *(team_id, user_id),
            )
            if removed is None:
                raise NotFound("The user is not in this team.", given=user_id)
            await self._record_member("team.member_removed", team_id, user_id, by)

    async def _record_member(
        self, action: str, team_id: UUID, user_id: UUID, by: Principal | None
    ) -> None:
        await self.record(
            action,
            actor=actor_of(by),
            resource="team",
            resource_id=team_id,
            detail={"user_id": user_id},
        )


async def _check_team(team_id: UUID) -> None:
    if await fetchval("select id from team where id = $1 for share", team_id) is None:
        raise NotFound("There is no such team.", given=team_id)


async def _check_user(user_id: UUID) -> None:
    if await fetchval("select id from users where id = $1 for share", user_id) is None:
        raise NotFound("There is no such user.", given=user_id)
