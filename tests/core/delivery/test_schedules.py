from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from wattos.delivery import DailyAt, JobContext, JobKind, Jobs, Schedule, Scheduler
from wattos.delivery.schedules import next_run
from wattos.errors import ConfigurationError

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)  # a Monday


@pytest.fixture
def scheduler(jobs: Jobs, tenant: UUID) -> Scheduler:
    """A scheduler that knows this test's tenant."""

    async def tenants() -> list[UUID]:
        return [tenant]

    async def tidy(_context: JobContext) -> None:
        return None

    jobs.add_kinds([JobKind(name="tidy", run=tidy)])
    return Scheduler(jobs, tenants)


async def test_schedule_enqueues_once_an_interval_however_many_workers_look(
    scheduler: Scheduler, jobs: Jobs, tenant: UUID
) -> None:
    scheduler.add([Schedule(name="hourly", kind="tidy", every_seconds=3600)])
    assert await scheduler.tick(NOON) == 0
    later = NOON + timedelta(hours=1, minutes=1)
    started = await asyncio.gather(*(scheduler.tick(later) for _ in range(4)))
    assert sum(started) == 1
    assert await scheduler.tick(later + timedelta(minutes=1)) == 0
    assert [job.kind for job in await jobs.list(tenant)] == ["tidy"]


@pytest.mark.usefixtures("scheduler")  # it registers the kind of job
async def test_schedule_that_the_tenant_has_switched_off_rests(jobs: Jobs, tenant: UUID) -> None:
    off = {"hourly"}

    async def tenants() -> list[UUID]:
        return [tenant]

    async def withheld(_tenant: UUID) -> frozenset[str]:
        return frozenset(off)

    scheduler = Scheduler(jobs, tenants, withheld)
    scheduler.add([Schedule(name="hourly", kind="tidy", every_seconds=3600)])
    for hours in (0, 2):
        assert await scheduler.tick(NOON + timedelta(hours=hours)) == 0
    off.clear()
    assert await scheduler.tick(NOON + timedelta(hours=4)) == 0
    assert await scheduler.tick(NOON + timedelta(hours=6)) == 1


async def test_run_that_is_still_waiting_is_not_doubled(
    scheduler: Scheduler, jobs: Jobs, tenant: UUID
) -> None:
    scheduler.add([Schedule(name="hourly", kind="tidy", every_seconds=3600)])
    for hours in (0, 2, 4):
        await scheduler.tick(NOON + timedelta(hours=hours))
    assert len(await jobs.list(tenant)) == 1


@pytest.mark.parametrize(
    ("cron", "expected"),
    [
        (DailyAt(hour=13), datetime(2026, 3, 2, 13, tzinfo=UTC)),
        (DailyAt(hour=3, minute=30), datetime(2026, 3, 3, 3, 30, tzinfo=UTC)),
        (DailyAt(hour=3, weekday=6), datetime(2026, 3, 8, 3, tzinfo=UTC)),
    ],
)
def test_time_of_day_is_the_next_one(cron: DailyAt, expected: datetime) -> None:
    assert next_run(Schedule(name="x", kind="tidy", cron=cron), NOON) == expected


@pytest.mark.parametrize("times", [{}, {"every_seconds": 5, "cron": DailyAt(hour=1)}])
async def test_schedule_without_one_clear_time_is_refused(
    scheduler: Scheduler, times: dict[str, Any]
) -> None:
    with pytest.raises(ConfigurationError, match="interval or a time of day"):
        scheduler.add([Schedule(name="odd", kind="tidy", **times)])


async def test_scheduler_ends_although_a_failing_look_hid_that_it_was_cancelled(jobs: Jobs) -> None:
    looking = asyncio.Event()

    async def tenants() -> list[UUID]:
        assert not looking.is_set(), "it looked again"
        looking.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            raise OSError("the database is away") from None
        return []

    scheduler = Scheduler(jobs, tenants)
    scheduler.add([Schedule(name="hourly", kind="tidy", every_seconds=3600)])
    running = asyncio.create_task(scheduler.run())
    await looking.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
