"""Every night: rows that nobody needs any more are taken away, room by room."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from wattos.access import delete_expired, forget_attempts
from wattos.conversations import delete_pieces
from wattos.database import utcnow
from wattos.delivery import DailyAt, JobContext, JobKind, Schedule, delete_dealt_with
from wattos.errors import Unavailable
from wattos.plugins import PluginHost
from wattos.settings import Settings

HOUSEKEEPING: Final = "housekeeping"
SCHEDULE: Final = Schedule(name=HOUSEKEEPING, kind=HOUSEKEEPING, cron=DailyAt(hour=2, minute=30))


def housekeeping_kind(settings: Settings, host: PluginHost) -> JobKind:
    """`housekeeping`: what was dealt with `settings.kept_days` ago, and what has expired.

    Tokens and links expire, and so do the counts of attempts to sign in. What was
    accepted and not yet answered, sent or decided stays however old it is. Plugins are asked by
    `clean_up`; the job fails where one cannot, after all others are done.
    """

    async def run(context: JobContext) -> dict[str, Any]:
        before = utcnow() - timedelta(days=settings.kept_days)
        deleted = await delete_dealt_with(context.tenant_id, before)
        deleted["pieces"] = await delete_pieces(context.tenant_id, before)
        deleted["tokens"] = await delete_expired(context.tenant_id)
        await forget_attempts()  # no tenant's: each night's first run finds them all
        asked = await host.gather("clean_up", tenant_id=context.tenant_id, before=before)
        if asked.failed:
            raise Unavailable(
                "Some plugins could not delete their old rows.",
                given=", ".join(asked.failed),
                hint="The plugins page says why; the next night tries again.",
            )
        for counts in asked.answers.values():
            deleted |= counts or {}
        return deleted

    return JobKind(name=HOUSEKEEPING, run=run, lease_seconds=600)
