"""A tenant's routes: which models serve a purpose, and which regions the data may reach."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import msgspec

from wattos.access import Actor
from wattos.audit import record
from wattos.database import execute, fetch, new_id, tenant_scope
from wattos.errors import InvalidInput
from wattos.llm.catalogue import Catalogue
from wattos.llm.endpoints import LOCAL
from wattos.llm.keys import ProviderKeys
from wattos.llm.settings import default_models
from wattos.settings import Settings

ANY_PURPOSE = "*"
EMBEDDING = "embedding"
"""What calls of remote embedders are booked under; a route of this name sets their regions."""
_SYSTEM = Actor(kind="system", id="models")


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """What a tenant set for a purpose; empty lists mean "the default" and "anywhere"."""

    purpose: str
    models: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()


class Routes:
    """Reads the route at every request, so that a change counts from the next request on."""

    def __init__(self, settings: Settings, keys: ProviderKeys) -> None:
        self._settings = settings
        self._keys = keys

    async def list(self, tenant_id: UUID) -> list[Route]:
        """Every route the tenant set."""
        async with tenant_scope(tenant_id):
            rows = await fetch("select purpose, models, regions from llm_route order by purpose")
        return [
            Route(
                purpose=row["purpose"], models=tuple(row["models"]), regions=tuple(row["regions"])
            )
            for row in rows
        ]

    async def put(self, tenant_id: UUID, route: Route, *, actor: Actor = _SYSTEM) -> None:
        """Set the route of a purpose; raises `InvalidInput` for a model that cannot serve it."""
        if route.purpose == EMBEDDING and route.models:
            raise InvalidInput(
                "The embedder is the same for the whole installation.",
                given=", ".join(route.models),
                expected="a route for embedding that sets regions and no models",
                hint="Set WATTOS_EMBEDDER to change the embedder.",
            )
        catalogue = await self._keys.catalogue(tenant_id)
        for model in route.models:
            catalogue.require(model)
        _check_regions(catalogue, route.models, route.regions)
        async with tenant_scope(tenant_id):
            routes = {each.purpose: each for each in await self.list(tenant_id)}
            _check_some_left(catalogue, {**routes, route.purpose: route})
            await execute(
                "insert into llm_route (id, tenant_id, purpose, models, regions) "
                "values ($1, $2, $3, $4, $5) on conflict (tenant_id, purpose) "
                "do update set models = excluded.models, regions = excluded.regions",
                new_id(),
                tenant_id,
                route.purpose,
                list(route.models),
                list(route.regions),
            )
            detail = {"models": list(route.models), "regions": list(route.regions)}
            await _audit("model.route", route.purpose, actor, detail)

    async def remove(self, tenant_id: UUID, purpose: str, *, actor: Actor = _SYSTEM) -> None:
        """Go back to the installation's default for a purpose."""
        async with tenant_scope(tenant_id):
            await execute("delete from llm_route where purpose = $1", purpose)
            await _audit("model.route_removed", purpose, actor, {})

    async def models(
        self,
        tenant_id: UUID,
        purpose: str,
        *,
        first: str | None = None,
        regions: tuple[str, ...] = (),
    ) -> list[str]:
        """The models to try in order, `first` before the route's, within all regions given.

        Models that no provider serves are left out; an empty list means that none is left.
        """
        return (await self.resolve(tenant_id, purpose, first=first, regions=regions))[0]

    async def resolve(
        self,
        tenant_id: UUID,
        purpose: str,
        *,
        first: str | None = None,
        regions: tuple[str, ...] = (),
    ) -> tuple[list[str], Catalogue]:
        """As `models`, with the catalogue that serves them to this tenant."""
        async with tenant_scope(tenant_id):
            routes = {route.purpose: route for route in await self.list(tenant_id)}
            catalogue = await self._keys.catalogue(tenant_id)
        named = _models(routes, purpose)
        usual = default_models(self._settings, purpose, own=catalogue.own)
        ordered = dict.fromkeys((*((first,) if first else ()), *(named or usual)))
        limits = [r for r in (_regions(routes, purpose), regions) if r]
        return [
            model
            for model in ordered
            if catalogue.provider(model) is not None
            and all(_allowed(catalogue, model, limit) for limit in limits)
        ], catalogue

    async def allows(self, tenant_id: UUID, purpose: str, model: str) -> bool:
        """Whether the regions of the tenant's route allow a model of the installation."""
        routes = {route.purpose: route for route in await self.list(tenant_id)}
        return _allowed(self._keys.shared, model, _regions(routes, purpose))

    async def check(self, tenant_id: UUID, purpose: str, model: str) -> None:
        """Raise `InvalidInput` unless the model is served, and in the regions of the route."""
        async with tenant_scope(tenant_id):
            routes = {route.purpose: route for route in await self.list(tenant_id)}
            catalogue = await self._keys.catalogue(tenant_id)
        catalogue.require(model)
        _check_regions(catalogue, (model,), _regions(routes, purpose))


def _models(routes: Mapping[str, Route], purpose: str) -> tuple[str, ...]:
    """What a purpose is to be served by; empty is the installation's default."""
    own, general = routes.get(purpose), routes.get(ANY_PURPOSE)
    return (own and own.models) or (general and general.models) or ()


def _regions(routes: Mapping[str, Route], purpose: str) -> tuple[str, ...]:
    """Where a purpose's data may go by the tenant's routes; empty is anywhere."""
    own, general = routes.get(purpose), routes.get(ANY_PURPOSE)
    return (own and own.regions) or (general and general.regions) or ()


def _check_regions(catalogue: Catalogue, models: tuple[str, ...], regions: tuple[str, ...]) -> None:
    barred = [model for model in models if not _allowed(catalogue, model, regions)]
    if barred:
        raise InvalidInput(
            "These models run outside the chosen regions.",
            given=", ".join(f"{m} ({catalogue.region(m) or 'region unknown'})" for m in barred),
            expected="models in " + ", ".join(regions),
            hint="Name the regions of models with WATTOS_MODEL_REGIONS.",
        )


def _check_some_left(catalogue: Catalogue, routes: Mapping[str, Route]) -> None:
    """A purpose may take its models from one route and its regions from another."""
    for purpose in routes.keys() - {EMBEDDING}:
        models, regions = _models(routes, purpose), _regions(routes, purpose)
        if models and not any(_allowed(catalogue, model, regions) for model in models):
            raise InvalidInput(
                f"No model would be left for {purpose}.",
                given=", ".join(f"{m} ({catalogue.region(m) or 'region unknown'})" for m in models),
                expected="at least one model in " + ", ".join(regions),
                hint="Name models of these regions in the route, or their regions with "
                "WATTOS_MODEL_REGIONS.",
            )


def _allowed(catalogue: Catalogue, model: str, regions: tuple[str, ...]) -> bool:
    region = catalogue.region(model)
    # A region that nobody stated is no permission; what stays here reaches no region at all.
    return not regions or region == LOCAL or region in regions


async def _audit(action: str, purpose: str, actor: Actor, detail: Mapping[str, object]) -> None:
    await record(action, actor=actor, resource="llm_route", resource_id=purpose, detail=detail)
