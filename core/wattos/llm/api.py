"""HTTP: which models serve a tenant, how they are, and what they cost."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

import msgspec
from litestar import Controller, delete, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from wattos.access import Principal, requires
from wattos.database import utcnow
from wattos.llm.key_schemas import ProviderKey, ProviderKeyChange
from wattos.llm.routes import Route
from wattos.llm.service import ModelStatus, Router
from wattos.llm.usage import GroupBy, UsageSum, usage_sums

_LAST_DAYS = timedelta(days=30)


class RouteChange(msgspec.Struct, forbid_unknown_fields=True):
    """What a purpose shall use from its next request on."""

    models: Annotated[
        list[str], msgspec.Meta(examples=[["azure/our-deployment", "offline/extractive"]])
    ] = []
    """Tried in this order; empty means the installation's default."""
    regions: Annotated[list[str], msgspec.Meta(examples=[["eu"]])] = []
    """Where the data may go; empty means anywhere."""


class ModelController(Controller):
    """Models, routes and usage of one's own organisation."""

    path = "/api/admin/models"
    tags = ("models",)

    @get("/", guards=[requires("model:read")])
    async def list_models(
        self, principal: NamedDependency[Principal], llm: NamedDependency[Router]
    ) -> list[ModelStatus]:
        """The models of every purpose in the order in which they are tried, with their health."""
        return await llm.status(principal.tenant_id)

    @get("/routes", guards=[requires("model:read")])
    async def list_routes(
        self, principal: NamedDependency[Principal], llm: NamedDependency[Router]
    ) -> list[Route]:
        """The routes that differ from the installation's default."""
        return await llm.routes.list(principal.tenant_id)

    @put("/routes/{purpose:str}", guards=[requires("model:write")])
    async def put_route(
        self,
        purpose: FromPath[str],
        data: JSONBody[RouteChange],
        principal: NamedDependency[Principal],
        llm: NamedDependency[Router],
    ) -> Route:
        """Set models and regions of a purpose (`chat`, `extraction`, …); `*` means all others."""
        route = Route(purpose=purpose, models=tuple(data.models), regions=tuple(data.regions))
        await llm.routes.put(principal.tenant_id, route, actor=principal.actor)
        return route

    @delete("/routes/{purpose:str}", guards=[requires("model:write")])
    async def delete_route(
        self,
        purpose: FromPath[str],
        principal: NamedDependency[Principal],
        llm: NamedDependency[Router],
    ) -> None:
        """Go back to the installation's default."""
        await llm.routes.remove(principal.tenant_id, purpose, actor=principal.actor)

    @get("/keys", guards=[requires("model:write")])
    async def list_keys(
        self, principal: NamedDependency[Principal], llm: NamedDependency[Router]
    ) -> list[ProviderKey]:
        """The organisation's own keys of providers: that they are set, when and by whom."""
        return await llm.keys.list(principal.tenant_id)

    @put("/keys/{provider:str}", guards=[requires("provider_key:write")], status_code=204)
    async def put_key(
        self,
        provider: FromPath[str],
        data: JSONBody[ProviderKeyChange],
        principal: NamedDependency[Principal],
        llm: NamedDependency[Router],
    ) -> None:
        """Set or replace the key of `openai`, `anthropic`, `azure`, `google` or `ollama`.

        It serves this organisation alone, before the installation's key. It is never shown again;
        an empty one keeps what is stored, as long as the address stays the same.
        """
        await llm.keys.put(principal.tenant_id, provider, data, actor=principal.actor)

    @delete("/keys/{provider:str}", guards=[requires("provider_key:write")])
    async def delete_key(
        self,
        provider: FromPath[str],
        principal: NamedDependency[Principal],
        llm: NamedDependency[Router],
    ) -> None:
        """Forget a key; the installation's serves again, where there is one."""
        await llm.keys.remove(principal.tenant_id, provider, actor=principal.actor)

    @get("/usage", guards=[requires("model:read")])
    async def read_usage(
        self,
        principal: NamedDependency[Principal],
        since: FromQuery[datetime | None] = None,
        until: FromQuery[datetime | None] = None,
        by: FromQuery[GroupBy] = "model",
    ) -> list[UsageSum]:
        """Calls, tokens and cost in US dollars; without dates the last 30 days."""
        end = until or utcnow()
        return await usage_sums(
            principal.tenant_id, since=since or end - _LAST_DAYS, until=end, by=by
        )


route_handlers = [ModelController]
