"""When an analysis starts by itself: every night, and after a crawl, where the tenant wants it.

The tenant's settings of this plugin say so: `nightly` and `after_crawl`, both false at first. A run
on unchanged sources ends at once, so a night in which nothing happened costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from wattos.database import tenant_scope
from wattos.delivery import DailyAt, JobContext, Schedule

if TYPE_CHECKING:
    from wattos.events import PlatformEvent
    from wattos.platform import Platform

PLUGIN: Final = "wattos_insight"
GENERATE: Final = "insight.generate"
NIGHTLY: Final = "insight.nightly"
SCHEDULE: Final = Schedule(name=NIGHTLY, kind=NIGHTLY, cron=DailyAt(hour=2, minute=40))
_CRAWLED: Final = "crawl.finished"


async def on_event(platform: Platform, event: PlatformEvent) -> None:
    """Analyse again after a crawl that brought documents, where the tenant switched it on."""
    if event.name != _CRAWLED:
        return
    if event.data.get("state") == "succeeded" and event.data.get("documents"):
        await _start(platform, event.tenant_id, "after_crawl")


async def nightly(platform: Platform, context: JobContext) -> dict[str, Any]:
    """The nightly job: starts an analysis where the tenant switched it on."""
    return {"started": await _start(platform, context.tenant_id, "nightly")}


async def _start(platform: Platform, tenant_id: UUID, setting: str) -> bool:
    settings = await platform.plugins.settings(tenant_id, PLUGIN)
    if settings.get(setting) is not True:
        return False
    async with tenant_scope(tenant_id):
        await platform.jobs.enqueue(GENERATE, {}, key=GENERATE)
    return True
