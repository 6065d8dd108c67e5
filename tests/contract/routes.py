"""The application's own route table, as the generated route tests read it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx
import msgspec
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.handlers.base import BaseRouteHandler
from litestar.routes import HTTPRoute

from wattos.access import Guard


class Endpoint(msgspec.Struct, frozen=True):
    """One way into the application: an HTTP method on a path, a WebSocket or a mounted part."""

    method: str
    """GET, POST …; WEBSOCKET and ASGI for what is not plain HTTP."""
    path: str
    """With its parameters: `/api/admin/users/{user_id:uuid}`."""
    guards: list[Guard]
    public_reason: str | None

    @property
    def parameters(self) -> dict[str, str]:
        """The path's parameters and their types, such as `{"user_id": "uuid"}`."""
        parts = [part[1:-1] for part in self.path.split("/") if part.startswith("{")]
        return dict(part.split(":") for part in parts)

    def address(self, values: Mapping[str, str]) -> str:
        """The path with its parameters filled in."""
        path = self.path
        for name, kind in self.parameters.items():
            path = path.replace(f"{{{name}:{kind}}}", values[name].lstrip("/"))
        return path


def endpoints(app: Litestar) -> list[Endpoint]:
    """Every way in, by path and method."""
    found = [
        _endpoint(method, route.path, handler)
        for route in app.routes
        for method, handler in _handlers(route)
    ]
    return sorted(found, key=lambda endpoint: (endpoint.path, endpoint.method))


def in_process(app: Any) -> httpx.ASGITransport:
    """A transport that calls the application without a server."""
    return httpx.ASGITransport(app=app)


def _handlers(route: Any) -> list[tuple[str, BaseRouteHandler]]:
    if not isinstance(route, HTTPRoute):
        return [(route.scope_type.value.upper(), route.route_handler)]
    return [
        (str(getattr(method, "value", method)), handler)
        for handler in route.route_handlers
        for method in handler.http_methods
        if not _is_litestars_options_answer(handler)
    ]


def _is_litestars_options_answer(handler: HTTPRouteHandler) -> bool:
    """Litestar answers OPTIONS itself with the allowed methods; no code of ours runs."""
    return handler.handler_name.endswith("options_handler") and not handler.include_in_schema


def _endpoint(method: str, path: str, handler: BaseRouteHandler) -> Endpoint:
    return Endpoint(
        method=method,
        path=path,
        guards=[guard for guard in handler.resolve_guards() if isinstance(guard, Guard)],
        public_reason=handler.opt.get("public_reason") if handler.opt.get("public") else None,
    )
