"""What happens to a job whose process was killed."""

from __future__ import annotations

import asyncio
from uuid import UUID

from wattos.database import execute, tenant_scope
from wattos.delivery import JobInfo
from wattos.platform import Platform


async def finished_by_worker(platform: Platform, tenant: UUID, job_id: UUID) -> JobInfo:
    """The job after a worker of this process took it over, as if its lease had run out."""
    async with tenant_scope(tenant):
        await execute("update job set lease_until = now() where id = $1", job_id)
    worker = asyncio.create_task(platform.run_worker(["bulk"]))
    try:
        while not worker.done():
            info = await platform.jobs.get(tenant, job_id)
            if info.state in {"succeeded", "failed", "cancelled"}:
                return info
            await asyncio.sleep(0.05)
        raise AssertionError("the worker ended") from worker.exception()
    finally:
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)
