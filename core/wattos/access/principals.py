"""From a token to the principal it stands for, with the rights as they are now."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from wattos.access.base import AccessBase
from wattos.access.rights import permissions_of_user
from wattos.access.schemas import Principal
from wattos.access.secrets import SERVICE_TOKEN_PREFIX, hash_secret
from wattos.access.tokens import Claims
from wattos.database import call, fetchrow, fetchval, tenant_scope, utcnow
from wattos.errors import NotPermitted, NotSignedIn


class Principals(AccessBase):
    """Rights are read at each request, so taking one away works at once."""

    async def principal_from_token(self, token: str) -> Principal:
        """The principal of an access, visitor or service token; raises NotSignedIn."""
        if token.startswith(SERVICE_TOKEN_PREFIX):
            return await self._service(token)
        claims = self._signer.read(token)
        if claims.typ == "visitor":
            return _visitor(claims)
        return await self._user(claims)

    def returning_visitor(self, token: str, *, expired_for: timedelta) -> Principal:
        """The visitor of a token that may have expired, at most so long ago: to renew it.

        Raises NotSignedIn for any other token.
        """
        claims = self._signer.read(token, expired_for=expired_for)
        if claims.typ != "visitor":
            raise NotSignedIn("This is not a visitor's token.")
        return _visitor(claims)

    def issue_visitor_token(
        self,
        tenant_id: UUID,
        visitor_id: str,
        key_id: UUID | str,
        minutes: int = 60,
        *,
        language: str = "de",
    ) -> str:
        """A token for a visitor who came through widget key `key_id`; it grants no permission."""
        claims = Claims(
            sub=visitor_id, tid=tenant_id, typ="visitor", key=str(key_id), lang=language
        )
        return self._signer.issue(claims, lifetime=timedelta(minutes=minutes))

    async def principal_of_user(self, tenant_id: UUID, user_id: UUID) -> Principal:
        """A user with the rights of this moment, for work that goes on after their request.

        Raises NotPermitted when the user is gone or no longer active.
        """
        async with tenant_scope(tenant_id):
            language = await fetchval(
                "select language from users where id = $1 and active", user_id
            )
            if language is None:
                raise NotPermitted(
                    "The person this was done for may no longer sign in.", given=user_id
                )
            permissions = await permissions_of_user(user_id)
        found = Principal(
            tenant_id=tenant_id,
            kind="user",
            id=str(user_id),
            permissions=permissions,
            language=language,
        )
        return await self.narrowed(found)

    async def _user(self, claims: Claims) -> Principal:
        try:
            user_id = UUID(claims.sub)
        except ValueError as error:
            raise NotSignedIn("The token names no user.") from error
        async with tenant_scope(claims.tid):
            signed_in = await fetchval(
                "select exists (select 1 from refresh_token t join users u on u.id = t.user_id"
                " where u.id = $1 and u.active and t.family_id = $2 and t.revoked_at is null)",
                *(user_id, claims.sid),
            )
            if not signed_in:
                raise NotSignedIn("The session has ended.", hint="Sign in again.")
            return await self.principal_of_user(claims.tid, user_id)

    async def _service(self, token: str) -> Principal:
        found = await call(
            "select tenant_id, token_id from resolve_service_token($1)", hash_secret(token)
        )
        if not found:
            raise NotSignedIn("The service token is not known.")
        tenant_id, token_id = found[0]["tenant_id"], found[0]["token_id"]
        async with tenant_scope(tenant_id):
            row = await fetchrow(
                "select t.permissions, tenant.language from service_token t"
                " join tenant on tenant.id = t.tenant_id where t.id = $1"
                " and t.revoked_at is null and (t.expires_at is null or t.expires_at > $2)",
                *(token_id, utcnow()),
            )
        if row is None:
            raise NotSignedIn("The service token has expired or was revoked.")
        found = Principal(
            tenant_id=tenant_id,
            kind="service",
            id=str(token_id),
            permissions=frozenset(row["permissions"]),
            language=row["language"],
        )
        return await self.narrowed(found)


def _visitor(claims: Claims) -> Principal:
    return Principal(
        tenant_id=claims.tid,
        kind="visitor",
        id=claims.sub,
        language=claims.lang,
        key_id=claims.key,
    )
