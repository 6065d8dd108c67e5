"""The crawler's job on the real knowledge room and job service."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import msgspec
import pytest
import pytest_asyncio
from redis.asyncio import Redis

from wattos.database import new_id
from wattos.delivery import Jobs, Progress, WakeLists
from wattos.installation import Services, plugin_host
from wattos.knowledge import Knowledge
from wattos.plugins import TenantPlugins
from wattos.registries import Registries
from wattos.settings import Settings
from wattos_crawler.jobs import crawl_job

RunCrawl = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture(scope="session")
def knowledge(wattos_settings: Settings) -> Knowledge:
    """The knowledge room with the installation's parsers and its faster embedder."""
    host = plugin_host(wattos_settings)
    settings = msgspec.structs.replace(wattos_settings, embedder="offline/use")
    return Knowledge(settings, Registries(host, TenantPlugins(host)))


@pytest_asyncio.fixture(loop_scope="session")
async def jobs(database: None, wattos_services: Services) -> Any:
    """A job service whose wake lists no other test shares."""
    async with Redis.from_url(wattos_services.redis_url.reveal()) as client:
        yield Jobs(WakeLists(client, prefix=f"test-{new_id()}:"))


@pytest.fixture
def run_crawl(
    jobs: Jobs, knowledge: Knowledge, wattos_settings: Settings, tenant: UUID
) -> RunCrawl:
    """`await run_crawl(url, max_depth=…)` runs a crawl for the test's tenant."""
    jobs.add_kinds([crawl_job(knowledge, wattos_settings)])

    async def run(
        url: str, on_progress: Callable[[Progress], None] | None = None, **options: Any
    ) -> dict[str, Any]:
        payload = {"url": url, "delay": 0, "timeout": 5, **options}
        return await jobs.run_inline(tenant, "crawler.crawl", payload, on_progress)

    return run


def states(result: dict[str, Any], base: str) -> dict[str, str]:
    """Path → state, with the reason where there is one."""
    return {
        page["url"].removeprefix(base): ":".join(filter(None, (page["state"], page["reason"])))
        for page in result["pages"]
    }
