"""Connections of a crawl are closed with it, however it began and ends."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Sequence
from uuid import UUID

import pytest
from aiohttp import ClientSession

from tests.plugins.wattos_crawler.conftest import RunCrawl
from tests.plugins.wattos_crawler.site import Reply, serve
from wattos.outbound import OutboundPolicy
from wattos.settings import load_settings
from wattos_crawler.announcing import Announcing
from wattos_crawler.fetch import Fetcher, follow
from wattos_crawler.options import read_options
from wattos_crawler.settings import CrawlerSettings

PAGE = Reply("<p>Das Rathaus öffnet um acht.</p>")


def open_sessions(besides: Sequence[ClientSession] = ()) -> list[ClientSession]:
    """Of the whole process, which other tests may share."""
    every: list[object] = gc.get_objects()
    of_kind = [found for found in every if type(found) is ClientSession]
    return [found for found in of_kind if not found.closed and found not in besides]


async def test_addresses_fetched_at_once_share_the_connections_that_are_closed() -> None:
    before = open_sessions()
    policy = OutboundPolicy.from_settings(
        load_settings({"WATTOS_ALLOWED_NETWORKS": "127.0.0.1/32"})
    )
    async with serve({"/": PAGE}) as site:
        options = read_options({"url": site.url(), "delay": 0, "timeout": 5})
        fetcher = Fetcher(policy, options, CrawlerSettings())
        await asyncio.gather(*(fetcher.get(site.url(), follow) for _ in range(3)))
        assert open_sessions(before)
        await fetcher.close()
        assert open_sessions(before) == []


async def test_crawl_that_fails_at_its_end_closes_its_connections(
    run_crawl: RunCrawl, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = open_sessions()

    async def fail(_announcing: Announcing, _space_id: UUID) -> None:
        raise RuntimeError("the end")

    monkeypatch.setattr(Announcing, "end", fail)
    async with serve({"/": PAGE}) as site:
        with pytest.raises(RuntimeError, match="the end"):
            await run_crawl(site.url())
        assert open_sessions(before) == []
