"""Keys for programs: outside ingesters, scripts, automation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from wattos.access.base import AccessBase, actor_of
from wattos.access.rights import check_may_grant
from wattos.access.roles import check_registered
from wattos.access.schemas import NewServiceToken, Principal, ServiceToken
from wattos.access.secrets import SERVICE_TOKEN_PREFIX, hash_secret, new_secret
from wattos.database import fetch, fetchrow, new_id, tenant_scope, utcnow
from wattos.errors import InvalidInput, NotFound
from wattos.tenancy import check_name


class ServiceTokens(AccessBase):
    """A service token holds only the permissions written into it, never a role."""

    async def create_service_token(
        self,
        tenant_id: UUID,
        *,
        name: str,
        permissions: Sequence[str],
        expires_at: datetime | None = None,
        by: Principal | None = None,
    ) -> NewServiceToken:
        """Make a token; its secret is in the answer and nowhere else.

        Raises InvalidInput for unknown or no permissions or an expiry in the past, NotPermitted
        for permissions that `by` lacks.
        """
        await check_registered(permissions)
        check_may_grant(by, permissions)
        if not permissions or (expires_at is not None and expires_at <= utcnow()):
            raise InvalidInput(
                "The service token would be of no use.",
                expected="at least one permission and an expiry in the future",
            )
        secret = new_secret(SERVICE_TOKEN_PREFIX)
        async with tenant_scope(tenant_id):
            row = await fetchrow(
                "insert into service_token"
                " (id, tenant_id, name, token_hash, permissions, expires_at, created_by)"
                " values ($1, $2, $3, $4, $5, $6, $7) returning *",
                *(new_id(), tenant_id, check_name(name, "service token"), hash_secret(secret)),
                *(sorted(set(permissions)), expires_at, by and by.user_id),
            )
            assert row is not None
            await self._record_token("service_token.created", row["id"], by)
        return NewServiceToken(token=msgspec.convert(dict(row), ServiceToken), secret=secret)

    async def service_tokens(self, tenant_id: UUID) -> list[ServiceToken]:
        """All service tokens without their secrets, newest first."""
        async with tenant_scope(tenant_id):
            rows = await fetch("select * from service_token order by id desc")
        return msgspec.convert([dict(row) for row in rows], list[ServiceToken])

    async def revoke_service_token(
        self, tenant_id: UUID, token_id: UUID, *, by: Principal | None = None
    ) -> None:
        """Make a token useless from now on. Raises NotFound."""
        async with tenant_scope(tenant_id):
            row = await fetchrow(
                "update service_token set revoked_at = coalesce(revoked_at, $2) where id = $1"
                " returning id",
                *(token_id, utcnow()),
            )
            if row is None:
                raise NotFound("There is no such service token.", given=token_id)
            await self._record_token("service_token.revoked", token_id, by)

    async def _record_token(self, action: str, token_id: UUID, by: Principal | None) -> None:
        await self.record(
            action, actor=actor_of(by), resource="service_token", resource_id=token_id
        )
