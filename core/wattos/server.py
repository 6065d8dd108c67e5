"""The web server and the worker as coroutines; `wattos up`, `serve` and `worker` run them."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager, nullcontext

import uvicorn

from wattos.errors import ConfigurationError
from wattos.platform import Platform

Ready = Callable[[str], Awaitable[None]]


def bind(host: str, port: int) -> socket.socket:
    """A listening socket; raises `ConfigurationError` when the port is taken or not ours to use."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, port))
        found.listen(128)
    except OSError as error:
        found.close()
        reasons = {errno.EADDRINUSE: "is in use", errno.EACCES: "may not be used by this account"}
        raise ConfigurationError(
            f"The port {reasons.get(error.errno or 0, 'cannot be used')}.",
            given=f"{host}:{port}",
            hint="Choose another one with --port.",
        ) from None
    return found


def address_of(listener: socket.socket) -> str:
    """The address that a browser on this machine opens."""
    host, port = listener.getsockname()[:2]
    shown = "localhost" if host in {"127.0.0.1", "0.0.0.0", "::", "::1"} else host  # noqa: S104
    return f"http://{shown}:{port}"


class _Server(uvicorn.Server):
    """uvicorn that says when it answers, and leaves the signals alone where it must."""

    def __init__(
        self, config: uvicorn.Config, on_started: Callable[[], None], *, signals: bool
    ) -> None:
        super().__init__(config)
        self._on_started = on_started
        self._signals = signals

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_started()

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        with super().capture_signals() if self._signals else nullcontext():
            yield


async def serve(
    platform: Platform, listener: socket.socket, on_ready: Ready, *, signals: bool = True
) -> None:
    """Serve the application until SIGINT or SIGTERM; `on_ready` is awaited once it answers.

    Without `signals` it leaves them to the caller and serves until cancelled. What `on_ready`
    raises ends the server and is raised here.
    """
    from wattos.app import create_app

    config = uvicorn.Config(
        create_app(platform),
        log_config=None,
        access_log=False,
        proxy_headers=bool(os.environ.get("WATTOS_TRUST_PROXY")),
        timeout_graceful_shutdown=5,
    )
    announcing: list[asyncio.Task[None]] = []

    async def announce() -> None:
        try:
            await on_ready(address_of(listener))
        except BaseException:
            server.should_exit = True
            raise

    server = _Server(
        config, lambda: announcing.append(asyncio.create_task(announce())), signals=signals
    )
    try:
        await server.serve([listener])
    finally:
        listener.close()
    for task in announcing:
        if not task.done():
            task.cancel()
    for result in await asyncio.gather(*announcing, return_exceptions=True):
        if isinstance(result, Exception):
            raise result
