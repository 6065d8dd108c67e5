"""People of the organisation."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Controller, delete, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from wattos.access.guards import requires
from wattos.access.invitations import SessionInfo
from wattos.access.schemas import Principal, User
from wattos.access.service import Access


class NewUser(msgspec.Struct, forbid_unknown_fields=True):
    """A person to add."""

    email: Annotated[str, msgspec.Meta(max_length=254, examples=["anna@musterstadt.example"])]
    password: Annotated[str, msgspec.Meta(max_length=256)]
    name: Annotated[str, msgspec.Meta(examples=["Anna Beispiel"])] = ""
    language: Annotated[str, msgspec.Meta(examples=["de"])] = "de"
    roles: Annotated[list[str], msgspec.Meta(examples=[["editor"]])] = []


class UserChange(msgspec.Struct, forbid_unknown_fields=True):
    """What to change; fields left out stay as they are."""

    name: str | None = None
    language: str | None = None
    active: bool | None = None


class PasswordReset(msgspec.Struct, forbid_unknown_fields=True):
    """A password set by an administrator."""

    password: Annotated[str, msgspec.Meta(max_length=256)]


class Invitation(msgspec.Struct, forbid_unknown_fields=True):
    """A person to invite."""

    email: Annotated[str, msgspec.Meta(max_length=254, examples=["anna@musterstadt.example"])]
    name: Annotated[str, msgspec.Meta(examples=["Anna Beispiel"])] = ""
    language: Annotated[str, msgspec.Meta(examples=["de"])] = "de"
    roles: Annotated[list[str], msgspec.Meta(examples=[["editor"]])] = []


class Invited(msgspec.Struct, frozen=True):
    """A person who was invited; `secret` is shown this once."""

    user: User
    secret: str


class ResetLink(msgspec.Struct, frozen=True):
    """The secret of a link for a new password, shown this once."""

    secret: str


class UserController(Controller):
    """Users."""

    path = "/api/admin/users"
    tags = ("admin",)

    @get("/", guards=[requires("user:read")])
    async def list_users(
        self, principal: NamedDependency[Principal], access: NamedDependency[Access]
    ) -> list[User]:
        """Everybody who can sign in."""
        return await access.users(principal.tenant_id)

    @post("/", guards=[requires("user:write")])
    async def create_user(
        self,
        data: JSONBody[NewUser],
        principal: NamedDependency[Principal],
        access: NamedDependency[Access],
    ) -> User:
        """Add a person; only roles that give no more than one's own rights can be given."""
        return await access.create_user(
            principal.tenant_id,
            email=data.email,
            password=data.password,
            name=data.name,
            language=data.language,
            roles=data.roles,
            by=principal,
        )

    @post("/invitations", guards=[requires("user:write")])
    async def invite_user(
        self,
        data: JSONBody[Invitation],
        principal: NamedDependency[Principal],
        access: NamedDependency[Access],
    ) -> Invited:
        """Add a person who chooses their password with the secret, once, within a week."""
        user, secret = await access.invite_user(
            principal.tenant_id,
            email=data.email,
            name=data.name,
            language=data.language,
            roles=data.roles,
            by=principal,
        )
        return Invited(user, secret)

    @post("/{user_id:uuid}/reset-link", guards=[requires("user:write")])
    async def make_reset_link(
        self,
        user_id: FromPath[UUID],
        principal: NamedDependency[Principal],
        access: NamedDependency[Access],
    ) -> ResetLink:
        """A secret with which the person chooses a new password, once, within a day."""
        secret = await access.make_password_link(
            principal.tenant_id, user_id, "reset", by=principal
        )
        return ResetLink(secret)

    @get("/{user_id:uuid}/sessions", guards=[requires("user:read")])
    async def list_sessions(
        self,
        user_id: FromPath[UUID],
        principal: NamedDependency[Principal],
        access: NamedDependency[Access],
    ) -> list[SessionInfo]:
        """Where a person is signed in."""
        return await access.sessions(principal.tenant_id, user_id)

    @delete("/{user_id:uuid}/sessions/{session_id:uuid}", guards=[requires("user:write")])
    async def revoke_session(
        self,
        user_id: FromPath[UUID],
        session_id: FromPath[UUID],
        principal: NamedDependency[Principal],
        access: NamedDependency[Access],
    ) -> None:
        """End one of a person's sessions."""
        await access.revoke_sessions(
            principal.tenant_id, user_id, session_id=session_id, by=principal
        )

    @get("/{user_id:uuid}", guards=[requires("user:read")])
    async def get_user(
        self,
        user_id: FromPath[UUID],
        principal: NamedDependency[Principal],
        access: NamedDependency[Access],
    ) -> User:
        """One person."""
        return await access.user(principal.tenant_id, user_id)

    @patch("/{user_id:uuid}", guards=[requires("user:write")])
    async def update_user(
        self,
        user_id: FromPath[UUID],
        data: JSONBody[UserChange],
        principal: NamedDependency[Principal],
        access: NamedDependency[Access],
    ) -> User:
        """Change a person, or make them inactive, which ends their sessions."""
        return await access.update_user(
            principal.tenant_id,
            user_id,
            name=data.name,
            language=data.language,
            active=data.active,
            by=principal,
        )

    @delete("/{user_id:uuid}", guards=[requires("user:write")])
    async def delete_user(
        self,
        user_id: FromPath[UUID],
        principal: NamedDependency[Principal],
        access: NamedDependency[Access],
    ) -> None:
        """Remove a person."""
        await access.delete_user(principal.tenant_id, user_id, by=principal)

    @put("/{user_id:uuid}/password", status_code=204, guards=[requires("user:write")])
    async def set_password(
        self,
        user_id: FromPath[UUID],
        data: JSONBody[PasswordReset],
        principal: NamedDependency[Principal],
        access: NamedDependency[Access],
    ) -> None:
        """Set a person's password, which ends their sessions."""
        await access.set_password(principal.tenant_id, user_id, data.password, by=principal)

    @put("/{user_id:uuid}/roles/{role:str}", status_code=204, guards=[requires("user:write")])
    async def assign_role(
        self,
        user_id: FromPath[UUID],
        role: FromPath[str],
        principal: NamedDependency[Principal],
        access: NamedDependency[Access],
    ) -> None:
        """Give a person a role."""
        await access.assign_role(principal.tenant_id, user_id, role, by=principal)

    @delete("/{user_id:uuid}/roles/{role:str}", guards=[requires("user:write")])
    async def remove_role(
        self,
        user_id: FromPath[UUID],
        role: FromPath[str],
        principal: NamedDependency[Principal],
        access: NamedDependency[Access],
    ) -> None:
        """Take a role from a person."""
        await access.remove_role(principal.tenant_id, user_id, role, by=principal)
