"""A tenant with much to do does not hold up the others."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest_asyncio

from wattos.database import execute, tenant_scope
from wattos.delivery import DEFAULT_LANES, JobContext, JobInfo, JobKind, Jobs, rows
from wattos.platform import Platform

Finished = Callable[[Jobs, UUID, UUID], Awaitable[JobInfo]]
QUEUED = 200


@pytest_asyncio.fixture(loop_scope="session")
async def other(platform: Platform) -> UUID:
    """A second tenant."""
    return (await platform.create_tenant(f"t-{secrets.token_hex(6)}")).id


async def discard(*tenants: UUID) -> None:
    """Take away what the other tests' workers would find."""
    for tenant_id in tenants:
        async with tenant_scope(tenant_id):
            await execute("delete from job")


async def nothing(context: JobContext) -> None:
    """A small job."""


async def test_small_job_runs_while_another_tenant_has_every_place_and_a_long_queue(
    jobs: Jobs, tenant: UUID, other: UUID, run_worker: Callable[..., Any], finished: Finished
) -> None:
    begun: list[UUID] = []
    full = asyncio.Event()

    async def never_end(context: JobContext) -> None:
        begun.append(context.job_id)
        if len(begun) == DEFAULT_LANES["bulk"]:
            full.set()
        await asyncio.Event().wait()

    jobs.add_kinds([JobKind(name="long", run=never_end), JobKind(name="small", run=nothing)])
    async with tenant_scope(tenant):
        for _ in range(QUEUED):
            await jobs.enqueue("long", {})
    async with run_worker(jobs):
        await full.wait()
        async with tenant_scope(other):
            small = await jobs.enqueue("small", {})
        assert (await finished(jobs, other, small)).state == "succeeded"
        assert len(begun) == DEFAULT_LANES["bulk"]
    assert await jobs.counts(tenant) == {"queued": QUEUED}  # put back by the worker's end
    await discard(tenant, other)


async def test_tenants_alternate_when_jobs_are_claimed(
    jobs: Jobs, tenant: UUID, other: UUID
) -> None:
    jobs.add_kinds([JobKind(name="long", run=nothing)])
    for owner, count in ((tenant, 6), (other, 2)):
        async with tenant_scope(owner):
            for _ in range(count):
                await jobs.enqueue("long", {})
    claimed: list[UUID] = []
    while len(claimed) < 8:
        found = await rows.claim("bulk", jobs.process, 1)
        claimed += [job.tenant_id for job in found if job.tenant_id in {tenant, other}]
    assert claimed[:4].count(other) == 2
    assert claimed[4:] == [tenant] * 4
    await discard(tenant, other)


async def test_claim_passes_over_tenants(jobs: Jobs, tenant: UUID, other: UUID) -> None:
    jobs.add_kinds([JobKind(name="long", run=nothing)])
    for owner in (tenant, other):
        async with tenant_scope(owner):
            await jobs.enqueue("long", {})
    claimed = await rows.claim("bulk", jobs.process, 100, besides=[tenant])
    owners = {job.tenant_id for job in claimed}
    assert other in owners
    assert tenant not in owners
    await discard(tenant, other)
