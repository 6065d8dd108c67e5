"""Widget keys over HTTP, for those who manage a tenant's chats."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Controller, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from wattos.access import Principal, requires
from wattos_web.appearance import Appearance
from wattos_web.keys import WidgetKeyInfo
from wattos_web.sessions import WebSessions


class NewKey(msgspec.Struct, forbid_unknown_fields=True):
    """A widget key to make."""

    name: Annotated[str, msgspec.Meta(max_length=200, examples=["Website"])]
    origins: Annotated[
        list[str], msgspec.Meta(max_length=50, examples=[["https://www.musterstadt.example"]])
    ] = []
    agent_id: UUID | None = None
    appearance: Appearance | None = None
    """Looks and first words; a change without them keeps the old ones."""


class KeyChange(NewKey, forbid_unknown_fields=True):
    """What a key says from now on."""

    active: bool = True


class WidgetKeyController(Controller):
    """Public keys of the tenant's chats."""

    path = "/api/v1/widget-keys"
    tags = ("web",)

    @get("/", guards=[requires("widget_key:read")])
    async def list_keys(
        self, principal: NamedDependency[Principal], web: NamedDependency[WebSessions]
    ) -> list[WidgetKeyInfo]:
        """Every widget key, oldest first."""
        return await web.keys.list(principal.tenant_id)

    @post("/", guards=[requires("widget_key:write")])
    async def create_key(
        self,
        data: JSONBody[NewKey],
        principal: NamedDependency[Principal],
        web: NamedDependency[WebSessions],
    ) -> WidgetKeyInfo:
        """Make a key for the sites it names."""
        key = await web.keys.create(
            principal.tenant_id,
            name=data.name,
            origins=data.origins,
            agent_id=data.agent_id,
            appearance=data.appearance,
            actor=principal.actor,
        )
        await web.want_suggestions(principal.tenant_id, key.agent_id)
        return key

    @put("/{key_id:uuid}", guards=[requires("widget_key:write")])
    async def change_key(
        self,
        key_id: FromPath[UUID],
        data: JSONBody[KeyChange],
        principal: NamedDependency[Principal],
        web: NamedDependency[WebSessions],
    ) -> WidgetKeyInfo:
        """Replace what a key says; a key that is not active opens nothing any more."""
        key = await web.keys.change(
            principal.tenant_id,
            key_id,
            name=data.name,
            origins=data.origins,
            agent_id=data.agent_id,
            appearance=data.appearance,
            active=data.active,
            actor=principal.actor,
        )
        await web.want_suggestions(principal.tenant_id, key.agent_id)
        return key
