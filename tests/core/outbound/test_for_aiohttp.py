"""The guarded aiohttp connector against real sockets."""

from __future__ import annotations

import aiohttp
import pytest

from tests.core.outbound.conftest import LoopbackServer, Names
from wattos.outbound import OutboundPolicy, OutboundRefused, guarded_connector, guarded_session
from wattos.settings import load_settings

CLOSED = OutboundPolicy()
OPEN = OutboundPolicy.from_settings(load_settings({"WATTOS_ALLOWED_NETWORKS": "127.0.0.1/32"}))


async def test_guarded_session_reaches_an_opened_network(server: LoopbackServer) -> None:
    url = f"http://127.0.0.1:{server.port}/"
    async with guarded_session(OPEN) as session, session.get(url) as answer:
        assert await answer.text() == "hello"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "127.1"])
async def test_guarded_session_refuses_loopback(server: LoopbackServer, host: str) -> None:
    async with guarded_session(CLOSED) as session:
        with pytest.raises(OutboundRefused):
            await session.get(f"http://{host}:{server.port}/")
    assert server.requests == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]"])
async def test_guarded_connector_alone_refuses_loopback(server: LoopbackServer, host: str) -> None:
    async with aiohttp.ClientSession(connector=guarded_connector(CLOSED)) as session:
        with pytest.raises(OutboundRefused):
            await session.get(f"http://{host}:{server.port}/")
    assert server.requests == []


async def test_guarded_connector_resolves_once_and_connects_to_that_address(
    server: LoopbackServer,
) -> None:
    names = Names(rebind_example=[["127.0.0.1"], ["10.0.0.1"]])
    async with guarded_session(OPEN, resolver=names) as session:
        async with session.get(f"http://rebind.example:{server.port}/") as answer:
            assert answer.status == 200
        assert names.asked == ["rebind.example"]
        with pytest.raises(OutboundRefused, match="private network"):
            await session.get(f"http://rebind.example:{server.port}/")


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.2:{port}/secret",
        "http://[::1]:{port}/secret",
        "http://169.254.169.254/latest/meta-data/",
        "http://inside.example:{port}/secret",
        "http://front.example:22/",
    ],
)
async def test_guarded_session_checks_every_redirect(server: LoopbackServer, target: str) -> None:
    names = Names(front_example=[["127.0.0.1"]], inside_example=[["10.0.0.1"]])
    server.redirect_to = target.format(port=server.port)
    async with guarded_session(OPEN, resolver=names) as session:
        with pytest.raises(OutboundRefused):
            await session.get(f"http://front.example:{server.port}/redirect")
    assert [path for _, path in server.requests] == ["/redirect"]


async def test_guarded_session_ignores_proxies_of_the_environment(
    server: LoopbackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{server.port}")
    async with guarded_session(OPEN) as session:
        with pytest.raises(OutboundRefused):
            await session.get("http://10.0.0.1/")
    assert server.requests == []
