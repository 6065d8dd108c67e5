"""Looking at jobs from outside."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest

from wattos.database import fetchrow, tenant_scope
from wattos.delivery import JobInfo, Jobs
from wattos.delivery.schemas import FINAL_JOB_STATES


@pytest.fixture
def finished() -> Callable[[Jobs, UUID, UUID], Awaitable[JobInfo]]:
    """Waits until a job is in a final state and returns it."""

    async def wait(jobs: Jobs, tenant_id: UUID, job_id: UUID) -> JobInfo:
        while True:
            info = await jobs.get(tenant_id, job_id)
            if info.state in FINAL_JOB_STATES:
                return info
            await asyncio.sleep(0.01)

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
