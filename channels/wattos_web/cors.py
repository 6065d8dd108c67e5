"""Cross-origin rules for `/web`: only sites that a widget key names (WHATWG Fetch, CORS)."""

from __future__ import annotations

from litestar.datastructures import Headers, MutableScopeHeaders
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from wattos_web.keys import WidgetKeys

_ALLOWED = {
    "Access-Control-Allow-Methods": "GET, POST, DELETE",
    "Access-Control-Allow-Headers": "authorization, content-type, last-event-id",
    "Access-Control-Max-Age": "600",
}


class Cors:
    """Answers preflights and lets known sites read the answers; no cookie is ever involved.

    Which key a site may use is checked again with the session: this only opens the browser's gate.
    """

    def __init__(self, app: ASGIApp, keys: WidgetKeys) -> None:
        self._app = app
        self._keys = keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        origin = Headers.from_scope(scope).get("origin")
        if scope["type"] != "http" or origin is None:
            await self._app(scope, receive, send)
            return
        headers = {"Vary": "Origin"}
        if await self._keys.origin_known(origin):
            headers["Access-Control-Allow-Origin"] = origin
        if _is_preflight(scope):
            await _answer(send, headers)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                found = MutableScopeHeaders.from_message(message)
                for name, value in headers.items():
                    found[name] = value
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _is_preflight(scope: HTTPScope) -> bool:
    asked = Headers.from_scope(scope).get("access-control-request-method")
    return scope["method"] == "OPTIONS" and asked is not None


async def _answer(send: Send, headers: dict[str, str]) -> None:
    allowed = _ALLOWED if "Access-Control-Allow-Origin" in headers else {}
    encoded = [(k.lower().encode(), v.encode()) for k, v in {**headers, **allowed}.items()]
    await send({"type": "http.response.start", "status": 204, "headers": encoded})
    await send({"type": "http.response.body", "body": b"", "more_body": False})
