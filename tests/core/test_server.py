"""The web server as a coroutine: it tells when it answers, and ends when it is told."""

from __future__ import annotations

import asyncio
import socket

import pytest
from httpx import AsyncClient

from wattos.errors import ConfigurationError, Conflict
from wattos.listener import address_of, bind
from wattos.platform import Platform
from wattos.server import serve


async def test_server_answers_when_it_says_so_and_ends_when_cancelled(platform: Platform) -> None:
    answered: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def ready(address: str) -> None:
        async with AsyncClient(base_url=address) as client:
            answered.set_result((await client.get("/health/ready")).status_code)

    listener = bind("127.0.0.1", 0)
    port = listener.getsockname()[1]
    serving = asyncio.create_task(serve(platform, listener, ready))
    assert await answered == 200
    serving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await serving
    bind("127.0.0.1", port).close()  # the port is free again


async def test_fault_of_the_announcement_ends_the_server(platform: Platform) -> None:
    async def ready(_address: str) -> None:
        raise Conflict("The demo has no tenant.")

    with pytest.raises(Conflict, match="no tenant"):
        await serve(platform, bind("127.0.0.1", 0), ready)


def test_port_in_use_is_refused_with_what_to_do() -> None:
    with bind("127.0.0.1", 0) as taken, pytest.raises(ConfigurationError, match="in use") as told:
        bind("127.0.0.1", taken.getsockname()[1])
    assert "--port" in str(told.value)


@pytest.mark.parametrize(
    ("host", "shown"), [("127.0.0.1", "localhost"), ("0.0.0.0", "localhost"), ("::1", "[::1]")]
)
def test_address_is_one_that_a_browser_here_opens(host: str, shown: str) -> None:
    try:
        listener = bind(host, 0)
    except ConfigurationError:
        pytest.skip("this machine has no IPv6")
    with listener:
        port = listener.getsockname()[1]
        assert address_of(listener) == f"http://{shown}:{port}"
        with socket.create_connection((shown.strip("[]"), port)):
            pass
