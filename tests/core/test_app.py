"""The application as a client sees it: health, documentation, problem documents, guards."""

import re
from uuid import UUID

import pytest
from httpx import AsyncClient

from wattos.platform import Platform
from wattos.testing import signed_in


async def test_readiness_names_its_parts(client: AsyncClient) -> None:
    response = await client.get("/health/ready")
    assert response.json()["checks"]["database"]["ok"]
    assert response.json()["checks"]["redis"]["ok"]


async def test_errors_are_problem_documents(client: AsyncClient) -> None:
    response = await client.get("/api/v1/agents/00000000-0000-7000-8000-000000000000")
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["code"] == "not-found"


async def test_value_beyond_the_databases_range_is_a_problem(
    client: AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    for path, given in (
        ("/api/admin/audit", {"before": str(10**30)}),
        ("/api/admin/models/usage", {"since": "0001-01-01T00:00:00+14:00"}),
    ):
        response = await client.get(path, params=given)
        assert (response.status_code, response.json()["code"]) == (400, "invalid-input"), path
    assert "DataError" in caplog.text
    assert str(10**30) not in caplog.text


@pytest.mark.parametrize("body", [b"{", rb'{"email":"\ud800"}', rb'{"email":"\ud800 and more"}'])
async def test_unreadable_body_is_a_problem_that_says_what_to_do(
    client: AsyncClient, body: bytes
) -> None:
    response = await client.post(
        "/api/auth/sign-in", content=body, headers={"content-type": "application/json"}
    )
    assert response.status_code == 400
    assert response.json()["code"] == "invalid-input"
    assert "half of a character" in response.json()["hint"]


@pytest.mark.parametrize(
    ("body", "detail"), [(b'{"email":"\xff"}', "not UTF-8"), (b"", "The request has no body")]
)
async def test_body_that_is_no_text_or_absent_is_a_problem(
    client: AsyncClient, body: bytes, detail: str
) -> None:
    response = await client.post("/api/auth/sign-in", content=body)
    assert (response.status_code, response.json()["code"]) == (400, "invalid-input")
    assert detail in response.json()["detail"]


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/api/auth/sign-in", "OPTIONS, POST"),
        (f"/api/v1/agents/{UUID(int=7)}", "GET, OPTIONS, PATCH"),
    ],
)
async def test_wrong_method_is_told_the_right_ones(
    client: AsyncClient, path: str, allowed: str
) -> None:
    response = await client.delete(path)
    assert (response.status_code, response.headers["allow"]) == (405, allowed)


async def test_route_without_a_token_asks_to_sign_in(server: str) -> None:
    async with AsyncClient(base_url=server) as stranger:
        response = await stranger.get("/api/v1/agents")
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"


async def test_viewer_may_read_and_not_write(platform: Platform, tenant: UUID, server: str) -> None:
    async with signed_in(platform, tenant, server, role="viewer") as viewer:
        assert (await viewer.get("/api/v1/agents")).status_code == 200
        assert (await viewer.put("/api/admin/plugins/wattos_web", json={})).status_code == 403


async def test_documentation_needs_no_outside_address(client: AsyncClient) -> None:
    page = (await client.get("/docs/")).text
    assert not re.findall(r"""(?:src|href)=["']?https?://[^ >]+""", page)
    schema = (await client.get("/docs/openapi.json")).json()
    for prefix in ("/api/auth", "/api/v1/agents", "/api/v1/knowledge", "/api/admin", "/db"):
        assert any(path.startswith(prefix) for path in schema["paths"]), prefix


async def test_change_of_a_plugin_that_is_not_there_is_refused(client: AsyncClient) -> None:
    assert (await client.put("/api/admin/plugins/no_such_plugin", json={})).status_code == 404
