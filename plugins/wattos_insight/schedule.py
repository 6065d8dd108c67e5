"""When an analysis starts by itself: every night, and after a crawl, where the tenant wants it.

The tenant's settings of this plugin say so (`Automation`). A run on unchanged sources ends at once,
so a night in which nothing happened costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final
from uuid import UUID

import msgspec

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


class Automation(msgspec.Struct, frozen=True, kw_only=True):
    """The plugin's settings of a tenant: when an analysis starts by itself."""

    nightly: Annotated[
        bool,
        msgspec.Meta(
            title="Analyse every night",
            description="Around 02:40 UTC, where something is new since the last analysis.",
            extra_json_schema={
                "de": {
                    "title": "Jede Nacht auswerten",
                    "description": "Gegen 02:40 Uhr UTC, wenn es seit der letzten Auswertung "
                    "Neues gibt.",
                }
            },
        ),
    ] = False
    after_crawl: Annotated[
        bool,
        msgspec.Meta(
            title="Analyse after every crawl",
            description="As soon as a website was read and brought documents.",
            extra_json_schema={
                "de": {
                    "title": "Nach jedem Einlesen auswerten",
                    "description": "Sobald eine Website gelesen wurde und Dokumente brachte.",
                }
            },
        ),
    ] = False


async def automation(platform: Platform, tenant_id: UUID) -> Automation:
    """What the tenant switched on."""
    return msgspec.convert(await platform.plugins.settings(tenant_id, PLUGIN), Automation)


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
    if not getattr(await automation(platform, tenant_id), setting):
        return False
    async with tenant_scope(tenant_id):
        await platform.jobs.enqueue(GENERATE, {}, key=GENERATE)
    return True
