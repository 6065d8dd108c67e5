"""What the web channel registers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from wattos import hookimpl

if TYPE_CHECKING:
    from litestar.types import ControllerRouterHandler

    from wattos.access import PermissionSpec
    from wattos.conversations import ChannelAdapter
    from wattos.database.migration import MigrationApp
    from wattos.events import PlatformEvent
    from wattos.mail import MailKind
    from wattos.platform import Platform


@hookimpl
def register_tables() -> Sequence[MigrationApp]:
    from wattos.database.migration import MigrationApp
    from wattos.resources import resource

    return [MigrationApp("wattos_web", resource("migrations") / "wattos_web")]


@hookimpl
def register_permissions() -> Sequence[PermissionSpec]:
    from wattos.access import PermissionSpec

    return [
        PermissionSpec(
            name="widget_key:read",
            de="Web-Chats ansehen",
            en="See web chats",
            roles=("admin", "editor"),
        ),
        PermissionSpec(name="widget_key:write", de="Web-Chats einrichten", en="Set up web chats"),
        PermissionSpec(
            name="left_question:read",
            de="Hinterlassene Fragen ansehen",
            en="See left questions",
            roles=("admin", "editor", "agent"),
        ),
        PermissionSpec(
            name="left_question:write",
            de="Hinterlassene Fragen erledigen",
            en="Settle left questions",
            roles=("admin", "editor", "agent"),
        ),
    ]


@hookimpl
def register_channels(platform: Platform) -> Sequence[ChannelAdapter]:
    from wattos_web.adapter import WebChannel
    from wattos_web.keys import WidgetKeys

    return [WebChannel(WidgetKeys(platform.agents))]


@hookimpl
def register_routes(platform: Platform) -> Sequence[ControllerRouterHandler]:
    from wattos_web.routes import routes

    return routes(platform)


@hookimpl
def register_mails() -> Sequence[MailKind]:
    from wattos_web.left_replies import MAIL_KIND

    return [MAIL_KIND]


@hookimpl
async def tenant_created(platform: Platform, tenant_id: UUID) -> None:
    from wattos_web.keys import WidgetKeys

    await WidgetKeys(platform.agents).ensure_default(tenant_id)


@hookimpl
async def track_event(platform: Platform, event: PlatformEvent) -> None:
    from wattos_web.suggesting import NEW_MATERIAL, ask_around

    if event.name in NEW_MATERIAL:
        await ask_around(platform, event.tenant_id)


@hookimpl
async def export_subject(tenant_id: UUID, subject_id: str) -> dict[str, Any]:
    from wattos_web import left_questions

    return await left_questions.export_subject(tenant_id, subject_id)


@hookimpl
async def erase_subject(tenant_id: UUID, subject_id: str) -> int:
    from wattos_web import left_questions

    return await left_questions.erase_subject(tenant_id, subject_id)


@hookimpl
async def erase_conversations(tenant_id: UUID, conversation_ids: Sequence[UUID]) -> int:
    from wattos_web import left_questions

    return await left_questions.erase_conversations(tenant_id, conversation_ids)
