"""Other plugins' API, called in this process on the rights of the person who asks.

Plugins do not import each other. Their HTTP API is public, guarded and the same for everybody, so
the console is one of its clients.
"""

from __future__ import annotations

from typing import Any

import httpx

from wattos.errors import Conflict, InvalidInput, NotFound, NotPermitted, Unavailable, WattosError

_KINDS: dict[int, type[WattosError]] = {
    400: InvalidInput,
    403: NotPermitted,
    404: NotFound,
    409: Conflict,
}


class Api:
    """The application's API for one request; `token` is the person's."""

    def __init__(self, app: Any, token: str | None) -> None:
        self._app = app
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    async def get(self, path: str, **query: Any) -> Any:
        """What the address answers; None where no plugin has it or the person may not see it."""
        try:
            return await self.call("GET", path, params=query)
        except (NotFound, NotPermitted):
            return None

    async def call(
        self, method: str, path: str, *, json: Any = None, params: dict[str, Any] | None = None
    ) -> Any:
        """The decoded answer; raises the `WattosError` that the address answers with."""
        answer = await self._send(method, path, json=json, params=params)
        return answer.json() if answer.content else None

    async def text(self, path: str, **query: Any) -> str:
        """A page as it is answered; raises as `call`."""
        return (await self._send("GET", path, params=query)).text

    async def _send(
        self, method: str, path: str, *, json: Any = None, params: dict[str, Any] | None = None
    ) -> httpx.Response:
        transport = httpx.ASGITransport(app=self._app, raise_app_exceptions=False)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://console", headers=self._headers
        ) as client:
            answer = await client.request(method, path, json=json, params=params)
        if answer.is_success:
            return answer
        raise _error(answer)


def _error(answer: httpx.Response) -> WattosError:
    kind = _KINDS.get(answer.status_code, Unavailable)
    try:
        problem: dict[str, Any] = answer.json()
    except ValueError:
        problem = {}
    return kind(
        problem.get("detail") or problem.get("title") or "This did not work.",
        given=problem.get("given"),
        expected=problem.get("expected"),
        hint=problem.get("hint"),
        told=problem.get("told"),
    )
