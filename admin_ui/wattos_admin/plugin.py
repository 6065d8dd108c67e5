"""What the console registers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from wattos import hookimpl

if TYPE_CHECKING:
    from litestar.types import ControllerRouterHandler

    from wattos.database.migration import MigrationApp
    from wattos.delivery import JobKind, Schedule
    from wattos.events import PlatformEvent
    from wattos.mail import MailKind
    from wattos.platform import Platform


@hookimpl
def register_tables() -> Sequence[MigrationApp]:
    from wattos.database.migration import MigrationApp
    from wattos.resources import resource

    return [MigrationApp("wattos_admin", resource("migrations") / "wattos_admin")]


@hookimpl
def register_routes(platform: Platform) -> Sequence[ControllerRouterHandler]:
    from wattos_admin.routes import routes

    return routes(platform)


@hookimpl
def register_jobs(platform: Platform) -> Sequence[JobKind]:
    from wattos_admin.start.jobs import job_kinds
    from wattos_admin.weekly.jobs import job_kind

    return [*job_kinds(platform), job_kind(platform)]


@hookimpl
def register_schedules() -> Sequence[Schedule]:
    from wattos_admin.weekly.jobs import SCHEDULE

    return [SCHEDULE]


@hookimpl
def register_mails(platform: Platform) -> Sequence[MailKind]:
    from wattos_admin.link_mails import mail_kind as link_mail
    from wattos_admin.weekly.jobs import mail_kind as weekly_mail

    return [link_mail(platform), weekly_mail(platform)]


@hookimpl
async def track_event(platform: Platform, event: PlatformEvent) -> None:
    from wattos_admin.start.organisation import name_it
    from wattos_admin.start.state import finish_reading

    if event.name == "crawl.finished" and event.data.get("state") != "cancelled":
        # The legal notice may have come after the questions were tried.
        before = await platform.tenancy.get(event.tenant_id)
        if await name_it(platform, before) != before.name:
            await platform.renew_first_agent(before.id)
        await finish_reading(platform, event.tenant_id)


@hookimpl
async def export_subject(tenant_id: UUID, subject_id: str) -> dict[str, Any]:
    from wattos_admin.weekly import subscriptions

    return await subscriptions.export_subject(tenant_id, subject_id)


@hookimpl
async def erase_subject(tenant_id: UUID, subject_id: str) -> int:
    from wattos_admin.weekly import subscriptions

    return await subscriptions.erase_subject(tenant_id, subject_id)


@hookimpl
def select_sign_in_page(secret: str) -> str | None:
    return f"/admin/enter/{secret}"
