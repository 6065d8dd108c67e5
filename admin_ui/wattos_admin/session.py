"""Who asks: a session in a cookie, and proof that a form was sent from one of our own pages."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from wattos.access import BROWSER_SECONDS, Principal, hash_secret
from wattos.errors import InvalidInput, NotPermitted, NotSignedIn
from wattos_admin.page import ROOT

AnyRequest = Request[Any, Any, Any]
COOKIE = "wattos_session"
TOKEN_FIELD, TOKEN_HEADER = "form_token", "X-Form-Token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class CookieSession(ASGIMiddleware):
    """Takes the principal from the session cookie where no bearer token came."""

    scopes = (ScopeType.HTTP,)

    def __init__(self, resolve: Callable[[str], Awaitable[Principal]]) -> None:
        self._resolve = resolve

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        connection: ASGIConnection[Any, Any, Any, Any] = ASGIConnection(scope)
        token = connection.cookies.get(COOKIE)
        if token and "authorization" not in connection.headers:
            try:
                scope["user"] = await self._resolve(token)
                scope["state"]["session_token"] = token
            except NotSignedIn as refusal:
                scope["auth"] = refusal
        await next_app(scope, receive, send)


def address_of(request: AnyRequest) -> str:
    """The path and the query that were asked for."""
    query = request.url.query
    return f"{request.url.path}?{query}" if query else request.url.path


def session_token(request: AnyRequest) -> str | None:
    """The token of the cookie that let this request in."""
    return request.scope["state"].get("session_token")


def form_token(request: AnyRequest) -> str:
    """What the forms of this session carry; only who knows the cookie can make it."""
    return hash_secret(f"form:{session_token(request) or ''}")[:32]


async def check_form(request: AnyRequest) -> None:
    """Refuse what another site makes a browser send, and what no page of the console sends.

    A request without the cookie carries its own right in a header, which no other site can set.
    Raises NotPermitted, and InvalidInput for the NUL character, which the database cannot keep.
    """
    if "\x00" in request.scope["path"] or b"%00" in request.scope["query_string"]:
        raise InvalidInput("This address holds a character that no address has.")
    if request.method in SAFE_METHODS:
        return
    form = await request.form()
    if any(isinstance(value, str) and "\x00" in value for _, value in form.multi_items()):
        raise InvalidInput("This text holds a character that no text has.")
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise NotPermitted("This form was sent from another site.")
    if session_token(request) is None:
        return
    given = request.headers.get(TOKEN_HEADER) or form.get(TOKEN_FIELD) or ""
    if not hmac.compare_digest(str(given).encode(), form_token(request).encode()):
        raise NotPermitted(
            "This page was open for too long.", hint="Load it again and repeat the step."
        )


def session_cookie(request: AnyRequest, token: str | None) -> Cookie:
    """The cookie that holds a session; without a token, the one that ends it."""
    return Cookie(
        key=COOKIE,
        value=token or "",
        max_age=BROWSER_SECONDS if token else 0,
        path=ROOT,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
