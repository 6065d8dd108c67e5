"""The check as a background job."""

from __future__ import annotations

import asyncio
from typing import Any, Final

import msgspec

from wattos.database import tenant_scope, utcnow
from wattos.delivery import JobContext, JobKind
from wattos.outbound import NetworkSettings
from wattos_check import store
from wattos_check.check import check
from wattos_check.external import external_dead_links
from wattos_check.pages import DocumentSource, read_pages

KIND: Final = "check.run"


def check_job(knowledge: DocumentSource, settings: NetworkSettings) -> JobKind:
    """The job kind `check.run`; its payload may hold `external` (look at links to other sites)."""

    async def run(context: JobContext) -> dict[str, Any]:
        pages = await read_pages(knowledge, context.tenant_id)
        await context.progress(0, len(pages))
        found = await asyncio.to_thread(check, pages, utcnow().date())
        if context.payload.get("external") is True:
            found += await external_dead_links(pages, settings)
        async with tenant_scope(context.tenant_id):
            view = await store.add_check(len(pages), found)
        return msgspec.to_builtins(view)

    return JobKind(name=KIND, run=run, queue="bulk")
