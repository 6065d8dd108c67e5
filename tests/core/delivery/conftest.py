"""A job service and a worker of their own, on the real database and Redis of the session."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import pytest

from wattos.database import fetchrow, new_id, tenant_scope
from wattos.delivery import JobInfo, Jobs, Scheduler, WakeLists, Worker
from wattos.delivery.schemas import FINAL_JOB_STATES

RunWorker = Callable[..., Any]


@pytest.fixture
def jobs(platform: Any) -> Jobs:
    """A job service whose wake lists no other test shares."""
    return Jobs(WakeLists(platform.redis, prefix=f"test-{new_id()}:"))


@pytest.fixture
def run_worker(platform: Any) -> RunWorker:
    """`async with run_worker(jobs):` runs a worker meanwhile."""

    @asynccontextmanager
    async def run(jobs: Jobs, scheduler: Scheduler | None = None) -> AsyncIterator[Worker]:
        worker = Worker(jobs, platform.redis, scheduler=scheduler, sweep_seconds=0.3)
        running = asyncio.create_task(worker.async_run())
        try:
            yield worker
        finally:
            await worker.stop()
            await asyncio.gather(running, return_exceptions=True)

    return run


@pytest.fixture
def finished() -> Callable[[Jobs, UUID, UUID], Awaitable[JobInfo]]:
    """Waits until a job is in a final state and returns it."""

    async def wait(jobs: Jobs, tenant_id: UUID, job_id: UUID) -> JobInfo:
        while (info := await jobs.get(tenant_id, job_id)).state not in FINAL_JOB_STATES:
            await asyncio.sleep(0.01)
        return info

    return wait


@pytest.fixture
def job_row() -> Callable[[UUID, UUID], Awaitable[dict[str, Any]]]:
    """Reads a whole job row."""

    async def read(tenant_id: UUID, job_id: UUID) -> dict[str, Any]:
        async with tenant_scope(tenant_id):
            row = await fetchrow("select * from job where id = $1", job_id)
        assert row is not None
        return dict(row)

    return read
