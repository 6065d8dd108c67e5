"""The crawl as a job: attempts that follow one another, and what a crash leaves."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import pytest

from tests.plugins.wattos_crawler.conftest import states
from tests.plugins.wattos_crawler.site import Reply, page, serve
from wattos.database import tenant_scope
from wattos.delivery import JobContext, JobFailure
from wattos.errors import InvalidInput
from wattos.events import PlatformEvent
from wattos.platform import Platform
from wattos_crawler import views
from wattos_crawler.jobs import crawl_job


async def attempt(
    platform: Platform, tenant: UUID, number: int, job_id: UUID, **payload: Any
) -> dict[str, Any]:
    """One attempt at a job, as a worker makes it."""
    context = context_of(tenant, number, job_id, {"delay": 0, **payload})
    result = await crawl_job(platform.knowledge, platform.settings).run(context)
    assert result is not None
    return dict(result)


def context_of(tenant: UUID, number: int, job_id: UUID, payload: dict[str, Any]) -> JobContext:
    """What a worker gives to an attempt at a job."""

    async def report(_progress: object) -> None:
        """Nobody watches."""

    async def never() -> bool:
        return False

    return JobContext(
        job_id=job_id,
        tenant_id=tenant,
        attempt=number,
        payload=payload,
        requested_by=None,
        report=report,
        is_cancelled=never,
    )


async def new_job(platform: Platform, tenant: UUID, url: str) -> UUID:
    """The row of a job that this test carries out itself."""
    async with tenant_scope(tenant):
        return (await platform.jobs.hold("crawler.crawl", {"url": url})).id


async def stored(tenant: UUID, pages: int) -> bool:
    """Whether so many pages of the tenant's crawl are done."""
    async with tenant_scope(tenant):
        crawl = (await views.list_crawls(1))[0]
    return crawl.counts.get("fetched", 0) >= pages


async def test_job_goes_on_where_an_attempt_broke_off(platform: Platform, tenant: UUID) -> None:
    slow = [Reply(hangs=True), page("Langsam", "/d")]
    replies = {
        "/": page("Start", "/a", "/b", "/langsam"),
        "/a": page("A"),
        "/b": page("B", "/c"),
        "/c": page("C"),
        "/d": page("D"),
        "/langsam": slow,
    }
    async with serve(replies) as site:
        job_id = await new_job(platform, tenant, site.url())
        first = asyncio.create_task(attempt(platform, tenant, 1, job_id, url=site.url()))
        await site.was_asked_for("/a", "/b", "/c", "/langsam")
        while not await stored(tenant, 4):  # noqa: ASYNC110 - a row in the database
            await asyncio.sleep(0.02)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        before = list(site.asked)

        result = await attempt(platform, tenant, 2, job_id, url=site.url())

        later = site.asked[len(before) :]
        assert {"/langsam", "/d"} <= set(later)
        assert not {"/", "/a", "/b", "/c"} & set(later)
        assert set(states(result, site.base)) == {"/", "/a", "/b", "/c", "/d", "/langsam"}
        assert result["documents"] == 6
    async with tenant_scope(tenant):
        crawls = await views.list_crawls(5)
    assert [crawl.state for crawl in crawls] == ["succeeded"]
    assert crawls[0].counts == {"fetched": 6}
    documents = await platform.knowledge.documents(tenant)
    assert {document.state for document in documents} == {"ready"}


async def test_job_keeps_an_address_that_was_too_deep_on_one_way_only(
    platform: Platform, tenant: UUID
) -> None:
    replies = {
        "/": page("Start", "/a", "/b"),
        "/a": page("A", "/ziel", "/tief"),
        "/b": page("B", head='<link rel="canonical" href="/ziel">'),
        "/ziel": [Reply(hangs=True), page("Ziel")],
    }
    async with serve(replies) as site:
        limits = {"url": site.url(), "max_depth": 1, "per_host": 1}
        job_id = await new_job(platform, tenant, site.url())
        first = asyncio.create_task(attempt(platform, tenant, 1, job_id, **limits))
        await site.was_asked_for("/a", "/b", "/ziel")
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        result = await attempt(platform, tenant, 2, job_id, **limits)
        found = states(result, site.base)
    assert (found["/ziel"], found["/tief"]) == ("fetched", "skipped:too-deep")


async def test_job_tries_a_start_again_that_had_failed(platform: Platform, tenant: UUID) -> None:
    async with serve({"/": [Reply(status=500), page("Start")]}) as site:
        job_id = await new_job(platform, tenant, site.url())
        with pytest.raises(Exception, match="HTTP 500"):
            await attempt(platform, tenant, 1, job_id, url=site.url())
        result = await attempt(platform, tenant, 2, job_id, url=site.url())
        assert states(result, site.base) == {"/": "fetched"}


async def test_job_keeps_the_scope_that_the_start_had_led_to(
    platform: Platform, tenant: UUID
) -> None:
    replies = {"/neu": page("Neu", "/mehr"), "/mehr": [Reply(hangs=True), page("Mehr", "/noch")]}
    async with serve({**replies, "/noch": page("Noch")}) as target:
        moved = Reply(status=301, headers={"Location": target.url("/neu")})
        async with serve({"/": moved}) as site:
            job_id = await new_job(platform, tenant, site.url())
            first = asyncio.create_task(attempt(platform, tenant, 1, job_id, url=site.url()))
            await target.was_asked_for("/mehr")
            first.cancel()
            await asyncio.gather(first, return_exceptions=True)
            result = await attempt(platform, tenant, 2, job_id, url=site.url())
            assert target.url("/noch") in {entry["url"] for entry in result["pages"]}


async def test_job_refuses_an_id_that_is_none(platform: Platform, tenant: UUID) -> None:
    job_id = await new_job(platform, tenant, "https://example.org/")
    with pytest.raises(InvalidInput):
        await attempt(platform, tenant, 1, job_id, url="https://example.org/", crawl_id="x")


async def test_observers_hear_how_a_crawl_ended(platform: Platform, tenant: UUID) -> None:
    heard: list[PlatformEvent] = []
    kind = crawl_job(platform.knowledge, platform.settings, heard.append)
    async with serve({"/": page("Start")}) as site:
        job_id = await new_job(platform, tenant, site.url())
        context = context_of(tenant, 1, job_id, {"url": site.url(), "delay": 0})
        await kind.run(context)
    assert kind.on_failure is not None
    await kind.on_failure(context, JobFailure(state="cancelled", reason="no more", code="x"))
    assert [event.name for event in heard] == ["crawl.finished"] * 2
    assert [event.tenant_id for event in heard] == [tenant] * 2
    assert [event.data["state"] for event in heard] == ["succeeded", "cancelled"]
    assert heard[0].data["documents"] == 1
