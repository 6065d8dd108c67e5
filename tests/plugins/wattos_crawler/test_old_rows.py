"""Every night: pages of crawls that a later one replaced, and calls of webhooks that ended."""

from __future__ import annotations

from uuid import UUID

from wattos.database import execute, fetch, new_id, tenant_scope
from wattos.platform import Platform

_CRAWL = """
insert into crawl (id, tenant_id, start_url, state, created_at, finished_at)
values ($1, $2, $3, $4, now() - make_interval(days => $5),
    case when $4 in ('succeeded', 'failed') then now() - make_interval(days => $5) end)
"""
_PAGE = """
insert into crawl_page (id, tenant_id, crawl_id, url, identity, depth)
values ($1, $2, $3, $4, $4, 0)
"""
_WEBHOOK = "insert into crawl_webhook (id, tenant_id, url) values ($1, $2, 'https://a.example/')"
_DELIVERY = """
insert into crawl_delivery (id, tenant_id, webhook_id, crawl_id, state, finished_at)
values ($1, $2, $3, $4, $5, case when $5 = 'sent' then now() - interval '40 days' end)
"""


async def test_pages_of_replaced_crawls_and_told_webhooks_go(
    platform: Platform, tenant: UUID
) -> None:
    crawls = (
        ("replaced", "https://a.example/", "succeeded", 60),
        ("newest", "https://a.example/", "succeeded", 50),
        ("failed-since", "https://a.example/", "failed", 45),
        ("only-one", "https://b.example/", "failed", 400),
        ("young", "https://c.example/", "succeeded", 5),
        ("later", "https://c.example/", "succeeded", 4),
        ("stuck", "https://d.example/", "running", 400),
        ("after-stuck", "https://d.example/", "succeeded", 40),
    )
    hook = new_id()
    async with tenant_scope(tenant):
        await execute(_WEBHOOK, hook, tenant)
        for name, url, state, days in crawls:
            crawl = new_id()
            await execute(_CRAWL, crawl, tenant, url, state, days)
            await execute(_PAGE, new_id(), tenant, crawl, name)
            told = "pending" if name in ("stuck", "newest") else "sent"
            await execute(_DELIVERY, new_id(), tenant, hook, crawl, told)
    deleted = await platform.jobs.run_inline(tenant, "housekeeping", {})
    assert (deleted["crawl_pages"], deleted["crawl_deliveries"]) == (1, 6)
    async with tenant_scope(tenant):
        kept = {row["url"] for row in await fetch("select url from crawl_page")}
        crawls_left = await fetch("select id from crawl")
    assert kept == {name for name, *_ in crawls} - {"replaced"}
    assert len(crawls_left) == len(crawls)
