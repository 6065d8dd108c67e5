"""Visiting a single address of a finished crawl again."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from wattos.database import current_tenant_id, fetchrow, tenant_scope
from wattos.delivery import JobContext, JobKind, Jobs
from wattos.errors import Conflict, NotFound
from wattos.outbound import NetworkSettings
from wattos_crawler import store, views
from wattos_crawler.crawl import KnowledgeRoom
from wattos_crawler.making import crawls_with
from wattos_crawler.report import correct_books
from wattos_crawler.schemas import Entry
from wattos_crawler.settings import load_crawler_settings

KIND: Final = "crawler.retry"
_ENDED: Final = ("succeeded", "failed", "cancelled")


async def retry_page(
    jobs: Jobs, crawl_id: UUID, page_id: UUID, *, requested_by: UUID | None = None
) -> UUID:
    """Queue another visit of an address; returns the job's id. Expects an open tenant scope.

    A page that was left out for a limit of the crawl is taken too; what robots.txt closes stays
    out. A visit that waits already is not queued twice.

    Raises:
        NotFound: the crawl has no such page.
        Conflict: the crawl goes on; it will come to the page by itself.
    """
    crawl = await views.get_crawl(crawl_id)
    await _entry(crawl_id, page_id)
    if crawl.state not in _ENDED:
        raise Conflict(
            "The crawl has not ended yet.",
            given=crawl.state,
            expected="a crawl that has ended",
            hint="Wait for its end, or cancel it first.",
        )
    return await jobs.enqueue(
        KIND,
        {"crawl_id": str(crawl_id), "page_id": str(page_id)},
        key=str(page_id),
        sequence_key=f"{KIND}:{crawl_id}",
        requested_by=requested_by,
    )


def retry_job(knowledge: KnowledgeRoom, settings: NetworkSettings) -> JobKind:
    """The job kind `crawler.retry`; its payload are the ids `crawl_id` and `page_id`."""
    make_crawl = crawls_with(knowledge, settings, load_crawler_settings())

    async def run(context: JobContext) -> dict[str, Any]:
        crawl_id = UUID(context.payload["crawl_id"])
        async with tenant_scope(context.tenant_id):
            entry = await _entry(crawl_id, UUID(context.payload["page_id"]))
            known = await store.read_known(crawl_id)
        outcome = await make_crawl(context, known).retry(entry)
        async with tenant_scope(context.tenant_id):
            await store.recount(crawl_id)
        await correct_books(context.tenant_id, crawl_id, knowledge)
        return {"url": entry.url, "state": outcome.state, "reason": outcome.reason}

    return JobKind(name=KIND, run=run, queue="bulk")


async def _entry(crawl_id: UUID, page_id: UUID) -> Entry:
    row = await fetchrow(
        "select url, depth from crawl_page where tenant_id = $1 and crawl_id = $2 and id = $3",
        *(current_tenant_id(), crawl_id, page_id),
    )
    if row is None:
        raise NotFound("The crawl has no such page.", given=page_id)
    return Entry(row["url"], row["depth"])
