"""What the crawler registers with the host."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from wattos import hookimpl
from wattos.access import PermissionSpec
from wattos.database import utcnow
from wattos.database.migration import MigrationApp
from wattos.resources import resource

if TYPE_CHECKING:
    from litestar.types import ControllerRouterHandler

    from wattos.conversations import Command
    from wattos.delivery import JobKind
    from wattos.platform import Platform
    from wattos.plugins import SettingsSchema


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
    from wattos_crawler.jobs import KIND, crawl_job
    from wattos_crawler.preferences import usual_of
    from wattos_crawler.retry import retry_job
    from wattos_crawler.schedules import schedule_job
    from wattos_crawler.webhooks import webhook_job

    settings, usual = platform.settings, usual_of(platform.plugins)
    return [
        crawl_job(platform.knowledge, settings, platform.track, jobs=platform.jobs, usual=usual),
        retry_job(platform.knowledge, settings),
        schedule_job(platform.jobs, KIND),
        webhook_job(settings, settings.secret_key, utcnow),
    ]


@hookimpl
def register_settings() -> Sequence[SettingsSchema]:
    from wattos.plugins import SettingsSchema
    from wattos_crawler.preferences import Preferences

    return [SettingsSchema(Preferences)]


@hookimpl
async def clean_up(tenant_id: UUID, before: datetime) -> dict[str, int]:
    from wattos_crawler.old_rows import delete_old_rows

    return await delete_old_rows(tenant_id, before)


@hookimpl
def register_routes(platform: Platform) -> Sequence[ControllerRouterHandler]:
    from wattos_crawler.api import CrawlController
    from wattos_crawler.automation_api import ScheduleController, webhook_routes

    return [CrawlController, ScheduleController, *webhook_routes(platform.settings)]
