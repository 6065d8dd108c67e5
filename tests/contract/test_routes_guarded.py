"""Every route names who may call it: generated from the application's own route table."""

from __future__ import annotations

import httpx
from litestar import Litestar

from tests.contract.routes import Endpoint, endpoints, in_process
from wattos.database import new_id
from wattos.platform import Platform


def fill(endpoint: Endpoint) -> str:
    """The endpoint's address with values that name nothing."""
    samples = {"uuid": str(new_id()), "int": "1", "str": "nothing", "path": "nothing"}
    return endpoint.address({name: samples[kind] for name, kind in endpoint.parameters.items()})


def test_every_route_is_guarded_or_says_why_it_is_public(app: Litestar) -> None:
    bare = [
        f"{endpoint.method} {endpoint.path}"
        for endpoint in endpoints(app)
        if not endpoint.guards and not endpoint.public_reason
    ]
    assert not bare, "\n".join(bare)


def test_no_public_route_carries_a_guard(app: Litestar) -> None:
    both = [
        f"{endpoint.method} {endpoint.path}"
        for endpoint in endpoints(app)
        if endpoint.guards and endpoint.public_reason
    ]
    assert not both, "\n".join(both)


async def test_every_guard_asks_for_a_registered_permission(
    platform: Platform, app: Litestar
) -> None:
    registered = {spec.name for spec in await platform.access.permissions()}
    unknown = {
        guard.permission
        for endpoint in endpoints(app)
        for guard in endpoint.guards
        if guard.permission is not None and guard.permission not in registered
    }
    assert unknown == set()


async def test_every_guarded_route_refuses_a_stranger(app: Litestar) -> None:
    async with httpx.AsyncClient(transport=in_process(app), base_url="http://test") as stranger:
        for endpoint in endpoints(app):
            if endpoint.public_reason or endpoint.method in ("WEBSOCKET", "ASGI"):
                continue
            answer = await stranger.request(endpoint.method, fill(endpoint))
            assert (endpoint, answer.status_code) == (endpoint, 401)
            assert answer.headers["content-type"].startswith("application/problem+json")


async def test_every_permission_is_refused_to_who_has_no_role(
    platform: Platform, app: Litestar
) -> None:
    tenant = await platform.create_tenant(f"t-{new_id().hex}")
    password = "a long password"
    email = f"nobody-{new_id()}@example.org"
    await platform.access.create_user(tenant.id, email=email, password=password)
    pair = await platform.access.sign_in(email, password)
    async with httpx.AsyncClient(
        transport=in_process(app),
        base_url="http://test",
        headers={"Authorization": f"Bearer {pair.access_token}"},
    ) as client:
        for endpoint in endpoints(app):
            asks = any(guard.permission for guard in endpoint.guards)
            if asks and endpoint.method not in ("WEBSOCKET", "ASGI"):
                answer = await client.request(endpoint.method, fill(endpoint))
                assert (endpoint, answer.status_code) == (endpoint, 403)
