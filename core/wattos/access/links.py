"""Links that let somebody in: a first sign-in, an invitation, a new password, a preview, a trial.

Only a link's hash is stored. What opens a session works once; a preview works until it ends or is
taken back, and opens no session; a trial is opened once and goes on until it ends, without one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

import asyncpg
import msgspec

from wattos.access.base import actor_of
from wattos.access.schemas import Principal, TokenPair
from wattos.access.secrets import hash_secret, new_secret
from wattos.access.sessions import Sessions
from wattos.database import call, execute, fetch, fetchrow, new_id, tenant_scope, utcnow
from wattos.errors import NotFound

LinkPurpose = Literal["sign-in", "invite", "reset", "preview", "trial"]
LINK_PREFIX = "wtl_"


class AccessLink(msgspec.Struct, frozen=True, kw_only=True):
    """A link that is still good; `detail` is what its maker wanted to find again."""

    id: UUID
    tenant_id: UUID
    purpose: LinkPurpose
    user_id: UUID | None
    detail: dict[str, Any]
    expires_at: datetime


class Links(Sessions):
    """Making, following and taking back links."""

    async def make_link(
        self,
        tenant_id: UUID,
        purpose: LinkPurpose,
        *,
        lifetime: timedelta,
        user_id: UUID | None = None,
        detail: Mapping[str, Any] | None = None,
        by: Principal | None = None,
    ) -> str:
        """The secret part of a new link; it is shown once and cannot be read again."""
        secret = new_secret(LINK_PREFIX)
        link_id = new_id()
        async with tenant_scope(tenant_id):
            await execute("delete from access_link where expires_at < $1", utcnow())
            await execute(
                "insert into access_link (id, tenant_id, purpose, user_id, token_hash, detail,"
                " expires_at) values ($1, $2, $3, $4, $5, $6, $7)",
                *(link_id, tenant_id, purpose, user_id, hash_secret(secret)),
                *(dict(detail or {}), utcnow() + lifetime),
            )
            await self.record(
                "link.created",
                actor=actor_of(by),
                resource="access_link",
                resource_id=link_id,
                detail={"purpose": purpose},
            )
        return secret

    async def link(self, secret: str, purpose: LinkPurpose) -> AccessLink:
        """What a link stands for, without using it up. Raises NotFound when it is not good."""
        found = await call(
            "select tenant_id, link_id from resolve_access_link($1)", hash_secret(secret)
        )
        if found:
            async with tenant_scope(found[0]["tenant_id"]):
                row = await fetchrow(
                    "select id, tenant_id, purpose, user_id, detail, expires_at from access_link"
                    " where id = $1 and purpose = $2 and used_at is null and expires_at > $3",
                    *(found[0]["link_id"], purpose, utcnow()),
                )
            if row is not None:
                return _link(row)
        raise NotFound("This link has ended or was used already.", hint="Ask for a new one.")

    async def reissue_link(self, tenant_id: UUID, link_id: UUID) -> tuple[AccessLink, str]:
        """A link that is still good, with a new secret in place of its old one.

        For a link that is sent later: whatever waits needs its id alone. Raises NotFound.
        """
        secret = new_secret(LINK_PREFIX)
        async with tenant_scope(tenant_id):
            row = await fetchrow(
                "update access_link set token_hash = $2 where id = $1 and used_at is null"
                " and expires_at > $3"
                " returning id, tenant_id, purpose, user_id, detail, expires_at",
                *(link_id, hash_secret(secret), utcnow()),
            )
        if row is None:
            raise NotFound("This link has ended or was used already.", hint="Make a new one.")
        return _link(row), secret

    async def use_link(self, secret: str, purpose: LinkPurpose) -> TokenPair:
        """Use a link up and open a session for its user. Raises NotFound."""
        link = await self.link(secret, purpose)
        async with tenant_scope(link.tenant_id):
            await _use_up(link)
            if link.user_id is None:
                raise NotFound("This link is nobody's.", hint="Ask for a new one.")
            return await self.open_session(link.tenant_id, link.user_id)

    async def open_trial(self, secret: str) -> AccessLink:
        """Use a trial's link up; from now on `opened_trial` finds it. Raises NotFound."""
        link = await self.link(secret, "trial")
        async with tenant_scope(link.tenant_id):
            await _use_up(link)
        return link

    async def opened_trial(self, tenant_id: UUID, link_id: UUID) -> AccessLink:
        """A trial that was opened and has not ended. Raises NotFound."""
        async with tenant_scope(tenant_id):
            row = await fetchrow(
                "select id, tenant_id, purpose, user_id, detail, expires_at from access_link"
                " where id = $1 and purpose = 'trial' and used_at is not null and expires_at > $2",
                *(link_id, utcnow()),
            )
        if row is None:
            raise NotFound("This trial has ended.", hint="Begin a new one.")
        return _link(row)

    async def links(self, tenant_id: UUID, purpose: LinkPurpose) -> list[AccessLink]:
        """The links of a purpose that are still good, newest first."""
        async with tenant_scope(tenant_id):
            rows = await fetch(
                "select id, tenant_id, purpose, user_id, detail, expires_at from access_link"
                " where purpose = $1 and used_at is null and expires_at > $2 order by id desc",
                *(purpose, utcnow()),
            )
        return [_link(row) for row in rows]

    async def end_link(
        self, tenant_id: UUID, link_id: UUID, *, by: Principal | None = None
    ) -> None:
        """Take a link back; harmless for one that has ended."""
        async with tenant_scope(tenant_id):
            await execute("delete from access_link where id = $1", link_id)
            await self.record(
                "link.ended", actor=actor_of(by), resource="access_link", resource_id=link_id
            )


async def _use_up(link: AccessLink) -> None:
    used = await execute(
        "update access_link set used_at = $2 where id = $1 and used_at is null",
        *(link.id, utcnow()),
    )
    if used != "UPDATE 1":
        raise NotFound("This link was used already.", hint="Ask for a new one.")


def _link(row: asyncpg.Record) -> AccessLink:
    return msgspec.convert({**row, "detail": msgspec.json.decode(row["detail"])}, AccessLink)
