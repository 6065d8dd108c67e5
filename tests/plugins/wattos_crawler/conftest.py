"""Crawls on the real platform."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest

from wattos.delivery import Progress
from wattos.knowledge import Knowledge
from wattos.platform import Platform

RunCrawl = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
def knowledge(platform: Platform) -> Knowledge:
    """The knowledge room that crawls feed."""
    return platform.knowledge


@pytest.fixture
def run_crawl(platform: Platform, tenant: UUID) -> RunCrawl:
    """`await run_crawl(url, max_depth=…)` runs a crawl for the test's tenant, without pauses."""

    async def run(
        url: str, on_progress: Callable[[Progress], None] | None = None, **options: Any
    ) -> dict[str, Any]:
        payload = {"url": url, "delay": 0, "timeout": 5, **options}
        return await platform.jobs.run_inline(tenant, "crawler.crawl", payload, on_progress)

    return run


def states(result: dict[str, Any], base: str) -> dict[str, str]:
    """Path → state, with the reason where there is one."""
    return {
        page["url"].removeprefix(base): ":".join(filter(None, (page["state"], page["reason"])))
        for page in result["pages"]
    }
