"""What the website check registers with the host."""

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
    from wattos.events import PlatformEvent
    from wattos.platform import Platform
    from wattos.plugins import ReportSection


@hookimpl
def register_permissions() -> Sequence[PermissionSpec]:
    return [
        PermissionSpec(
            name="check:run",
            de="Website prüfen",
            en="Check the website",
            roles=("admin", "editor"),
        )
    ]


@hookimpl
def register_tables() -> Sequence[MigrationApp]:
    return [MigrationApp("wattos_check", resource("migrations") / "wattos_check")]


@hookimpl
def register_commands(platform: Platform) -> Sequence[Command]:
    from wattos_check.command import check_command

    return [check_command(platform.jobs)]


@hookimpl
def register_jobs(platform: Platform) -> Sequence[JobKind]:
    from wattos_check.jobs import check_job

    return [check_job(platform.knowledge, platform.settings)]


@hookimpl
async def track_event(platform: Platform, event: PlatformEvent) -> None:
    from wattos_check.jobs import after_crawl

    await after_crawl(platform.jobs, event)


@hookimpl
def register_routes() -> Sequence[ControllerRouterHandler]:
    from wattos_check.api import CheckController

    return [CheckController]


@hookimpl
def register_report_sections(platform: Platform) -> Sequence[ReportSection]:
    from wattos_check.section import check_section

    return [check_section(platform.knowledge)]
