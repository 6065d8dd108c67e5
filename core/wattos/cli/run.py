"""`wattos up`, `demo`, `serve`, `worker`, `migrate`."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import Annotated

import typer

from wattos.cli.context import DataDir, run, settings_for
from wattos.cli.output import say, show
from wattos.cli.supervisor import children, parent_gone
from wattos.embedded import up_lock, write_up_info
from wattos.errors import ConfigurationError
from wattos.installation import Services, data_dir, plugin_host, running_services, signing_key
from wattos.platform import Platform, platform_on
from wattos.schema import migrate_all
from wattos.server import bind, serve
from wattos.settings import Settings

Host = Annotated[str, typer.Option(help="Address to listen on.")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")]


def up(host: Host = "127.0.0.1", port: Port = 8800, data_dir: DataDir = None) -> None:
    """Start everything that is not configured, migrate, and serve API, web channel and jobs."""
    run(run_up(settings_for(data_dir), host, port, _announce))


async def _announce(platform: Platform, address: str) -> None:
    show(f"WattOS is ready: {address}")
    show(f"API documentation: {address}/docs")
    if not await platform.tenancy.list():
        say("No tenant yet: `wattos generate --tenant NAME URL` makes one.")


async def run_up(
    settings: Settings, host: str, port: int, on_ready: Callable[[Platform, str], Awaitable[None]]
) -> None:
    """The whole platform in one process group until Ctrl-C."""
    folder = data_dir(settings)
    with up_lock(folder):
        listener = bind(host, port)
        async with (
            running_services(settings) as services,
            platform_on(settings, services) as platform,
        ):
            environ = worker_environ(settings, services)
            commands = [("worker", "--queue", "interactive"), ("worker", "--queue", "bulk")]

            async def ready(address: str) -> None:
                write_up_info(folder, url=address)
                await on_ready(platform, address)

            async with children([(*c, "--child") for c in commands], environ):
                await serve(platform, listener, ready)


def worker_environ(settings: Settings, services: Services) -> dict[str, str]:
    """The environment of a child that uses this process's database, Redis and signing key."""
    environ = dict(os.environ)
    environ["DATABASE_URL"] = services.app_url.reveal()
    environ["REDIS_URL"] = services.redis_url.reveal()
    environ["WATTOS_SECRET_KEY"] = signing_key(settings).reveal()
    environ["WATTOS_DATA_DIR"] = str(data_dir(settings))
    return environ


def serve_command(host: Host = "127.0.0.1", port: Port = 8800, data_dir: DataDir = None) -> None:
    """Serve API and web channel; jobs are run by `wattos worker`."""

    async def command() -> None:
        listener = bind(host, port)
        settings = settings_for(data_dir)
        async with (
            running_services(settings) as services,
            platform_on(settings, services) as platform,
        ):

            async def ready(address: str) -> None:
                await _announce(platform, address)

            await serve(platform, listener, ready)

    run(command())


def worker(
    queue: Annotated[
        list[str] | None, typer.Option(help="Queue to serve: interactive, bulk; default both.")
    ] = None,
    child: Annotated[bool, typer.Option("--child", hidden=True)] = False,
    data_dir: DataDir = None,
) -> None:
    """Run jobs: turns of conversations, crawls, analyses."""

    async def command() -> None:
        settings = settings_for(data_dir)
        async with (
            running_services(settings) as services,
            platform_on(settings, services) as platform,
        ):
            work = asyncio.create_task(platform.run_worker(queue or ["interactive", "bulk"]))
            watches = [work] + ([asyncio.create_task(parent_gone())] if child else [])
            _done, pending = await asyncio.wait(watches, return_when=asyncio.FIRST_COMPLETED)
            for task in pending:
                task.cancel()
            await asyncio.gather(*watches, return_exceptions=True)
            if work.done() and not work.cancelled() and work.exception() is not None:
                raise work.exception()  # type: ignore[misc]  # checked in the line above

    run(command())


def migrate(data_dir: DataDir = None) -> None:
    """Bring the database up to date, as its owner."""

    async def command() -> None:
        settings = settings_for(data_dir)
        async with running_services(settings) as services:
            if services.owner_url is None:
                raise ConfigurationError(
                    "Migrations run as the owner of the database.",
                    expected="OWNER_DATABASE_URL beside DATABASE_URL",
                )
            applied = await migrate_all(services.owner_url.reveal(), plugin_host(settings))
            for migration in applied:
                show(migration)
            say(f"{len(applied)} migrations applied")

    run(command())
