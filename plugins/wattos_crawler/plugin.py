"""What the crawler registers with the host."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wattos import hookimpl
from wattos.access import PermissionSpec
from wattos.database.migration import MigrationApp
from wattos.resources import resource

if TYPE_CHECKING:
    from litestar.types import ControllerRouterHandler

    from wattos.conversations import Command
    from wattos.delivery import JobKind
    from wattos.platform import Platform


@hookimpl
def register_permissions() -> Sequence[PermissionSpec]:
    return [
        PermissionSpec(
            name="crawler:run",
            de="Websites einlesen",
            en="Crawl websites",
            roles=("admin", "editor"),
        )
    ]


@hookimpl
def register_tables() -> Sequence[MigrationApp]:
    return [MigrationApp("wattos_crawler", resource("migrations") / "wattos_crawler")]


@hookimpl
def register_commands(platform: Platform) -> Sequence[Command]:
    from wattos_crawler.command import crawl_command

    return [crawl_command(platform.jobs)]


@hookimpl
def register_jobs(platform: Platform) -> Sequence[JobKind]:
    from wattos_crawler.jobs import crawl_job

    return [crawl_job(platform.knowledge, platform.settings, platform.track)]


@hookimpl
def register_routes() -> Sequence[ControllerRouterHandler]:
    from wattos_crawler.api import CrawlController

    return [CrawlController]
