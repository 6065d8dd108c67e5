"""The web server and the worker as coroutines; `wattos up`, `serve` and `worker` run them."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
from collections.abc import Awaitable, Callable

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


async def serve(platform: Platform, listener: socket.socket, on_ready: Ready) -> None:
    """Serve the application until SIGINT or SIGTERM; `on_ready` is awaited once it answers."""
    import uvicorn

    from wattos.app import create_app

    config = uvicorn.Config(
        create_app(platform),
        log_config=None,
        access_log=False,
        proxy_headers=bool(os.environ.get("WATTOS_TRUST_PROXY")),
        timeout_graceful_shutdown=5,
    )
    server = uvicorn.Server(config)
    announce = asyncio.create_task(_announce(server, listener, on_ready))
    try:
        await server.serve(sockets=[listener])
    finally:
        announce.cancel()
        await asyncio.gather(announce, return_exceptions=True)


async def _announce(server: object, listener: socket.socket, on_ready: Ready) -> None:
    while not getattr(server, "started", False):
        await asyncio.sleep(0.02)
    await on_ready(address_of(listener))
