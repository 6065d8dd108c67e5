"""Every night: rows that nobody needs any more are taken away, room by room."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from wattos.access import delete_expired
from wattos.conversations import delete_pieces
from wattos.database import utcnow
from wattos.delivery import DailyAt, JobContext, JobKind, Schedule, delete_dealt_with
from wattos.settings import Settings

HOUSEKEEPING: Final = "housekeeping"
SCHEDULE: Final = Schedule(name=HOUSEKEEPING, kind=HOUSEKEEPING, cron=DailyAt(hour=2, minute=30))


def housekeeping_kind(settings: Settings) -> JobKind:
    """`housekeeping`: what was dealt with `settings.kept_days` ago, and expired tokens.

    What was accepted and not yet answered, sent or decided stays however old it is.
    """

    async def run(context: JobContext) -> dict[str, Any]:
        before = utcnow() - timedelta(days=settings.kept_days)
        deleted = await delete_dealt_with(context.tenant_id, before)
        deleted["pieces"] = await delete_pieces(context.tenant_id, before)
        deleted["tokens"] = await delete_expired(context.tenant_id)
        return deleted

    return JobKind(name=HOUSEKEEPING, run=run, lease_seconds=600)
