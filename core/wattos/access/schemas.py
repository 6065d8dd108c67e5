"""What callers of the access room hold in their hands."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

PrincipalKind = Literal["user", "service", "visitor"]
BuiltinRole = Literal["owner", "admin", "editor", "agent", "viewer"]


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Who did something, as the audit chain keeps it: a kind and an id, never a name."""

    kind: Literal["user", "service", "visitor", "system"]
    id: str
    """A UUID for users and service tokens, the visitor's id, or the name of a job for `system`."""


class Principal(msgspec.Struct, frozen=True, kw_only=True):
    """Who is asking, on whose tenant, with which rights; made from a verified token only."""

    tenant_id: UUID
    kind: PrincipalKind
    id: str
    """The user's or service token's UUID, or the visitor's id."""
    permissions: frozenset[str] = frozenset()
    language: str = "de"
    key_id: str | None = None
    """The widget key a visitor came through."""

    def may(self, permission: str) -> bool:
        """Whether this principal holds `permission`; what is not granted is denied."""
        return permission in self.permissions

    @property
    def user_id(self) -> UUID | None:
        """The signed-in person's id; None for service tokens and visitors."""
        return UUID(self.id) if self.kind == "user" else None

    @property
    def visitor_id(self) -> str | None:
        """The visitor's id; None for anybody else."""
        return self.id if self.kind == "visitor" else None

    @property
    def actor(self) -> Actor:
        """This principal as the audit chain names it."""
        return Actor(kind=self.kind, id=self.id)


class PermissionSpec(msgspec.Struct, frozen=True, kw_only=True):
    """A right that can be granted, as its owner (core room or plugin) registers it."""

    name: str
    """`resource:action`, for example `knowledge:write`."""
    de: str
    """What it allows, in German, as the role editor shows it."""
    en: str
    roles: tuple[BuiltinRole, ...] = ("admin",)
    """Built-in roles that hold it; `owner` always holds every permission."""


class TokenPair(msgspec.Struct, frozen=True, kw_only=True):
    """What signing in gives: a short access token and the one-time token that renews it."""

    access_token: str
    refresh_token: str
    expires_in: int
    """Seconds the access token is valid."""
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - the scheme's name, not a token


class User(msgspec.Struct, frozen=True, kw_only=True):
    """A person who can sign in."""

    id: UUID
    email: str
    name: str
    language: str
    active: bool
    roles: tuple[str, ...]
    last_sign_in_at: datetime | None
    created_at: datetime


class Role(msgspec.Struct, frozen=True, kw_only=True):
    """A named set of permissions; the permissions of a built-in role follow the registry."""

    id: UUID
    name: str
    description: str
    builtin: bool
    permissions: tuple[str, ...]


class ServiceToken(msgspec.Struct, frozen=True, kw_only=True):
    """A key for a program. Its secret is shown once, when it is created."""

    id: UUID
    name: str
    permissions: tuple[str, ...]
    expires_at: datetime | None
    revoked_at: datetime | None
    created_at: datetime


class NewServiceToken(msgspec.Struct, frozen=True, kw_only=True):
    """A service token just made, with the only copy of its secret."""

    token: ServiceToken
    secret: str
    """Starts with `wts_`; only its hash is stored."""
