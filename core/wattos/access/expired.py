"""Tokens that nobody can use any more."""

from __future__ import annotations

from uuid import UUID

from wattos.database import execute, tenant_scope


async def delete_expired(tenant_id: UUID) -> int:
    """Delete the tenant's expired refresh tokens and links; returns how many."""
    deleted = 0
    async with tenant_scope(tenant_id):
        for sql in (
            "delete from refresh_token where expires_at < now()",
            "delete from access_link where expires_at < now()",
        ):
            deleted += int((await execute(sql)).rpartition(" ")[2])
    return deleted
