"""Crawls over HTTP, and their isolation between tenants."""

from __future__ import annotations

import asyncio
import secrets
from uuid import UUID

import pytest
from httpx import AsyncClient

from tests.plugins.wattos_crawler.site import Reply, page, serve
from wattos.database import tenant_scope
from wattos.platform import Platform
from wattos.testing import signed_in
from wattos_crawler import store, views
from wattos_crawler.schemas import Entry
from wattos_crawler.tables import Crawl, CrawlPage

CRAWLS = "/api/v1/knowledge/crawls"


async def finished(client: AsyncClient, crawl_id: str) -> dict[str, object]:
    """The crawl once its job has ended."""
    while True:
        crawl = (await client.get(f"{CRAWLS}/{crawl_id}")).json()
        if crawl["state"] in ("succeeded", "failed", "cancelled"):
            return crawl
        await asyncio.sleep(0.05)


@pytest.mark.usefixtures("worker")
async def test_crawl_is_started_and_watched_over_http(client: AsyncClient) -> None:
    async with serve({"/": page("Start", "/a", "/weg"), "/a": page("A")}) as site:
        answer = await client.post(CRAWLS, json={"url": site.url(), "max_pages": 10})
        assert answer.status_code == 202
        started = answer.json()
        assert started["start_url"] == site.url()
        crawl = await finished(client, started["id"])
        assert crawl["state"] == "succeeded"
        assert crawl["counts"] == {"fetched": 2, "failed": 1}
        pages = (await client.get(f"{CRAWLS}/{started['id']}/pages")).json()
        failed = (await client.get(f"{CRAWLS}/{started['id']}/pages?state=failed")).json()
        found = (
            await client.get(f"{CRAWLS}/{started['id']}/pages?q=WEG&reason=not-found&offset=0")
        ).json()
        outcomes = (await client.get(f"{CRAWLS}/{started['id']}/outcomes")).json()
        matching = (await client.get(f"{CRAWLS}/{started['id']}/outcomes?q=/a")).json()
    assert found == failed
    assert [(one["state"], one["reason"], one["pages"]) for one in outcomes] == [
        ("fetched", None, 2),
        ("failed", "not-found", 1),
    ]
    assert [one["pages"] for one in matching] == [1]
    assert [entry["url"] for entry in failed] == [site.url("/weg")]
    assert failed[0]["reason"] == "not-found"
    assert set(failed[0]["explanation"]) == {"de", "en"}
    after = (
        await client.get(f"{CRAWLS}/{started['id']}/pages?limit=1&after={pages[0]['id']}")
    ).json()
    assert after == pages[1:2]
    listed = (await client.get(CRAWLS)).json()
    assert [entry["id"] for entry in listed] == [started["id"]]


@pytest.mark.usefixtures("worker")
async def test_crawl_that_cannot_start_shows_why(client: AsyncClient) -> None:
    started = (await client.post(CRAWLS, json={"url": "http://10.0.0.1/"})).json()
    crawl = await finished(client, started["id"])
    assert crawl["state"] == "failed"
    assert "WATTOS_ALLOWED_NETWORKS" in str(crawl["error"])


@pytest.mark.parametrize(
    "body", [{}, {"url": "ftp://x.example/"}, {"url": "x", "max_pages": 0}, {"url": "x", "z": 1}]
)
async def test_crawl_refuses_bad_requests(client: AsyncClient, body: dict[str, object]) -> None:
    answer = await client.post(CRAWLS, json=body)
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("application/problem+json")


async def test_crawl_needs_permission(platform: Platform, tenant: UUID, server: str) -> None:
    async with signed_in(platform, tenant, server, role="viewer") as viewer:
        assert (await viewer.post(CRAWLS, json={"url": "https://x.example"})).status_code == 403
        assert (await viewer.get(CRAWLS)).status_code == 200
    async with AsyncClient(base_url=server) as nobody:
        assert (await nobody.get(CRAWLS)).status_code == 401


async def test_crawls_of_another_tenant_do_not_exist(
    platform: Platform, tenant: UUID, client: AsyncClient
) -> None:
    other = (await platform.create_tenant(f"t-{secrets.token_hex(6)}")).id
    async with serve({"/": page("Start")}) as site:
        result = await platform.jobs.run_inline(other, "crawler.crawl", {"url": site.url()})
    crawl_id = result["crawl_id"]
    assert (await client.get(f"{CRAWLS}/{crawl_id}")).status_code == 404
    assert (await client.get(f"{CRAWLS}/{crawl_id}/pages")).status_code == 404
    assert (await client.get(f"{CRAWLS}/{crawl_id}/outcomes")).status_code == 404
    assert (await client.get(CRAWLS)).json() == []
    async with tenant_scope(tenant):
        assert await Crawl.select() == []
        assert await CrawlPage.select() == []
    async with tenant_scope(other):
        assert len(await Crawl.select()) == 1
        assert len(await CrawlPage.select()) == 1


@pytest.mark.usefixtures("worker")
async def test_single_pages_are_visited_again(
    platform: Platform, tenant: UUID, client: AsyncClient
) -> None:
    replies = {
        "/": page("Start", "/bad", "/da"),
        "/bad": [Reply(status=404), page("Freibad", text="Das Freibad öffnet um neun Uhr.")],
        "/da": page("Da", "/tief"),
        "/tief": page("Tief"),
    }
    async with serve(replies) as site:
        options = {"url": site.url(), "max_depth": 1, "delay": 0}
        crawl_id = (await platform.jobs.run_inline(tenant, "crawler.crawl", options))["crawl_id"]
        here = f"{CRAWLS}/{crawl_id}"
        found = {entry["url"]: entry for entry in (await client.get(f"{here}/pages")).json()}
        asked = len(site.asked)
        for path in ("/bad", "/tief"):
            again = f"{here}/pages/{found[site.url(path)]['id']}/retry"
            answer = await client.post(again)
            assert answer.status_code == 202
            await ended(platform, tenant, UUID(answer.json()["job_id"]))
        pages = (await client.get(f"{here}/pages")).json()
        by_url = (await client.get(f"{here}/pages?sort=url&descending=true")).json()
        after = (await client.get(here)).json()
        report = (await client.get(f"{here}/report")).json()
        assert {"/bad", "/tief"} <= set(site.asked[asked:]) <= {"/bad", "/tief", "/robots.txt"}
    assert {entry["state"] for entry in pages} == {"fetched"}
    urls = [entry["url"] for entry in pages]
    assert [entry["url"] for entry in by_url] == sorted(urls, reverse=True) != urls
    assert (after["state"], after["counts"]) == ("succeeded", {"fetched": 4})
    assert report["states"] == {"fetched": 4}
    assert report["dead_links"] == []
    assert report["hosts"]
    hit = (await platform.knowledge.search(tenant, "Wann öffnet das Freibad?", k=1))[0]
    assert "neun Uhr" in hit.text
    unknown = await client.post(f"{here}/pages/{crawl_id}/retry")
    assert unknown.status_code == 404


async def test_page_of_a_crawl_that_goes_on_is_not_visited_again(
    tenant: UUID, client: AsyncClient
) -> None:
    started = (await client.post(CRAWLS, json={"url": "https://example.org/"})).json()
    crawl_id = UUID(started["id"])
    async with tenant_scope(tenant):
        await store.add_waiting(crawl_id, [Entry("https://example.org/a", 1)])
        (waiting,) = await views.list_pages(crawl_id, 1)
    answer = await client.post(f"{CRAWLS}/{crawl_id}/pages/{waiting.id}/retry")
    assert answer.status_code == 409


async def ended(platform: Platform, tenant: UUID, job_id: UUID) -> None:
    """Wait until a job has ended well."""
    while (state := (await platform.jobs.get(tenant, job_id)).state) != "succeeded":
        assert state in ("queued", "running"), state
        await asyncio.sleep(0.05)
