"""What this room stores about a person who can sign in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from wattos.database import fetch, fetchrow, tenant_scope


async def export_user(tenant_id: UUID, subject_id: str) -> dict[str, Any]:
    """A user's account, roles, teams and sessions; empty for somebody who has no account."""
    user_id = user_id_of(subject_id)
    if user_id is None:
        return {}
    async with tenant_scope(tenant_id):
        account = await fetchrow(
            "select id, email, name, language, active, created_at, last_sign_in_at "
            "from users where id = $1",
            user_id,
        )
        if account is None:
            return {}
        roles = await fetch(
            "select r.name from user_role u join role r on r.id = u.role_id "
            "where u.user_id = $1 order by r.name",
            user_id,
        )
        teams = await fetch(
            "select t.name from team_membership m join team t on t.id = m.team_id "
            "where m.user_id = $1 order by t.name",
            user_id,
        )
        sessions = await fetch(
            "select family_id as session, min(created_at) as began, max(expires_at) as expires_at "
            "from refresh_token where user_id = $1 group by family_id order by began",
            user_id,
        )
    return {
        "account": dict(account),
        "roles": [row["name"] for row in roles],
        "teams": [row["name"] for row in teams],
        "sessions": [dict(row) for row in sessions],
    }


def user_id_of(subject_id: str) -> UUID | None:
    """The user that a subject's id may name; visitors' ids need not be UUIDs."""
    try:
        return UUID(subject_id)
    except ValueError:
        return None
