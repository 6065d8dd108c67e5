"""What a process does with its services beyond wiring them."""

from __future__ import annotations

import asyncio
import logging
import sys

import msgspec
import pytest
from redis.asyncio import Redis

from wattos.installation import Services, plugin_host
from wattos.platform import Platform
from wattos.settings import Settings


async def test_warm_up_loads_the_engine_and_the_embedder(
    platform: Platform, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        await platform.warm_up()
    assert "wattos.agents.engine" in sys.modules
    assert not sys.modules["pydantic_ai"].BANNER_ENABLED  # it would stand in a chat's answer
    assert not [r for r in caplog.records if "warmed up" in r.message]


async def test_worker_goes_on_when_the_embedder_cannot_be_warmed_up(
    wattos_settings: Settings,
    wattos_services: Services,
    database: None,
    caplog: pytest.LogCaptureFixture,
) -> None:
    settings = msgspec.structs.replace(wattos_settings, embedder="nobody/has-it")
    async with Redis.from_url(wattos_services.redis_url.reveal()) as redis:
        platform = Platform(settings, plugin_host(settings), redis)
        with caplog.at_level(logging.WARNING):
            working = asyncio.create_task(platform.run_worker(["interactive"]))
            while "the knowledge could not be warmed up" not in caplog.text:
                assert not working.done()
                await asyncio.sleep(0.05)
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
