"""Plugins' routes as the application mounts them: off where their plugin is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from litestar import Router

from wattos.access import Principal
from wattos.errors import NotFound
from wattos.platform import Platform

if TYPE_CHECKING:
    from litestar.connection import ASGIConnection
    from litestar.handlers.base import BaseRouteHandler
    from litestar.types import ControllerRouterHandler


def hosted(platform: Platform, plugin_id: str, routes: Sequence[ControllerRouterHandler]) -> Router:
    """A plugin's routes behind a guard.

    It answers 503 while the plugin is in quarantine and 404 to the people of an organisation that
    has switched it off. What comes without a token (a widget, a webhook) is for the plugin to tell
    apart, by `platform.plugins.is_enabled`.
    """

    async def switched_on(
        connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler
    ) -> None:
        platform.host.require_healthy(plugin_id)
        principal = connection.scope.get("user")
        if not isinstance(principal, Principal):
            return
        if not await platform.plugins.is_enabled(principal.tenant_id, plugin_id):
            raise NotFound(
                "This part is switched off for your organisation.",
                given=plugin_id,
                hint="Somebody who may change plugins can switch it on.",
            )

    return Router(path="/", route_handlers=routes, guards=[switched_on])
