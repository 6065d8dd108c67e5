"""The people of a tenant."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import msgspec

from wattos.access.base import AccessBase, actor_of
from wattos.access.checks import normalise_email
from wattos.access.rights import (
    check_may_grant,
    check_owner_remains,
    permissions_of_role,
    permissions_of_user,
)
from wattos.access.schemas import Principal, User
from wattos.database import execute, fetch, fetchval, new_id, tenant_scope, utcnow
from wattos.errors import Conflict, NotFound, NotPermitted
from wattos.tenancy import check_language, check_name

_SELECT = """
    select u.id, u.email, u.name, u.language, u.active, u.last_sign_in_at, u.created_at,
           array(select r.name from user_role ur join role r on r.id = ur.role_id
                 where ur.user_id = u.id order by r.name) as roles
    from users u
"""


class Users(AccessBase):
    """Making, changing and removing users; `by` None means the operator of the server."""

    async def create_user(
        self,
        tenant_id: UUID,
        *,
        email: str,
        password: str,
        name: str = "",
        language: str = "de",
        roles: Sequence[str] = (),
        by: Principal | None = None,
    ) -> User:
        """Make a user with roles named in `roles`.

        Raises InvalidInput, NotFound for a role, NotPermitted when a role gives more than `by`
        holds, Conflict when the tenant knows the email already.
        """
        hashed = await self._passwords.hash(password)
        user_id = new_id()
        async with tenant_scope(tenant_id):
            created = await fetchval(
                "insert into users (id, tenant_id, email, name, password_hash, language)"
                " values ($1, $2, $3, $4, $5, $6) on conflict (tenant_id, email) do nothing"
                " returning id",
                *(user_id, tenant_id, normalise_email(email)),
                *(name and check_name(name, "user"), hashed, check_language(language)),
            )
            if created is None:
                raise Conflict("A user with this email exists already.")
            for role in roles:
                await _give_role(tenant_id, user_id, role, by)
            user = await _user(user_id)
            await self._record_user("user.created", user_id, by)
        return user

    async def users(self, tenant_id: UUID) -> list[User]:
        """Everybody of the tenant, by email."""
        async with tenant_scope(tenant_id):
            rows = await fetch(f"{_SELECT} order by u.email")
        return msgspec.convert([dict(row) for row in rows], list[User])

    async def user(self, tenant_id: UUID, user_id: UUID) -> User:
        """One user; raises NotFound."""
        async with tenant_scope(tenant_id):
            return await _user(user_id)

    async def update_user(
        self,
        tenant_id: UUID,
        user_id: UUID,
        *,
        name: str | None = None,
        language: str | None = None,
        active: bool | None = None,
        by: Principal | None = None,
    ) -> User:
        """Change what is given; a user who is made inactive loses every session at once.

        Raises NotFound, NotPermitted, and Conflict when no owner would be left.
        """
        async with tenant_scope(tenant_id):
            await check_may_change(user_id, by)
            await execute(
                "update users set name = coalesce($2, name), language = coalesce($3, language),"
                " active = coalesce($4, active) where id = $1",
                *(user_id, name and check_name(name, "user")),
                *(language and check_language(language), active),
            )
            if active is False:
                await end_sessions(user_id)
                await end_password_links(user_id)
                await check_owner_remains()
            user = await _user(user_id)
            await self._record_user("user.changed", user_id, by)
        return user

    async def set_password(
        self, tenant_id: UUID, user_id: UUID, password: str, *, by: Principal | None = None
    ) -> None:
        """Give a user a new password and end their sessions. Raises NotFound, NotPermitted."""
        hashed = await self._passwords.hash(password)
        async with tenant_scope(tenant_id):
            await check_may_change(user_id, by)
            await end_sessions(user_id)
            await self._keep_password(user_id, hashed, by)

    async def change_password(self, by: Principal, current: str, password: str) -> None:
        """Let a user change their own password, which needs the current one.

        Raises NotPermitted when it is wrong; ends every session.
        """
        async with tenant_scope(by.tenant_id):
            stored = await fetchval("select password_hash from users where id = $1", by.user_id)
        if by.user_id is None or not await self._passwords.matches(current, stored):
            raise NotPermitted("The current password is not right.")
        await self.set_password(by.tenant_id, by.user_id, password, by=by)

    async def delete_user(
        self, tenant_id: UUID, user_id: UUID, *, by: Principal | None = None
    ) -> None:
        """Remove a user. Raises NotFound, NotPermitted, Conflict for the last owner."""
        async with tenant_scope(tenant_id):
            await check_may_change(user_id, by)
            await execute("delete from users where id = $1", user_id)
            await check_owner_remains()
            await self._record_user("user.deleted", user_id, by)

    async def assign_role(
        self, tenant_id: UUID, user_id: UUID, role: str, *, by: Principal | None = None
    ) -> None:
        """Give a user the role called `role`. Raises NotFound, NotPermitted."""
        async with tenant_scope(tenant_id):
            await _user(user_id)
            role_id = await _give_role(tenant_id, user_id, role, by)
            await end_password_links(user_id)
            await self._record_user("user.role_assigned", user_id, by, role_id)

    async def remove_role(
        self, tenant_id: UUID, user_id: UUID, role: str, *, by: Principal | None = None
    ) -> None:
        """Take the role called `role` from a user. Raises NotFound, NotPermitted, Conflict."""
        async with tenant_scope(tenant_id):
            await check_may_change(user_id, by)
            role_id = await fetchval(
                "delete from user_role ur using role r where r.id = ur.role_id"
                " and ur.user_id = $1 and r.name = $2 returning r.id",
                *(user_id, role),
            )
            if role_id is None:
                raise NotFound("The user does not have this role.", given=role[:80])
            await check_owner_remains()
            await self._record_user("user.role_removed", user_id, by, role_id)

    async def _keep_password(self, user_id: UUID, hashed: str, by: Principal | None) -> None:
        await execute("update users set password_hash = $2 where id = $1", user_id, hashed)
        await end_password_links(user_id)
        await self._record_user("user.password_set", user_id, by)

    async def _record_user(
        self, action: str, user_id: UUID, by: Principal | None, role_id: UUID | None = None
    ) -> None:
        await self.record(
            action,
            actor=actor_of(by),
            resource="user",
            resource_id=user_id,
            detail=None if role_id is None else {"role_id": role_id},
        )


async def _user(user_id: UUID) -> User:
    rows = await fetch(f"{_SELECT} where u.id = $1", user_id)
    if not rows:
        raise NotFound("There is no such user.", given=user_id)
    return msgspec.convert(dict(rows[0]), User)


async def _give_role(tenant_id: UUID, user_id: UUID, role: str, by: Principal | None) -> UUID:
    role_id = await fetchval("select id from role where name = $1", role)
    if role_id is None:
        names = await fetch("select name from role order by name")
        raise NotFound(
            "There is no such role.",
            given=role[:80],
            expected=", ".join(str(row["name"]) for row in names),
        )
    check_may_grant(by, await permissions_of_role(role_id))
    await execute(
        "insert into user_role (id, tenant_id, user_id, role_id) values ($1, $2, $3, $4)"
        " on conflict (tenant_id, user_id, role_id) do nothing",
        *(new_id(), tenant_id, user_id, role_id),
    )
    return role_id


async def end_password_links(user_id: UUID) -> None:
    """Take back the links with which the person could choose a password."""
    await execute(
        "delete from access_link where user_id = $1 and purpose in ('invite', 'reset')", user_id
    )


async def check_may_change(user_id: UUID, by: Principal | None) -> None:
    """Nobody changes people who may do more than they themselves."""
    await _user(user_id)
    check_may_grant(by, await permissions_of_user(user_id))


async def end_sessions(user_id: UUID) -> None:
    """Sign the person out everywhere."""
    await execute(
        "update refresh_token set revoked_at = $2 where user_id = $1 and revoked_at is null",
        *(user_id, utcnow()),
    )
