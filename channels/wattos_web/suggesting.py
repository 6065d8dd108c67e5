"""When the suggested questions of the chats are tried again: when there is new material."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import UUID

from wattos_web.keys import WidgetKeys

if TYPE_CHECKING:
    from wattos.platform import Platform

NEW_MATERIAL: Final = ("crawl.finished", "insight.analysis_finished")


async def ask_around(platform: Platform, tenant_id: UUID) -> None:
    """Have questions tried for each agent that answers in one of the tenant's chats."""
    keys = await WidgetKeys(platform.agents).list(tenant_id)
    for agent in {key.agent_id for key in keys if key.active}:
        await platform.suggested.request(tenant_id, agent)
