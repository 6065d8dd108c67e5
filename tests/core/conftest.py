"""Redis and a job worker of a test's own, on the session's real servers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import pytest_asyncio
from redis.asyncio import Redis

from wattos.database import new_id
from wattos.delivery import Jobs, Scheduler, WakeLists, Worker
from wattos.installation import Services


@pytest_asyncio.fixture(loop_scope="session")
async def redis(wattos_services: Services) -> AsyncGenerator[Redis]:
    """A client of the session's Valkey."""
    assert wattos_services.redis_url is not None
    async with Redis.from_url(wattos_services.redis_url.reveal()) as client:
        yield client


@pytest.fixture
def jobs(redis: Redis) -> Jobs:
    """A job service whose wake lists no other test shares."""
    return Jobs(WakeLists(redis, prefix=f"test-{new_id()}:"))


@pytest.fixture
def run_worker(redis: Redis) -> Callable[..., Any]:
    """`async with run_worker(jobs):` runs a worker meanwhile."""

    @asynccontextmanager
    async def run(jobs: Jobs, scheduler: Scheduler | None = None) -> AsyncGenerator[Worker]:
        worker = Worker(jobs, redis, scheduler=scheduler, sweep_seconds=0.3)
        running = asyncio.create_task(worker.async_run())
        try:
            yield worker
        finally:
            await worker.stop()
            await asyncio.gather(running, return_exceptions=True)

    return run
