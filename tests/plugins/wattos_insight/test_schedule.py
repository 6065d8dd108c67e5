"""Analyses that start by themselves."""

from __future__ import annotations

from uuid import UUID

import pytest

from wattos.database import fetchval, tenant_scope
from wattos.events import PlatformEvent
from wattos.platform import Platform
from wattos_insight.schedule import NIGHTLY, on_event

CRAWLED = {"state": "succeeded", "documents": 3}


async def waiting(tenant_id: UUID) -> int:
    async with tenant_scope(tenant_id):
        return await fetchval("select count(*) from job where kind = 'insight.generate'")


@pytest.mark.parametrize(
    ("settings", "name", "data", "started"),
    [
        ({}, "crawl.finished", CRAWLED, 0),
        ({"after_crawl": True}, "crawl.finished", CRAWLED, 1),
        ({"after_crawl": True}, "crawl.finished", {"state": "failed", "documents": 0}, 0),
        ({"after_crawl": True}, "document.ready", {}, 0),
    ],
)
async def test_crawl_starts_an_analysis_where_the_tenant_wants_it(
    platform: Platform,
    tenant: UUID,
    settings: dict[str, bool],
    name: str,
    data: dict[str, object],
    started: int,
) -> None:
    await platform.plugins.change_settings(tenant, "wattos_insight", settings)
    await on_event(platform, PlatformEvent(name=name, tenant_id=tenant, data=data))
    assert await waiting(tenant) == started


async def test_night_starts_an_analysis_where_the_tenant_wants_it(
    platform: Platform, tenant: UUID
) -> None:
    assert await platform.jobs.run_inline(tenant, NIGHTLY, {}) == {"started": False}
    await platform.plugins.change_settings(tenant, "wattos_insight", {"nightly": True})
    assert await platform.jobs.run_inline(tenant, NIGHTLY, {}) == {"started": True}
    assert await waiting(tenant) == 1
