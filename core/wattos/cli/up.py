"""The whole platform in one process group: `wattos up` and `wattos demo`."""

from __future__ import annotations

import asyncio
import gc
import importlib
import os
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from wattos.bytecode import drop_gone_bytecode
from wattos.cli.output import say, show
from wattos.cli.supervisor import children
from wattos.cli.welcome import open_browser, sign_in_address
from wattos.embedded import up_lock, write_up_info
from wattos.installation import Services, data_dir, plugin_host, running_services, signing_key
from wattos.listener import bind
from wattos.settings import Settings

if TYPE_CHECKING:
    from wattos.platform import Platform

_WORKERS = (
    ("worker", "--queue", "interactive", "--child"),
    ("worker", "--queue", "bulk", "--child"),
)


async def run_up(
    settings: Settings, host: str, port: int, on_ready: Callable[[Platform, str], Awaitable[None]]
) -> None:
    """Serve until cancelled. The workers start once the server answers: both want the processor.

    Raises `AlreadyRunning` when another one has the data folder, which is left untouched.
    """
    # What a start builds lives as long as the server: a search for garbage in it finds none.
    gc.disable()
    folder = data_dir(settings)
    with up_lock(folder), bind(host, port) as listener:
        # The servers start in processes of their own; the imports take this one as long.
        importing = asyncio.create_task(asyncio.to_thread(importlib.import_module, "wattos.server"))
        async with running_services(settings) as services:
            await importing
            await _serve_on(settings, services, listener, on_ready)


async def _serve_on(
    settings: Settings,
    services: Services,
    listener: socket.socket,
    on_ready: Callable[[Platform, str], Awaitable[None]],
) -> None:
    from wattos.platform import platform_on
    from wattos.server import serve

    await migrate_where_owned(settings, services)
    async with platform_on(settings, services) as platform, AsyncExitStack() as workers:

        async def ready(address: str) -> None:
            gc.freeze()
            gc.enable()
            write_up_info(data_dir(settings), url=address)
            await workers.enter_async_context(
                children(_WORKERS, worker_environ(settings, services))
            )
            await workers.enter_async_context(_vector_indexes(services))
            await platform.catch_up()
            await on_ready(platform, address)
            await asyncio.to_thread(drop_gone_bytecode)

        await serve(platform, listener, ready)


@asynccontextmanager
async def _vector_indexes(services: Services) -> AsyncGenerator[None]:
    """Look after large tenants' vector indexes meanwhile, where the owner's address is known."""
    from wattos.knowledge import keep_vector_indexes

    if services.owner_url is None:
        yield
        return
    keeping = asyncio.create_task(keep_vector_indexes(services.owner_url.reveal()))
    try:
        yield
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)


async def migrate_where_owned(settings: Settings, services: Services) -> list[str]:
    """Migrate an outside database whose owner's address is configured; ids of what was applied.

    The embedded database is migrated by whoever opens it.
    """
    if services.embedded or services.owner_url is None:
        return []
    from wattos.schema import migrate_all

    return await migrate_all(services.owner_url.reveal(), plugin_host(settings))


async def announce(platform: Platform, address: str, *, browser: bool = False) -> None:
    """Tell the person where to go next, and with `browser` go there."""
    sign_in = await sign_in_address(platform, address)
    show(f"WattOS is ready: {address}")
    show(f"API documentation: {address}/docs")
    if sign_in is not None:
        await show_sign_in(sign_in, browser=browser)
    elif not await platform.tenancy.list():
        say("No tenant yet: `wattos generate --tenant NAME URL` makes one.")


async def show_sign_in(link: str, *, browser: bool) -> None:
    """Print the one-time way into the console, and with `browser` open it."""
    show(f"Console (works once, for ten minutes): {link}")
    if browser:
        await asyncio.to_thread(open_browser, link)


def worker_environ(settings: Settings, services: Services) -> dict[str, str]:
    """The environment of a child that uses this process's database, Redis and signing key."""
    return os.environ | {
        "DATABASE_URL": services.app_url.reveal(),
        "REDIS_URL": services.redis_url.reveal(),
        "WATTOS_SECRET_KEY": signing_key(settings).reveal(),
        "WATTOS_DATA_DIR": str(data_dir(settings)),
        "WATTOS_ALLOWED_NETWORKS": ",".join(map(str, settings.allowed_networks)),
    }
