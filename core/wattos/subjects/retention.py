"""Deleting conversations that are older than the organisation wants to keep them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec

from wattos.access import Actor
from wattos.agents import erase_runs
from wattos.audit import record
from wattos.conversations import delete_conversations
from wattos.database import fetch, fetchrow, fetchval, tenant_scope, utcnow
from wattos.delivery import DailyAt, JobContext, JobKind, Schedule
from wattos.errors import Unavailable
from wattos.plugins import PluginHost
from wattos.tenancy import CONVERSATION_DAYS

RETENTION: Final = "subjects.retention"
SCHEDULE: Final = Schedule(name=RETENTION, kind=RETENTION, cron=DailyAt(hour=3, minute=10))
DAYS_SETTING: Final = CONVERSATION_DAYS
MOST_DAYS: Final = 3650
_BATCH: Final = 200
_SYSTEM: Final = Actor(kind="system", id="retention")


class RetentionPreview(msgspec.Struct, frozen=True, kw_only=True):
    """What the next run would delete; `days` None keeps everything."""

    days: int | None
    conversations: int = 0
    messages: int = 0
    oldest: datetime | None = None


class Retention:
    """Conversations in which nothing was said for the tenant's number of days."""

    schedule: Final = SCHEDULE

    def __init__(self, host: PluginHost) -> None:
        self._host = host

    @property
    def job_kind(self) -> JobKind:
        """`subjects.retention`, which runs every night."""

        async def run(context: JobContext) -> dict[str, Any]:
            return {"conversations": await self.delete_old(context.tenant_id)}

        return JobKind(name=RETENTION, run=run, lease_seconds=180)

    async def preview(self, tenant_id: UUID, days: int | None = None) -> RetentionPreview:
        """What would go now, under the tenant's rule or under `days`."""
        async with tenant_scope(tenant_id):
            days = days or await _days()
            if days is None:
                return RetentionPreview(days=None)
            row = await fetchrow(
                "select count(*) as conversations, min(c.updated_at) as oldest, "
                "coalesce(sum((select count(*) from message m where m.conversation_id = c.id)), 0)"
                "::bigint as messages from conversation c where c.updated_at < $1",
                _limit(days),
            )
        return RetentionPreview(days=days, **dict(row or {}))

    async def delete_old(self, tenant_id: UUID) -> int:
        """Delete what the tenant's rule says, with all that hangs on it; returns how many went.

        The audit chain keeps the number alone. Raises Unavailable when a plugin cannot delete its
        part; what was deleted until then stays deleted, and the next run goes on.
        """
        async with tenant_scope(tenant_id):
            days = await _days()
        if days is None:
            return 0
        deleted = 0
        while ids := await _oldest(tenant_id, days):
            await self._delete(tenant_id, ids, days)
            deleted += len(ids)
        return deleted

    async def _delete(self, tenant_id: UUID, ids: list[UUID], days: int) -> None:
        asked = await self._host.gather(
            "erase_conversations", tenant_id=tenant_id, conversation_ids=ids
        )
        if asked.failed:
            raise Unavailable(
                "Some plugins could not delete what they keep of old conversations.",
                given=", ".join(asked.failed),
                hint="The plugins page says why; the next run tries again.",
            )
        async with tenant_scope(tenant_id):
            await erase_runs(ids)
            await delete_conversations(ids)
            await record(
                "conversation.retention",
                actor=_SYSTEM,
                resource="tenant",
                resource_id=tenant_id,
                detail={"conversations": len(ids), "days": days},
            )


def days_in(settings: dict[str, object]) -> int | None:
    """The rule in a tenant's settings; None keeps everything."""
    days = settings.get(DAYS_SETTING)
    return days if isinstance(days, int) and 1 <= days <= MOST_DAYS else None


async def _days() -> int | None:
    stored = await fetchval("select settings from tenant")
    return days_in(msgspec.json.decode(stored or "{}", type=dict[str, object]))


async def _oldest(tenant_id: UUID, days: int) -> list[UUID]:
    async with tenant_scope(tenant_id):
        rows = await fetch(
            "select id from conversation where updated_at < $1 order by updated_at, id limit $2",
            *(_limit(days), _BATCH),
        )
    return [row["id"] for row in rows]


def _limit(days: int) -> datetime:
    return utcnow() - timedelta(days=days)
