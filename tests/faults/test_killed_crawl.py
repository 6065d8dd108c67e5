"""A crawl whose process is killed goes on in a worker: nothing is lost, nothing is there twice."""

from __future__ import annotations

import asyncio
from uuid import UUID

from tests.command import Wattos
from tests.faults.recovery import finished_by_worker
from tests.plugins.wattos_crawler.site import Reply, page, serve
from wattos.database import fetch, tenant_scope
from wattos.platform import Platform

PATHS = ["/", "/a", "/b", "/c", "/d"]


async def test_killed_crawl_goes_on_where_it_stopped(
    platform: Platform, tenant: UUID, outside: Wattos
) -> None:
    slug = (await platform.tenancy.get(tenant)).slug
    replies = {"/": page("Start", *PATHS[1:]), "/c": Reply(hangs=True), "/d": Reply(hangs=True)}
    replies |= {path: page(path.strip("/")) for path in ("/a", "/b")}
    async with serve(replies) as site:
        polite = outside.with_settings(
            WATTOS_ALLOWED_NETWORKS="127.0.0.0/8", WATTOS_CRAWLER_DELAY="0"
        )
        process = await polite.start("crawl", site.url(), "--tenant", slug)
        reading = asyncio.gather(site.was_asked_for("/a", "/b", "/c"), _stored(tenant, 3))
        ended = asyncio.create_task(process.wait())
        await asyncio.wait({reading, ended}, return_when=asyncio.FIRST_COMPLETED)
        assert not ended.done(), await process.communicate()
        process.kill()
        await process.communicate()
        site.replies |= {path: page(path.strip("/")) for path in ("/c", "/d")}
        (job,) = await platform.jobs.list(tenant, kind="crawler.crawl")
        info = await finished_by_worker(platform, tenant, job.id)
        assert (info.state, info.attempt, info.error) == ("succeeded", 2, None)
        asked = {path: site.asked.count(path) for path in PATHS}
        urls = sorted(document.url for document in await platform.knowledge.documents(tenant))
        assert urls == sorted(site.url(path) for path in PATHS)
    assert {path: asked[path] for path in ("/", "/a", "/b")} == {"/": 1, "/a": 1, "/b": 1}
    states = {document.state for document in await platform.knowledge.documents(tenant)}
    assert states == {"ready"}


async def _stored(tenant: UUID, count: int) -> None:
    """Wait until so many pages have been noted as fetched."""
    while True:
        async with tenant_scope(tenant):
            rows = await fetch("select 1 from crawl_page where state = 'fetched'")
        if len(rows) >= count:
            return
        await asyncio.sleep(0.05)
