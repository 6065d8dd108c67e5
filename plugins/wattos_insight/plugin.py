"""What customer intelligence registers with the host."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from wattos import hookimpl
from wattos.access import PermissionSpec
from wattos.database.migration import MigrationApp
from wattos.resources import resource

if TYPE_CHECKING:
    from litestar.types import ControllerRouterHandler

    from wattos.delivery import JobKind, Schedule
    from wattos.events import PlatformEvent
    from wattos.platform import Platform
    from wattos.plugins import SettingsSchema


@hookimpl
def register_permissions() -> Sequence[PermissionSpec]:
    return [
        PermissionSpec(
            name="insight:read",
            de="Zielgruppen und Personas sehen",
            en="See target groups and personas",
            roles=("admin", "editor", "viewer"),
        ),
        PermissionSpec(
            name="insight:write",
            de="Analysen starten",
            en="Start analyses",
            roles=("admin", "editor"),
        ),
    ]


@hookimpl
def register_tables() -> Sequence[MigrationApp]:
    return [MigrationApp("wattos_insight", resource("migrations") / "wattos_insight")]


@hookimpl
def register_jobs(platform: Platform) -> Sequence[JobKind]:
    from wattos_insight.jobs import job_kinds

    return job_kinds(platform)


@hookimpl
def register_routes() -> Sequence[ControllerRouterHandler]:
    from wattos_insight.api import AnalysisController, PersonaController, TargetGroupController

    return [AnalysisController, TargetGroupController, PersonaController]


@hookimpl
def register_schedules() -> Sequence[Schedule]:
    from wattos_insight.schedule import SCHEDULE

    return [SCHEDULE]


@hookimpl
def register_settings() -> Sequence[SettingsSchema]:
    from wattos.plugins import SettingsSchema
    from wattos_insight.schedule import Automation

    return [SettingsSchema(Automation)]


@hookimpl
async def track_event(platform: Platform, event: PlatformEvent) -> None:
    from wattos_insight.schedule import on_event

    await on_event(platform, event)


@hookimpl
async def erase_subject(tenant_id: UUID, subject_id: str) -> int:
    from wattos_insight.subjects import erase_quotes

    return await erase_quotes(tenant_id, subject_id)


@hookimpl
async def erase_conversations(tenant_id: UUID, conversation_ids: Sequence[UUID]) -> int:
    from wattos_insight.subjects import erase_quotes_of

    return await erase_quotes_of(tenant_id, conversation_ids)


@hookimpl
async def export_subject(tenant_id: UUID, subject_id: str) -> dict[str, Any]:
    from wattos_insight.subjects import export_quotes

    return await export_quotes(tenant_id, subject_id)
