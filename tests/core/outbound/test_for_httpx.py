"""The guarded httpx transport against real sockets."""

from __future__ import annotations

import httpx
import pytest

from tests.core.outbound.conftest import LoopbackServer, Names
from wattos.errors import TooLarge
from wattos.outbound import OutboundRefused, guarded_client, guarded_transport, read_limited
from wattos.settings import load_settings

CLOSED = load_settings({})
OPEN = load_settings({"WATTOS_ALLOWED_NETWORKS": "127.0.0.1/32"})


def client_with(names: Names, *, settings: object = CLOSED) -> httpx.AsyncClient:
    assert isinstance(settings, type(CLOSED))
    transport = guarded_transport(settings, resolver=names)
    return httpx.AsyncClient(transport=transport, trust_env=False, follow_redirects=True)


async def test_guarded_client_reaches_an_opened_network(server: LoopbackServer) -> None:
    async with guarded_client(OPEN) as client:
        answer = await client.get(f"http://127.0.0.1:{server.port}/")
    assert answer.text == "hello"


async def test_guarded_client_refuses_loopback_and_sends_nothing(server: LoopbackServer) -> None:
    async with guarded_client(CLOSED) as client:
        for host in ("127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "127.1"):
            with pytest.raises(OutboundRefused):
                await client.get(f"http://{host}:{server.port}/")
    assert server.requests == []


async def test_guarded_transport_refuses_a_name_that_leads_inside(server: LoopbackServer) -> None:
    names = Names(intranet_example=[["127.0.0.1"]])
    async with client_with(names) as client:
        with pytest.raises(OutboundRefused) as caught:
            await client.get(f"http://intranet.example:{server.port}/")
    assert caught.value.given == "intranet.example"
    assert server.requests == []


async def test_guarded_transport_resolves_once_and_connects_to_that_address(
    server: LoopbackServer,
) -> None:
    names = Names(rebind_example=[["127.0.0.1"], ["10.0.0.1"]])
    async with client_with(names, settings=OPEN) as client:
        answer = await client.get(f"http://rebind.example:{server.port}/")
    assert answer.status_code == 200
    assert names.asked == ["rebind.example"]
    assert server.requests == [(f"rebind.example:{server.port}", "/")]


async def test_guarded_transport_checks_again_when_the_name_moves_inside(
    server: LoopbackServer,
) -> None:
    names = Names(rebind_example=[["127.0.0.1"], ["10.0.0.1"]])
    async with client_with(names, settings=OPEN) as client:
        await client.get(f"http://rebind.example:{server.port}/")
        with pytest.raises(OutboundRefused, match="private network"):
            await client.get(f"http://rebind.example:{server.port}/")


async def test_guarded_transport_skips_closed_addresses_of_a_mixed_answer(
    server: LoopbackServer,
) -> None:
    names = Names(mixed_example=[["10.0.0.1", "127.0.0.1"]])
    async with client_with(names, settings=OPEN) as client:
        answer = await client.get(f"http://mixed.example:{server.port}/")
    assert answer.text == "hello"


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.2:{port}/secret",
        "http://[::1]:{port}/secret",
        "http://169.254.169.254/latest/meta-data/",
        "http://inside.example:{port}/secret",
        "ftp://127.0.0.1/secret",
        "http://127.0.0.1@10.0.0.1:{port}/",
    ],
)
async def test_guarded_transport_checks_every_redirect(server: LoopbackServer, target: str) -> None:
    names = Names(front_example=[["127.0.0.1"]], inside_example=[["10.0.0.1"]])
    server.redirect_to = target.format(port=server.port)
    async with client_with(names, settings=OPEN) as client:
        with pytest.raises((OutboundRefused, httpx.UnsupportedProtocol)):
            await client.get(f"http://front.example:{server.port}/redirect")
    assert [path for _, path in server.requests] == ["/redirect"]


async def test_guarded_client_ignores_proxies_of_the_environment(
    server: LoopbackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{server.port}")
    monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{server.port}")
    async with guarded_client(OPEN) as client:
        with pytest.raises(OutboundRefused):
            await client.get("http://10.0.0.1/")
    assert server.requests == []


async def test_guarded_client_reaches_a_trusted_origin_only(server: LoopbackServer) -> None:
    base = f"http://localhost:{server.port}"
    async with guarded_client(CLOSED, trusted=[base]) as client:
        assert (await client.get(f"{base}/models")).text == "hello"
        with pytest.raises(OutboundRefused):
            await client.get(f"http://127.0.0.1:{server.port}/models")


async def test_guarded_client_tells_an_unknown_name_as_a_connect_error() -> None:
    async with guarded_client(CLOSED) as client:
        with pytest.raises(httpx.ConnectError, match="cannot be resolved"):
            await client.get("http://no-such-name.invalid/")


@pytest.mark.parametrize("path", ["/", "/endless"])
async def test_read_limited_stops_at_its_limit(server: LoopbackServer, path: str) -> None:
    url = f"http://127.0.0.1:{server.port}{path}"
    async with guarded_client(OPEN) as client, client.stream("GET", url) as answer:
        with pytest.raises(TooLarge):
            await read_limited(answer, 4)


async def test_read_limited_returns_a_body_of_exactly_the_limit(server: LoopbackServer) -> None:
    url = f"http://127.0.0.1:{server.port}/"
    async with guarded_client(OPEN) as client, client.stream("GET", url) as answer:
        assert await read_limited(answer, 5) == b"hello"
