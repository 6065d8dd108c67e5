"""Keys for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Controller, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from wattos.access.guards import requires
from wattos.access.schemas import NewServiceToken, Principal, ServiceToken
from wattos.access.service import Access


class ServiceTokenRequest(msgspec.Struct, forbid_unknown_fields=True):
    """A key to make."""

    name: Annotated[str, msgspec.Meta(examples=["nightly import"])]
    permissions: Annotated[list[str], msgspec.Meta(examples=[["knowledge:write"]])]
    expires_at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None


class ServiceTokenController(Controller):
    """Service tokens."""

    path = "/api/admin/service-tokens"
    tags = ("admin",)

    @get("/", guards=[requires("service_token:read")])
    async def list_service_tokens(
        self, principal: NamedDependency[Principal], access: NamedDependency[Access]
    ) -> list[ServiceToken]:
        """All keys, without their secrets."""
        return await access.service_tokens(principal.tenant_id)

    @post("/", guards=[requires("service_token:write")])
    async def create_service_token(
        self,
        data: JSONBody[ServiceTokenRequest],
        principal: NamedDependency[Principal],
        access: NamedDependency[Access],
    ) -> NewServiceToken:
        """Make a key; this answer is the only one that shows its secret."""
        return await access.create_service_token(
            principal.tenant_id,
            name=data.name,
            permissions=data.permissions,
            expires_at=data.expires_at,
            by=principal,
        )

    @delete("/{token_id:uuid}", guards=[requires("service_token:write")])
    async def revoke_service_token(
        self,
        token_id: FromPath[UUID],
        principal: NamedDependency[Principal],
        access: NamedDependency[Access],
    ) -> None:
        """Make a key useless from now on."""
        await access.revoke_service_token(principal.tenant_id, token_id, by=principal)
