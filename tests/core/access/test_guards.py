"""Guards on routes, through a real application."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import httpx
import pytest
from litestar import Litestar, get
from litestar.middleware import DefineMiddleware

from wattos.access import BearerMiddleware, public, requires, requires_sign_in
from wattos.database import new_id
from wattos.platform import Platform
from wattos.problems import EXCEPTION_HANDLERS
from wattos.testing import PASSWORD


@get("/knowledge", guards=[requires("knowledge:write")])
async def knowledge() -> str:
    """A route that asks for a permission."""
    return "ok"


@get("/mine", guards=[requires_sign_in("user")])
async def mine() -> str:
    """A route for people only."""
    return "ok"


@get("/widget", guards=[requires_sign_in("visitor")])
async def widget() -> str:
    """A route for visitors only."""
    return "ok"


@get("/open", opt=public("a test"))
async def everybody() -> str:
    """A route for all."""
    return "ok"


@pytest.fixture
def http(platform: Platform) -> httpx.AsyncClient:
    """A client of an application with one route a kind of guard."""
    app: Any = Litestar(
        [knowledge, mine, widget, everybody],
        middleware=[
            DefineMiddleware(BearerMiddleware, resolve=platform.access.principal_from_token)
        ],
        exception_handlers=EXCEPTION_HANDLERS,
        openapi_config=None,
    )
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test")


async def statuses(http: httpx.AsyncClient, authorization: str | None) -> list[int]:
    """The status of each route in the order knowledge, mine, widget, open."""
    headers = {} if authorization is None else {"Authorization": authorization}
    paths = ("/knowledge", "/mine", "/widget", "/open")
    return [(await http.get(path, headers=headers)).status_code for path in paths]


async def test_guards_let_each_kind_of_token_pass_where_it_belongs(
    platform: Platform, tenant: UUID, http: httpx.AsyncClient
) -> None:
    tokens: dict[str, str] = {}
    for role in ("editor", "viewer"):
        email = f"{role}-{tenant}@example.org"
        await platform.access.create_user(tenant, email=email, password=PASSWORD, roles=[role])
        tokens[role] = (await platform.access.sign_in(email, PASSWORD)).access_token
    tokens["visitor"] = platform.access.issue_visitor_token(tenant, "v", new_id())
    tokens["service"] = (
        await platform.access.create_service_token(
            tenant, name="x", permissions=["knowledge:write"]
        )
    ).secret
    seen = {kind: await statuses(http, f"Bearer {token}") for kind, token in tokens.items()}
    assert seen == {
        "editor": [200, 200, 403, 200],
        "viewer": [403, 200, 403, 200],
        "visitor": [403, 403, 200, 200],
        "service": [200, 403, 403, 200],
    }


@pytest.mark.parametrize(
    "authorization", [None, "", "Bearer", "Bearer nonsense", "Basic YTpi", "Bearer wts_unknown"]
)
async def test_guards_refuse_whoever_is_not_signed_in_but_public_routes_answer(
    http: httpx.AsyncClient, authorization: str | None
) -> None:
    assert await statuses(http, authorization) == [401, 401, 401, 200]


async def test_guard_tells_why_a_token_was_refused(
    platform: Platform, tenant: UUID, http: httpx.AsyncClient
) -> None:
    token = platform.access.issue_visitor_token(tenant, "v", new_id(), minutes=-1)
    answer = await http.get("/widget", headers={"Authorization": f"Bearer {token}"})
    assert answer.json()["detail"] == "The token has expired."
    assert answer.headers["www-authenticate"] == "Bearer"
