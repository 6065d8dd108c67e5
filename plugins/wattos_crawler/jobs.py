"""The crawl as a background job."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from wattos.database import tenant_scope
from wattos.delivery import JobContext, JobFailure, JobKind, Jobs, Sequence
from wattos.errors import InvalidInput
from wattos.events import PlatformEvent, Track, untracked
from wattos.outbound import NetworkSettings
from wattos_crawler import store
from wattos_crawler.crawl import KnowledgeRoom
from wattos_crawler.making import crawls_with
from wattos_crawler.options import read_options, start_of
from wattos_crawler.preferences import Usual, merged
from wattos_crawler.settings import load_crawler_settings
from wattos_crawler.urls import place_of
from wattos_crawler.webhooks import announce

KIND: Final = "crawler.crawl"


def crawl_job(
    knowledge: KnowledgeRoom,
    settings: NetworkSettings,
    track: Track = untracked,
    *,
    jobs: Jobs | None = None,
    usual: Usual | None = None,
) -> JobKind:
    """The job kind `crawler.crawl`; its payload are `CrawlOptions` and, if written, `crawl_id`.

    What the payload leaves open is as the tenant usually has it. Plugins hear `crawl.finished` by
    `track`, the tenant's webhooks through `jobs`.
    """

    async def tell(context: JobContext, event: PlatformEvent) -> None:
        if jobs is not None:
            async with tenant_scope(context.tenant_id):
                await announce(jobs, event.data["crawl_id"])
        track(event)

    crawler = load_crawler_settings()
    make_crawl = crawls_with(knowledge, settings, crawler)

    async def run(context: JobContext) -> dict[str, Any]:
        payload = dict(context.payload)
        crawl_id = _crawl_id(payload.pop("crawl_id", None))
        kept = await usual(context.tenant_id) if usual is not None else {}
        options = read_options(merged(payload, kept), crawler)
        if crawl_id is not None and context.attempt == 1:
            async with tenant_scope(context.tenant_id):
                await store.set_options(crawl_id, options)
        known = await store.open_crawl(context.tenant_id, context.job_id, crawl_id, options)
        result = await make_crawl(context, known).run()
        figures = {"documents": result["documents"], **result["changes"]}
        await tell(context, _finished(context, known.crawl_id, "succeeded", figures))
        return result

    async def close(context: JobContext, failure: JobFailure) -> None:
        async with tenant_scope(context.tenant_id):
            crawl_id = await store.crawl_of_job(context.job_id)
            if crawl_id is None:
                return
            await store.close_crawl(crawl_id, failure.state, failure.reason)
        await tell(context, _finished(context, crawl_id, failure.state))

    return JobKind(name=KIND, run=run, queue="bulk", on_failure=close, sequence=_sequence)


def _sequence(payload: Mapping[str, Any]) -> Sequence | None:
    """A host is read by one crawl of a tenant at a time; None for an address that `run` refuses."""
    start = start_of(str(payload.get("url", "")))
    if start is None:
        return None
    place = place_of(start)
    return Sequence(f"crawl:{place}", f"Waiting for another crawl of {place} to end.")


def _finished(
    context: JobContext, crawl_id: UUID, state: str, figures: dict[str, int] | None = None
) -> PlatformEvent:
    told = figures or dict.fromkeys(("documents", "new", "changed", "unchanged", "removed"), 0)
    data = {"crawl_id": crawl_id, "state": state, **told}
    return PlatformEvent(name="crawl.finished", tenant_id=context.tenant_id, data=data)


def _crawl_id(given: object) -> UUID | None:
    try:
        return UUID(str(given)) if given is not None else None
    except ValueError:
        raise InvalidInput("The crawl's id is no UUID.", given=str(given)[:100]) from None
