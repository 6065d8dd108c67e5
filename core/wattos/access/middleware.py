"""From a request's bearer token to its principal."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from litestar.connection import ASGIConnection
from litestar.middleware.authentication import (
    AbstractAuthenticationMiddleware,
    AuthenticationResult,
)
from litestar.types import ASGIApp

from wattos.access.schemas import Principal
from wattos.errors import NotSignedIn

Resolve = Callable[[str], Awaitable[Principal]]


class BearerMiddleware(AbstractAuthenticationMiddleware):
    """Puts the principal of `Authorization: Bearer …` into the request, or None.

    It refuses nobody: that is the guards' task. A refused token's reason is kept for them, so
    that public routes still answer a browser whose token has just expired. Mount it with
    `DefineMiddleware(BearerMiddleware, resolve=access.principal_from_token)`.
    """

    def __init__(self, app: ASGIApp, resolve: Resolve) -> None:
        super().__init__(app)
        self._resolve = resolve

    async def authenticate_request(
        self, connection: ASGIConnection[Any, Any, Any, Any]
    ) -> AuthenticationResult:
        scheme, _, token = connection.headers.get("authorization", "").partition(" ")
        if not scheme:
            return AuthenticationResult(user=None, auth=None)
        if scheme.lower() != "bearer" or not token.strip():
            refusal = NotSignedIn(
                "The Authorization header cannot be used.", expected="`Bearer` and a token"
            )
            return AuthenticationResult(user=None, auth=refusal)
        try:
            principal = await self._resolve(token.strip())
        except NotSignedIn as refusal:
            return AuthenticationResult(user=None, auth=refusal)
        return AuthenticationResult(user=principal, auth=None)
