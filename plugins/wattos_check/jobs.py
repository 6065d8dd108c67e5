"""The check as a background job."""

from __future__ import annotations

import asyncio
from typing import Any, Final

import msgspec

from wattos.database import tenant_scope, utcnow
from wattos.delivery import JobContext, JobKind, Jobs
from wattos.events import PlatformEvent
from wattos.outbound import NetworkSettings
from wattos_check import store
from wattos_check.check import check
from wattos_check.external import external_dead_links
from wattos_check.pages import DocumentSource, read_pages

KIND: Final = "check.run"


def check_job(knowledge: DocumentSource, settings: NetworkSettings) -> JobKind:
    """The job kind `check.run`.

    Its payload may hold `external` (look at links to other sites, too) and `reuse` (give the newest
    check where nothing has changed since).
    """

    async def run(context: JobContext) -> dict[str, Any]:
        external = context.payload.get("external") is True
        if context.payload.get("reuse") is True:
            async with tenant_scope(context.tenant_id):
                if (known := await store.valid_check(external=external)) is not None:
                    return msgspec.to_builtins(known)
        pages = await read_pages(knowledge, context.tenant_id)
        await context.progress(0, len(pages))
        found = await asyncio.to_thread(check, pages, utcnow().date())
        if external:
            found += await external_dead_links(pages, settings)
        async with tenant_scope(context.tenant_id):
            view = await store.add_check(len(pages), found, external=external)
        return msgspec.to_builtins(view)

    return JobKind(name=KIND, run=run, queue="bulk")


async def after_crawl(jobs: Jobs, event: PlatformEvent) -> None:
    """Check the website once a crawl has read it."""
    if event.name != "crawl.finished" or event.data.get("state") != "succeeded":
        return
    if not event.data.get("documents"):
        return
    async with tenant_scope(event.tenant_id):
        # A crawl's own key: a check that is running may have read the site before this crawl.
        await jobs.enqueue(KIND, {"reuse": True}, key=f"crawl:{event.data['crawl_id']}")
