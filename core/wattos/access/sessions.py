"""Signing in, renewing and signing out."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from uuid import UUID

import msgspec

from wattos.access.base import AccessBase
from wattos.access.checks import normalise_email
from wattos.access.schemas import Actor, TokenPair
from wattos.access.secrets import REFRESH_TOKEN_PREFIX, hash_secret, new_secret
from wattos.access.tokens import ACCESS_TOKEN_SECONDS, Claims
from wattos.database import call, execute, fetchrow, new_id, tenant_scope, utcnow
from wattos.errors import NotSignedIn

REFRESH_LIFETIME = timedelta(days=30)
BROWSER_SECONDS = 12 * 60 * 60
FAILURE_SECONDS = 0.5
"""Every failed sign-in takes at least this long, so its time tells nothing about the account."""


class _Account(msgspec.Struct, frozen=True, kw_only=True):
    tenant_id: UUID
    user_id: UUID
    password_hash: str
    language: str
    active: bool


class Sessions(AccessBase):
    """A session is a family of refresh tokens; each can be exchanged once."""

    async def sign_in(
        self,
        email: str,
        password: str,
        tenant_slug: str | None = None,
        *,
        address: str | None = None,
    ) -> TokenPair:
        """Check a password and open a session; `address` is the caller's, for throttling only.

        Raises NotSignedIn, the same for every cause, and TooManyRequests.
        """
        started = time.monotonic()
        email = normalise_email(email)
        await self.throttle.count(email, address)
        account = await self._find_account(email, tenant_slug)
        matched = await self._passwords.matches(password, account and account.password_hash)
        if account is None or not matched or not account.active:
            if account is not None:
                await self._record_sign_in(account, "denied")
            await asyncio.sleep(max(0.0, started + FAILURE_SECONDS - time.monotonic()))
            raise NotSignedIn(
                "The email or the password is not right.",
                hint="If you belong to several organisations, name the organisation too.",
            )
        rehashed = None
        if self._passwords.outdated(account.password_hash):
            rehashed = await self._passwords.hash(password)
        async with tenant_scope(account.tenant_id):
            await execute(
                "update users set last_sign_in_at = $2,"
                " password_hash = coalesce($3, password_hash) where id = $1",
                *(account.user_id, utcnow(), rehashed),
            )
            pair = await self._open_session(account)
            await self._record_sign_in(account, "ok")
        await self.throttle.succeed(email, address)
        return pair

    async def open_session(self, tenant_id: UUID, user_id: UUID) -> TokenPair:
        """A session for a user whom something other than a password let in, such as a link.

        Raises NotSignedIn for a user who is gone or not active.
        """
        async with tenant_scope(tenant_id):
            row = await fetchrow(
                "select tenant_id, id as user_id, password_hash, language, active"
                " from users where id = $1 and active",
                user_id,
            )
            if row is None:
                raise NotSignedIn("This account may no longer sign in.")
            account = msgspec.convert(dict(row), _Account)
            await execute("update users set last_sign_in_at = $2 where id = $1", user_id, utcnow())
            pair = await self._open_session(account)
            await self._record_sign_in(account, "ok")
        return pair

    def browser_token(self, access_token: str) -> str:
        """The session of an access token for a browser's cookie, good for `BROWSER_SECONDS`.

        A browser cannot exchange one-time tokens from several tabs at once, so it holds one token
        of a longer life; that the session goes on is checked at every request all the same. Raises
        NotSignedIn.
        """
        claims = self._signer.read(access_token)
        return self._signer.issue(claims, lifetime=timedelta(seconds=BROWSER_SECONDS))

    async def end_session(self, token: str) -> None:
        """End the session of an access or browser token. Raises NotSignedIn for a forged one."""
        claims = self._signer.read(token)
        if claims.sid is None:
            return
        async with tenant_scope(claims.tid):
            await _end_session(claims.sid)
            await self._record_session("session.ended", UUID(claims.sub))

    async def refresh(self, refresh_token: str) -> TokenPair:
        """Exchange a refresh token for a new pair.

        A token that comes a second time was copied: its whole session ends. Raises NotSignedIn.
        """
        found = await call(
            "select tenant_id, token_id from resolve_refresh_token($1)", hash_secret(refresh_token)
        )
        pair = None
        if found:
            async with tenant_scope(found[0]["tenant_id"]):
                pair = await self._exchange(found[0]["tenant_id"], found[0]["token_id"])
        if pair is None:
            raise NotSignedIn(
                "The session has ended.", hint="Sign in again with POST /api/auth/sign-in."
            )
        return pair

    async def sign_out(self, refresh_token: str) -> None:
        """End the session of a refresh token; harmless for one that is unknown."""
        found = await call(
            "select tenant_id, token_id from resolve_refresh_token($1)", hash_secret(refresh_token)
        )
        if not found:
            return
        async with tenant_scope(found[0]["tenant_id"]):
            row = await fetchrow(
                "select user_id, family_id from refresh_token where id = $1", found[0]["token_id"]
            )
            if row is not None:
                await _end_session(row["family_id"])
                await self._record_session("session.ended", row["user_id"])

    async def _find_account(self, email: str, slug: str | None) -> _Account | None:
        """The one account meant; None as well when several organisations know the email."""
        found = await call("select tenant_id, user_id from resolve_sign_in($1, $2)", email, slug)
        if len(found) != 1:
            return None
        async with tenant_scope(found[0]["tenant_id"]):
            row = await fetchrow(
                "select tenant_id, id as user_id, password_hash, language, active"
                " from users where id = $1",
                found[0]["user_id"],
            )
        return None if row is None else msgspec.convert(dict(row), _Account)

    async def _exchange(self, tenant_id: UUID, token_id: UUID) -> TokenPair | None:
        row = await fetchrow(
            "select t.*, u.active, u.language from refresh_token t"
            " join users u on u.id = t.user_id where t.id = $1 for update of t",
            token_id,
        )
        if row is None or row["revoked_at"] is not None or not row["active"]:
            return None
        if row["used_at"] is not None:
            await _end_session(row["family_id"])
            await self._record_session("session.reused", row["user_id"], "denied")
            return None
        if row["expires_at"] <= utcnow():
            return None
        await execute("update refresh_token set used_at = $2 where id = $1", token_id, utcnow())
        return await self._issue(tenant_id, row["user_id"], row["language"], row["family_id"])

    async def _open_session(self, account: _Account) -> TokenPair:
        await execute(
            "delete from refresh_token where user_id = $1 and expires_at < $2",
            *(account.user_id, utcnow()),
        )
        return await self._issue(account.tenant_id, account.user_id, account.language, new_id())

    async def _issue(self, tenant_id: UUID, user_id: UUID, lang: str, family: UUID) -> TokenPair:
        refresh_token = new_secret(REFRESH_TOKEN_PREFIX)
        await execute(
            "insert into refresh_token (id, tenant_id, user_id, family_id, token_hash, expires_at)"
            " values ($1, $2, $3, $4, $5, $6)",
            *(new_id(), tenant_id, user_id, family),
            *(hash_secret(refresh_token), utcnow() + REFRESH_LIFETIME),
        )
        claims = Claims(sub=str(user_id), tid=tenant_id, typ="access", sid=family, lang=lang)
        access = self._signer.issue(claims, lifetime=timedelta(seconds=ACCESS_TOKEN_SECONDS))
        return TokenPair(
            access_token=access, refresh_token=refresh_token, expires_in=ACCESS_TOKEN_SECONDS
        )

    async def _record_sign_in(self, account: _Account, outcome: str) -> None:
        async with tenant_scope(account.tenant_id):
            await self._record_session("session.opened", account.user_id, outcome)

    async def _record_session(self, action: str, user_id: UUID, outcome: str = "ok") -> None:
        actor = Actor(kind="user", id=str(user_id))
        await self.record(
            action, actor=actor, resource="user", resource_id=user_id, outcome=outcome
        )


async def _end_session(family_id: UUID) -> None:
    await execute(
        "update refresh_token set revoked_at = $2 where family_id = $1 and revoked_at is null",
        *(family_id, utcnow()),
    )
