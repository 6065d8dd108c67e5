"""Letting somebody choose a password: the first one by invitation, a lost one by reset.

Whoever makes a link could follow it, so nobody makes one for people who may do more than they, and
a link ends when its person gets another role, a password, or is made inactive.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

import msgspec

from wattos.access.base import actor_of
from wattos.access.links import Links
from wattos.access.schemas import Principal, TokenPair, User
from wattos.access.users import Users, check_may_change, end_password_links, end_sessions
from wattos.database import execute, fetch, tenant_scope, utcnow
from wattos.errors import Conflict, NotFound

PasswordLink = Literal["invite", "reset"]
LIFETIMES: Final[dict[PasswordLink, timedelta]] = {
    "invite": timedelta(days=7),
    "reset": timedelta(hours=24),
}


class SessionInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A place where a person is signed in."""

    id: UUID
    began_at: datetime
    renewed_at: datetime
    """When the session was last prolonged; a browser's is not prolonged."""
    expires_at: datetime


class Invitations(Links, Users):
    """Links with which people choose a password, and the sessions that they have open."""

    async def invite_user(
        self,
        tenant_id: UUID,
        *,
        email: str,
        name: str = "",
        language: str = "de",
        roles: Sequence[str] = (),
        by: Principal | None = None,
    ) -> tuple[User, str]:
        """Make a user nobody knows a password of, and the secret of the link that lets them in.

        Raises as `create_user` does.
        """
        user = await self.create_user(
            tenant_id,
            email=email,
            password=secrets.token_urlsafe(32),
            name=name,
            language=language,
            roles=roles,
            by=by,
        )
        return user, await self.make_password_link(tenant_id, user.id, "invite", by=by)

    async def make_password_link(
        self,
        tenant_id: UUID,
        user_id: UUID,
        purpose: PasswordLink,
        *,
        by: Principal | None = None,
    ) -> str:
        """The secret of a link that works once; earlier ones of this person end.

        Raises NotFound, NotPermitted, and Conflict for somebody who may not sign in.
        """
        async with tenant_scope(tenant_id):
            await check_may_change(user_id, by)
            if not (await self.user(tenant_id, user_id)).active:
                raise Conflict("This person may not sign in.", hint="Let them sign in again first.")
            await end_password_links(user_id)
            return await self.make_link(
                tenant_id, purpose, user_id=user_id, lifetime=LIFETIMES[purpose], by=by
            )

    async def choose_password(self, secret: str, purpose: PasswordLink, password: str) -> TokenPair:
        """Use a link up: its person has this password and a new session, and no other.

        Raises NotFound for a link that is not good, and InvalidInput for the password, which
        leaves the link as it is.
        """
        link = await self.link(secret, purpose)
        if link.user_id is None:
            raise NotFound("This link belongs to nobody.")
        hashed = await self._passwords.hash(password)
        async with tenant_scope(link.tenant_id):
            await end_sessions(link.user_id)
            pair = await self.use_link(secret, purpose)
            themselves = Principal(tenant_id=link.tenant_id, kind="user", id=str(link.user_id))
            await self._keep_password(link.user_id, hashed, themselves)
        return pair

    async def waiting_invitations(self, tenant_id: UUID) -> dict[UUID, datetime]:
        """Who was invited and has not come yet, with the time until which the link is good."""
        links = await self.links(tenant_id, "invite")
        return {link.user_id: link.expires_at for link in links if link.user_id is not None}

    async def sessions(self, tenant_id: UUID, user_id: UUID) -> list[SessionInfo]:
        """Where a person is signed in, the newest first. Raises NotFound for the person."""
        async with tenant_scope(tenant_id):
            await self.user(tenant_id, user_id)
            rows = await fetch(
                "select family_id as id, min(created_at) as began_at, max(created_at) as"
                " renewed_at, max(expires_at) as expires_at from refresh_token"
                " where user_id = $1 group by family_id"
                " having bool_and(revoked_at is null) and max(expires_at) > $2"
                " order by began_at desc",
                *(user_id, utcnow()),
            )
        return msgspec.convert([dict(row) for row in rows], list[SessionInfo])

    async def revoke_sessions(
        self,
        tenant_id: UUID,
        user_id: UUID,
        *,
        session_id: UUID | None = None,
        by: Principal | None = None,
    ) -> None:
        """End one session of a person, or all. Raises NotFound, NotPermitted.

        Anybody may end their own.
        """
        async with tenant_scope(tenant_id):
            if by is None or by.user_id != user_id:
                await check_may_change(user_id, by)
            ended = await execute(
                "update refresh_token set revoked_at = $3 where user_id = $1"
                " and ($2::uuid is null or family_id = $2) and revoked_at is null",
                *(user_id, session_id, utcnow()),
            )
            if session_id is not None and ended == "UPDATE 0":
                raise NotFound("There is no such session.", given=session_id)
            await self.record(
                "session.revoked", actor=actor_of(by), resource="user", resource_id=user_id
            )
