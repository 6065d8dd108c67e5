"""Signing in and out, and who one is."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from wattos.access.guards import public, requires_sign_in
from wattos.access.invitations import PasswordLink
from wattos.access.schemas import Principal, PrincipalKind, TokenPair
from wattos.access.service import Access
from wattos.tenancy import Tenancy, Tenant


class SignIn(msgspec.Struct, forbid_unknown_fields=True):
    """Who wants to sign in."""

    email: Annotated[str, msgspec.Meta(max_length=254, examples=["anna@musterstadt.example"])]
    password: Annotated[str, msgspec.Meta(max_length=256)]
    tenant: Annotated[str, msgspec.Meta(examples=["musterstadt"])] | None = None
    """The organisation's slug; needed by people who belong to several."""


class Renewal(msgspec.Struct, forbid_unknown_fields=True):
    """The token that renews or ends a session."""

    refresh_token: Annotated[str, msgspec.Meta(max_length=200)]


class NewPassword(msgspec.Struct, forbid_unknown_fields=True):
    """A change of one's own password."""

    current: Annotated[str, msgspec.Meta(max_length=256)]
    password: Annotated[str, msgspec.Meta(max_length=256)]


class ChosenPassword(msgspec.Struct, forbid_unknown_fields=True):
    """What somebody with an invitation or a reset link sends."""

    secret: Annotated[str, msgspec.Meta(max_length=200)]
    purpose: PasswordLink
    password: Annotated[str, msgspec.Meta(max_length=256)]


class Me(msgspec.Struct, frozen=True, kw_only=True):
    """The signed-in principal, for a client that wants to know what to show."""

    kind: PrincipalKind
    id: UUID
    name: str
    email: str | None
    language: str
    permissions: list[str]
    tenant: Tenant


class AuthController(Controller):
    """Sessions."""

    path = "/api/auth"
    tags = ("auth",)

    @post(
        "/sign-in",
        status_code=200,
        opt=public("Nobody has a token before signing in; attempts are throttled."),
    )
    async def sign_in(
        self,
        request: Request[Any, Any, Any],
        data: JSONBody[SignIn],
        access: NamedDependency[Access],
    ) -> TokenPair:
        """Sign in with email and password."""
        address = request.client.host if request.client else None
        return await access.sign_in(data.email, data.password, data.tenant, address=address)

    @post(
        "/refresh",
        status_code=200,
        opt=public("The refresh token is the proof; it works once."),
    )
    async def refresh(self, data: JSONBody[Renewal], access: NamedDependency[Access]) -> TokenPair:
        """Exchange a refresh token for a new pair; the old one is used up."""
        return await access.refresh(data.refresh_token)

    @post(
        "/sign-out",
        status_code=204,
        opt=public("Whoever holds the refresh token may end its session."),
    )
    async def sign_out(self, data: JSONBody[Renewal], access: NamedDependency[Access]) -> None:
        """End the session that the refresh token belongs to."""
        await access.sign_out(data.refresh_token)

    @post(
        "/choose-password",
        status_code=200,
        opt=public("The link's secret is the proof; it works once and for a while."),
    )
    async def choose_password(
        self, data: JSONBody[ChosenPassword], access: NamedDependency[Access]
    ) -> TokenPair:
        """Choose a password with an invitation or a reset link, and sign in."""
        return await access.choose_password(data.secret, data.purpose, data.password)

    @get("/me", guards=[requires_sign_in()])
    async def me(
        self,
        principal: NamedDependency[Principal],
        access: NamedDependency[Access],
        tenancy: NamedDependency[Tenancy],
    ) -> Me:
        """Who is signed in, with which permissions."""
        tenant = await tenancy.get(principal.tenant_id)
        user = (
            await access.user(tenant.id, principal.user_id)
            if principal.user_id is not None
            else None
        )
        return Me(
            kind=principal.kind,
            id=UUID(principal.id),
            name=user.name if user else "",
            email=user.email if user else None,
            language=principal.language,
            permissions=sorted(principal.permissions),
            tenant=tenant,
        )

    @post("/password", status_code=204, guards=[requires_sign_in("user")])
    async def change_password(
        self,
        data: JSONBody[NewPassword],
        principal: NamedDependency[Principal],
        access: NamedDependency[Access],
    ) -> None:
        """Change one's own password; every session ends, this one too."""
        await access.change_password(principal, data.current, data.password)
