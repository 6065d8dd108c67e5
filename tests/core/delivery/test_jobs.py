from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from redis.asyncio import Redis

from wattos.database import execute, tenant_scope, utcnow
from wattos.delivery import (
    JobContext,
    JobFailure,
    JobInfo,
    JobKind,
    Jobs,
    Progress,
    Sequence,
    WakeLists,
    rows,
)
from wattos.delivery.rows import LeaseLost
from wattos.errors import InvalidInput, NotFound, ScopeError

Finished = Callable[[Jobs, UUID, UUID], Awaitable[JobInfo]]
RunWorker = Callable[..., Any]
JobRow = Callable[[UUID, UUID], Awaitable[dict[str, Any]]]


async def enqueue(jobs: Jobs, tenant: UUID, kind: str, payload: Any = None, **options: Any) -> UUID:
    async with tenant_scope(tenant):
        return await jobs.enqueue(kind, payload or {}, **options)


async def echo(context: JobContext) -> dict[str, Any]:
    return {"said": context.payload.get("say"), "attempt": context.attempt}


async def test_job_runs_and_keeps_its_result(
    jobs: Jobs, tenant: UUID, run_worker: RunWorker, finished: Finished
) -> None:
    jobs.add_kinds([JobKind(name="echo", run=echo)])
    async with run_worker(jobs):
        job = await enqueue(jobs, tenant, "echo", {"say": "Grüße"})
        info = await finished(jobs, tenant, job)
    assert (info.state, info.result) == ("succeeded", {"said": "Grüße", "attempt": 1})
    assert info.started_at is not None
    assert info.finished_at is not None


async def test_job_of_a_rolled_back_scope_does_not_exist(jobs: Jobs, tenant: UUID) -> None:
    jobs.add_kinds([JobKind(name="echo", run=echo)])
    job: UUID | None = None
    with pytest.raises(RuntimeError):
        async with tenant_scope(tenant):
            job = await jobs.enqueue("echo", {})
            raise RuntimeError
    assert job is not None
    with pytest.raises(NotFound):
        await jobs.get(tenant, job)


async def test_enqueue_refuses_unknown_kinds_and_missing_scopes(jobs: Jobs, tenant: UUID) -> None:
    jobs.add_kinds([JobKind(name="echo", run=echo)])
    with pytest.raises(ScopeError):
        await jobs.enqueue("echo", {})
    with pytest.raises(InvalidInput, match="Nobody registered"):
        await enqueue(jobs, tenant, "never-heard")


async def test_job_key_joins_an_unfinished_job(
    jobs: Jobs, tenant: UUID, run_worker: RunWorker, finished: Finished
) -> None:
    jobs.add_kinds([JobKind(name="echo", run=echo)])
    first = await enqueue(jobs, tenant, "echo", key="site")
    assert await enqueue(jobs, tenant, "echo", key="site") == first
    assert await enqueue(jobs, tenant, "echo", key="other") != first
    async with run_worker(jobs):
        await finished(jobs, tenant, first)
    assert await enqueue(jobs, tenant, "echo", key="site") != first


async def test_failing_job_is_tried_again_and_then_fails_with_its_reason(
    jobs: Jobs, tenant: UUID, run_worker: RunWorker, finished: Finished
) -> None:
    told: list[JobFailure] = []

    async def raise_always(context: JobContext) -> None:
        raise RuntimeError(f"attempt {context.attempt} \x00 broke")

    async def listen(_context: JobContext, failure: JobFailure) -> None:
        told.append(failure)

    jobs.add_kinds(
        [
            JobKind(
                name="bad", run=raise_always, queue="interactive", max_attempts=2, on_failure=listen
            )
        ]
    )
    async with run_worker(jobs):
        info = await finished(jobs, tenant, await enqueue(jobs, tenant, "bad"))
    assert (info.state, info.attempt) == ("failed", 2)
    assert info.error == "RuntimeError: attempt 2  broke"
    assert [failure.state for failure in told] == ["failed"]


async def test_callers_mistake_is_not_tried_again(
    jobs: Jobs, tenant: UUID, run_worker: RunWorker, finished: Finished
) -> None:
    async def refuse(_context: JobContext) -> None:
        raise InvalidInput("The file is empty.")

    jobs.add_kinds([JobKind(name="refuse", run=refuse, max_attempts=5)])
    async with run_worker(jobs):
        info = await finished(jobs, tenant, await enqueue(jobs, tenant, "refuse"))
    assert (info.state, info.attempt, info.error) == ("failed", 1, "The file is empty.")


async def test_job_of_a_silent_worker_is_taken_over_and_its_writes_are_refused(
    jobs: Jobs, tenant: UUID, run_worker: RunWorker, finished: Finished, job_row: JobRow
) -> None:
    jobs.add_kinds([JobKind(name="echo", run=echo)])
    async with tenant_scope(tenant):
        stale = await jobs.hold("echo", {"say": "again"})
        await execute("update job set lease_until = now() - interval '1 s' where id = $1", stale.id)
    async with run_worker(jobs):
        info = await finished(jobs, tenant, stale.id)
    assert info.result == {"said": "again", "attempt": 2}
    async with tenant_scope(tenant):
        with pytest.raises(LeaseLost):
            await rows.finish(stale, "failed", error="too late")
        with pytest.raises(LeaseLost):
            await rows.write_progress(stale, Progress(done=1))
    assert (await job_row(tenant, stale.id))["state"] == "succeeded"


async def test_job_whose_workers_always_die_fails_visibly(
    jobs: Jobs, tenant: UUID, run_worker: RunWorker, finished: Finished
) -> None:
    told: list[str] = []

    async def listen(_context: JobContext, failure: JobFailure) -> None:
        told.append(failure.code)

    jobs.add_kinds([JobKind(name="deadly", run=echo, max_attempts=1, on_failure=listen)])
    async with tenant_scope(tenant):
        held = await jobs.hold("deadly", {})
        await execute("update job set lease_until = now() - interval '1 s' where id = $1", held.id)
    async with run_worker(jobs):
        info = await finished(jobs, tenant, held.id)
    assert info.state == "failed"
    assert "stopped in the middle" in (info.error or "")
    assert told == ["worker-died"]


async def test_lease_is_kept_while_the_work_is_longer_than_it(
    jobs: Jobs, tenant: UUID, run_worker: RunWorker, finished: Finished
) -> None:
    starts: list[int] = []

    async def slow(context: JobContext) -> None:
        starts.append(context.attempt)
        await asyncio.sleep(2.5)

    jobs.add_kinds([JobKind(name="slow", run=slow, lease_seconds=1)])
    async with run_worker(jobs):
        info = await finished(jobs, tenant, await enqueue(jobs, tenant, "slow"))
    assert (info.state, starts) == ("succeeded", [1])


async def test_stopping_worker_puts_its_jobs_back_without_counting_the_try(
    jobs: Jobs, tenant: UUID, run_worker: RunWorker, job_row: JobRow, finished: Finished
) -> None:
    started = asyncio.Event()
    release = asyncio.Event()

    async def wait(_context: JobContext) -> None:
        started.set()
        await release.wait()

    jobs.add_kinds([JobKind(name="wait", run=wait, max_attempts=1)])
    job = await enqueue(jobs, tenant, "wait")
    async with run_worker(jobs):
        await started.wait()
    row = await job_row(tenant, job)
    assert (row["state"], row["attempt"], row["max_attempts"]) == ("queued", 1, 2)
    release.set()
    async with run_worker(jobs):
        assert (await finished(jobs, tenant, job)).state == "succeeded"


async def test_cancel_ends_queued_and_running_jobs_as_cancelled(
    jobs: Jobs, tenant: UUID, run_worker: RunWorker, finished: Finished
) -> None:
    started = asyncio.Event()

    async def forever(_context: JobContext) -> None:
        started.set()
        await asyncio.Event().wait()

    jobs.add_kinds([JobKind(name="forever", run=forever, lease_seconds=1)])
    queued = await enqueue(jobs, tenant, "forever", run_at=utcnow() + timedelta(hours=1))
    running = await enqueue(jobs, tenant, "forever")
    async with run_worker(jobs):
        await started.wait()
        await jobs.cancel(tenant, queued)
        await jobs.cancel(tenant, running)
        states = [(await finished(jobs, tenant, job)).state for job in (queued, running)]
    assert states == ["cancelled", "cancelled"]


async def test_sequence_runs_one_at_a_time_in_order(
    jobs: Jobs, tenant: UUID, run_worker: RunWorker, finished: Finished
) -> None:
    seen: list[str] = []

    async def note(context: JobContext) -> None:
        seen.append(f"+{context.payload['n']}")
        await asyncio.sleep(0.03)
        if context.payload["n"] == 1 and context.attempt == 1:
            raise RuntimeError("once")
        seen.append(f"-{context.payload['n']}")

    jobs.add_kinds([JobKind(name="note", run=note, queue="interactive")])
    ids = [await enqueue(jobs, tenant, "note", {"n": n}, sequence_key="talk") for n in range(3)]
    async with run_worker(jobs):
        for job in ids:
            await finished(jobs, tenant, job)
    assert seen == ["+0", "-0", "+1", "+1", "-1", "+2", "-2"]


async def test_inline_job_waits_for_earlier_jobs_of_its_sequence(
    jobs: Jobs, tenant: UUID, run_worker: RunWorker
) -> None:
    seen: list[str] = []
    begun, end = asyncio.Event(), asyncio.Event()

    async def read(context: JobContext) -> None:
        seen.append(context.payload["who"])
        begun.set()
        await end.wait()

    def sequence(payload: Mapping[str, Any]) -> Sequence:
        return Sequence(payload["host"], "Waiting for another one.")

    def hear(progress: Progress) -> None:
        heard.append(progress)
        end.set()

    heard: list[Progress] = []
    jobs.add_kinds([JobKind(name="read", run=read, sequence=sequence)])
    first = {"who": "worker", "host": "a"}
    await enqueue(jobs, tenant, "read", first)
    async with run_worker(jobs):
        await begun.wait()
        await enqueue(jobs, tenant, "read", {**first, "who": "next"})
        await jobs.run_inline(tenant, "read", {"who": "here", "host": "a"}, hear)
    assert seen == ["worker", "next", "here"]
    assert (heard[0].waiting, heard[0].message) == (True, "Waiting for another one.")

    # Nobody is there who would run what is queued: waiting for it would never end.
    await enqueue(jobs, tenant, "read", first)
    await jobs.run_inline(tenant, "read", {"who": "alone", "host": "a"})
    assert seen[-1] == "alone"


async def test_job_runs_although_redis_was_away_or_flushed(
    tenant: UUID, run_worker: RunWorker, finished: Finished
) -> None:
    nobody_listens = Redis.from_url("redis://127.0.0.1:9/0")
    jobs = Jobs(WakeLists(nobody_listens, prefix="away:"))
    jobs.add_kinds([JobKind(name="echo", run=echo)])
    try:
        first = await enqueue(jobs, tenant, "echo")
        async with run_worker(jobs):
            assert (await finished(jobs, tenant, first)).state == "succeeded"
            second = await enqueue(jobs, tenant, "echo")
            assert (await finished(jobs, tenant, second)).state == "succeeded"
    finally:
        await nobody_listens.aclose()


async def test_delayed_job_waits_for_its_time(
    jobs: Jobs, tenant: UUID, run_worker: RunWorker, finished: Finished
) -> None:
    jobs.add_kinds([JobKind(name="echo", run=echo)])
    due = utcnow() + timedelta(seconds=0.7)
    async with run_worker(jobs):
        info = await finished(jobs, tenant, await enqueue(jobs, tenant, "echo", run_at=due))
    assert info.started_at is not None
    assert info.started_at >= due


async def test_inline_job_reports_progress_and_raises_what_the_work_raised(
    jobs: Jobs, tenant: UUID, job_row: JobRow
) -> None:
    async def count(context: JobContext) -> dict[str, Any]:
        for n in range(3):
            await context.progress(n + 1, 3, f"page {n + 1}")
        if context.payload.get("fail"):
            raise InvalidInput("No page was found.")
        return {"pages": 3}

    jobs.add_kinds([JobKind(name="count", run=count)])
    heard: list[Progress] = []
    assert await jobs.run_inline(tenant, "count", {}, heard.append) == {"pages": 3}
    assert [progress.message for progress in heard] == ["page 1", "page 2", "page 3"]
    with pytest.raises(InvalidInput, match="No page"):
        await jobs.run_inline(tenant, "count", {"fail": True})
    failed, succeeded = await jobs.list(tenant, kind="count")
    assert (failed.state, failed.error) == ("failed", "No page was found.")
    assert (succeeded.state, succeeded.progress.done) == ("succeeded", 3)


async def test_jobs_of_another_tenant_are_not_visible(jobs: Jobs, tenant: UUID) -> None:
    jobs.add_kinds([JobKind(name="echo", run=echo)])
    job = await enqueue(jobs, tenant, "echo")
    stranger = UUID(int=7)
    with pytest.raises(NotFound):
        await jobs.get(stranger, job)
    assert await jobs.list(stranger) == []
