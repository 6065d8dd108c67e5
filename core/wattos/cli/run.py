"""`wattos up`, `serve`, `worker`, `migrate`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from wattos.cli.context import DataDir, run, settings_for
from wattos.cli.output import say, show
from wattos.errors import ConfigurationError

if TYPE_CHECKING:
    from wattos.platform import Platform

QUEUES = ("interactive", "bulk")

Host = Annotated[str, typer.Option(help="Address to listen on.")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")]
Browser = Annotated[bool, typer.Option("--browser/--no-browser", help="Open the console.")]


def up(
    host: Host = "127.0.0.1",
    port: Port = 8800,
    browser: Browser = True,
    data_dir: DataDir = None,
) -> None:
    """Start everything that is not configured, migrate, serve everything, open the console."""

    async def command() -> None:
        from wattos.cli.up import announce, run_up

        async def ready(platform: Platform, address: str) -> None:
            await announce(platform, address, browser=browser)

        await run_up(settings_for(data_dir), host, port, ready)

    run(command(), serves=True)


def serve(host: Host = "127.0.0.1", port: Port = 8800, data_dir: DataDir = None) -> None:
    """Serve API and web channel; jobs are run by `wattos worker`."""

    async def command() -> None:
        from wattos.cli.up import announce
        from wattos.listener import bind
        from wattos.platform import open_platform
        from wattos.server import serve

        with bind(host, port) as listener:
            async with open_platform(settings_for(data_dir)) as platform:
                await serve(platform, listener, lambda address: announce(platform, address))

    run(command(), serves=True)


def worker(
    queue: Annotated[
        list[str] | None, typer.Option(help="Queue to serve: interactive, bulk; default both.")
    ] = None,
    check: Annotated[
        bool,
        typer.Option("--check", help="Only look whether this machine's workers are well, and end."),
    ] = False,
    child: Annotated[bool, typer.Option("--child", hidden=True)] = False,
    data_dir: DataDir = None,
) -> None:
    """Run jobs: turns of conversations, crawls, analyses."""
    if check:
        from wattos.cli.worker_health import check_workers

        run(check_workers(settings_for(data_dir)))
        return
    queues = queue or list(QUEUES)
    if unknown := sorted(set(queues) - set(QUEUES)):
        raise typer.BadParameter(f"no such queue: {', '.join(unknown)}", param_hint="--queue")

    async def command() -> None:
        from wattos.platform import open_platform

        async with open_platform(settings_for(data_dir)) as platform:
            await _work(platform, queues, child=child)

    run(command(), serves=True)


async def _work(platform: Platform, queues: list[str], *, child: bool) -> None:
    from wattos.cli.supervisor import parent_gone
    from wattos.knowledge import keep_vector_indexes

    if not child and "bulk" in queues:
        await platform.catch_up()
    working = asyncio.create_task(platform.run_worker(queues))
    watches = [working]
    owner_url = platform.settings.owner_database_url
    if child:
        watches.append(asyncio.create_task(parent_gone()))
    elif owner_url is not None and "bulk" in queues:
        watches.append(asyncio.create_task(keep_vector_indexes(owner_url.reveal())))
    try:
        done, _ = await asyncio.wait(watches, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in watches:
            task.cancel()
        await asyncio.gather(*watches, return_exceptions=True)


def migrate(data_dir: DataDir = None) -> None:
    """Bring the database up to date, as its owner."""

    async def command() -> None:
        from wattos.installation import plugin_host, running_services
        from wattos.schema import migrate_all

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
