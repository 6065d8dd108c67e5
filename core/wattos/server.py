"""The web server as a coroutine; `wattos up`, `demo` and `serve` run it."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager

import uvicorn

from wattos.app import create_app
from wattos.errors import Unavailable
from wattos.listener import address_of
from wattos.platform import Platform

Ready = Callable[[str], Awaitable[None]]
_GRACE_SECONDS = 5


class _Server(uvicorn.Server):
    """uvicorn that says when it answers, and leaves the signals to the command."""

    def __init__(self, config: uvicorn.Config, on_started: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_started = on_started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_started()

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


async def serve(platform: Platform, listener: socket.socket, on_ready: Ready) -> None:
    """Serve the application until cancelled; open requests then have five seconds to end.

    `on_ready` is awaited once the server answers. What it raises ends the server and is raised
    here. Raises `Unavailable` when the server ends by itself.
    """
    config = uvicorn.Config(
        create_app(platform),
        log_config=None,
        access_log=False,
        proxy_headers=bool(os.environ.get("WATTOS_TRUST_PROXY")),
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    started = asyncio.Event()

    async def announce() -> None:
        await started.wait()
        await on_ready(address_of(listener))

    server = _Server(config, started.set)
    serving = asyncio.create_task(server.serve([listener]))
    announcing = asyncio.create_task(announce())
    try:
        await asyncio.wait({serving, announcing}, return_when=asyncio.FIRST_COMPLETED)
        if not serving.done():
            announcing.result()
            await asyncio.wait({serving})
        raise Unavailable("The web server ended.", hint="The log above says why.")
    finally:
        server.should_exit = True
        announcing.cancel()
        await asyncio.gather(serving, announcing, return_exceptions=True)
        listener.close()
