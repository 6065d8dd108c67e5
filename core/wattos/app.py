"""The HTTP application: every room's and plugin's routes over one platform."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from typing import Any, cast

from litestar import Litestar, Request
from litestar.di import Provide
from litestar.middleware import DefineMiddleware
from litestar.plugins import PluginProtocol
from litestar.plugins.core import MsgspecDIPlugin
from litestar.types import ControllerRouterHandler

from wattos import __version__
from wattos.access import BearerMiddleware, Principal, principal_of
from wattos.health import HealthController
from wattos.openapi import documentation_assets, openapi_config
from wattos.platform import Platform
from wattos.plugin_routes import hosted
from wattos.problems import EXCEPTION_HANDLERS, JsonRequest

# Each module has `route_handlers`.
API_MODULES = (
    "wattos.access.api",
    "wattos.audit.api",
    "wattos.knowledge.api",
    "wattos.llm.api",
    "wattos.agents.api",
    "wattos.verified.api",
    "wattos.conversations.api",
    "wattos.replay.api",
    "wattos.plugins.api",
    "wattos.subjects.api",
)


class _Application(Litestar):
    """Litestar that imports its support for pydantic and attrs where a plugin has imported these.

    Bodies and answers of our own routes are msgspec's, and that import takes a fifth of a second.
    """

    @staticmethod
    def _get_default_plugins(plugins: list[PluginProtocol]) -> list[PluginProtocol]:
        if {"pydantic", "attrs"} & sys.modules.keys():
            return Litestar._get_default_plugins(plugins)
        return [*plugins, MsgspecDIPlugin()]


def create_app(platform: Platform) -> Litestar:
    """The application on an open platform; closing the platform is the caller's task.

    A plugin whose routes cannot be mounted (faulty, or a path that is taken) is quarantined.
    """
    try:
        return _mount(platform, _all_routes(platform))
    except Exception:  # noqa: BLE001 - whose routes it was is found out one plugin at a time
        return _mount(platform, _mountable_routes(platform))


def _all_routes(platform: Platform) -> list[ControllerRouterHandler]:
    found = platform.registries.by_plugin("register_routes")
    return [hosted(platform, plugin_id, routes) for plugin_id, routes in found.items()]


def _mountable_routes(platform: Platform) -> list[ControllerRouterHandler]:
    taken: list[ControllerRouterHandler] = []
    _mount(platform, taken)
    for plugin_id, routes in platform.registries.by_plugin("register_routes").items():
        try:
            router = hosted(platform, plugin_id, routes)
            _mount(platform, [*taken, router])
        except Exception as error:  # noqa: BLE001 - a plugin may register anything
            platform.host.refuse(plugin_id, "register_routes", error)
        else:
            taken.append(router)
    return taken


def _mount(platform: Platform, plugin_routes: list[ControllerRouterHandler]) -> Litestar:
    app = _Application(
        route_handlers=[
            HealthController,
            documentation_assets(),
            *_core_routes(),
            *plugin_routes,
        ],
        dependencies=_dependencies(platform),
        middleware=[
            DefineMiddleware(BearerMiddleware, resolve=platform.access.principal_from_token)
        ],
        exception_handlers=EXCEPTION_HANDLERS,
        request_class=JsonRequest,
        openapi_config=openapi_config(__version__, lambda: app.routes),
        request_max_body_size=platform.settings.max_document_bytes + 1_000_000,
        # Litestar's default puts requests' addresses into INFO logs.
        logging_config=None,
    )
    return app


def _core_routes() -> list[ControllerRouterHandler]:
    return [
        handler
        for module in API_MODULES
        for handler in importlib.import_module(module).route_handlers
    ]


def _dependencies(platform: Platform) -> dict[str, Provide]:
    services: dict[str, Any] = {
        "platform": platform,
        "access": platform.access,
        "tenancy": platform.tenancy,
        "clock": platform.clock,
        "jobs": platform.jobs,
        "knowledge": platform.knowledge,
        "llm": platform.llm,
        "agents": platform.agents,
        "verified": platform.verified,
        "replays": platform.replays,
        "conversations": platform.conversations,
        "host": platform.host,
        "plugins": platform.plugins,
        "subjects": platform.subjects,
    }
    provided = {
        name: Provide(_always(service), sync_to_thread=False) for name, service in services.items()
    }
    provided["principal"] = Provide(_principal, sync_to_thread=False)
    return provided


def _always(service: Any) -> Callable[[], Any]:
    def provide() -> Any:
        return service

    return provide


def _principal(request: Request[Any, Any, Any]) -> Principal:
    return principal_of(cast("Any", request))
