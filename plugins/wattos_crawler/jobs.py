"""The crawl as a background job."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from wattos.database import tenant_scope
from wattos.delivery import JobContext, JobFailure, JobKind
from wattos.errors import InvalidInput
from wattos.outbound import NetworkSettings, OutboundPolicy
from wattos_crawler import store
from wattos_crawler.browser import find_chromium
from wattos_crawler.crawl import Crawl, KnowledgeRoom
from wattos_crawler.options import read_options

KIND: Final = "crawler.crawl"


def crawl_job(knowledge: KnowledgeRoom, settings: NetworkSettings) -> JobKind:
    """The job kind `crawler.crawl`; its payload are `CrawlOptions` and, if written, `crawl_id`."""
    policy = OutboundPolicy.from_settings(settings)

    async def run(context: JobContext) -> dict[str, Any]:
        payload = dict(context.payload)
        crawl_id = _crawl_id(payload.pop("crawl_id", None))
        options = read_options(payload)
        known = await store.open_crawl(context.tenant_id, context.job_id, crawl_id, options)
        crawl = Crawl(
            context.tenant_id,
            known,
            knowledge=knowledge,
            policy=policy,
            chromium=find_chromium(),
            report=context.progress,
        )
        return await crawl.run()

    return JobKind(name=KIND, run=run, queue="bulk", on_failure=_close)


async def _close(context: JobContext, failure: JobFailure) -> None:
    async with tenant_scope(context.tenant_id):
        if crawl_id := await store.crawl_of_job(context.job_id):
            await store.close_crawl(crawl_id, failure.state, failure.reason)


def _crawl_id(given: object) -> UUID | None:
    try:
        return UUID(str(given)) if given is not None else None
    except ValueError:
        raise InvalidInput("The crawl's id is no UUID.", given=str(given)[:100]) from None
