"""Crawls that come again. Each schedule has one waiting job, which starts the crawl and waits anew.

The job's row is the truth of when it runs: there is nothing to poll, and a worker that was down
catches up once, not for every time it missed.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from wattos.database import (
    current_tenant_id,
    execute,
    fetch,
    fetchrow,
    new_id,
    tenant_scope,
    utcnow,
)
from wattos.delivery import JobContext, JobFailure, JobKind, Jobs
from wattos.errors import NotFound
from wattos_crawler import store
from wattos_crawler.cron import parse_cron
from wattos_crawler.options import read_options

KIND: Final = "crawler.schedule"
_COLUMNS = "id, cron, timezone, options::text, enabled, next_run_at, last_run_at, created_at"


class ScheduleView(msgspec.Struct, frozen=True, kw_only=True):
    """A schedule as people and programs see it; `options` are those of the crawls it starts."""

    id: UUID
    cron: str
    timezone: str
    options: dict[str, Any]
    enabled: bool
    next_run_at: datetime | None
    last_run_at: datetime | None
    created_at: datetime


async def add_schedule(
    jobs: Jobs, *, cron: str, timezone: str, options: dict[str, Any], enabled: bool = True
) -> ScheduleView:
    """Write a schedule in the open scope and let it wait; raises `InvalidInput`."""
    parse_cron(cron, timezone)
    read_options(options)
    schedule_id = new_id()
    await execute(
        "insert into crawl_schedule (id, tenant_id, cron, timezone, options, enabled) "
        "values ($1, $2, $3, $4, $5, $6)",
        schedule_id,
        current_tenant_id(),
        cron,
        timezone,
        options,
        enabled,
    )
    await wait(jobs, schedule_id)
    return await get_schedule(schedule_id)


async def change_schedule(
    jobs: Jobs,
    schedule_id: UUID,
    *,
    cron: str | None = None,
    timezone: str | None = None,
    options: dict[str, Any] | None = None,
    enabled: bool | None = None,
) -> ScheduleView:
    """Change what is given; raises `NotFound` or `InvalidInput`."""
    before = await get_schedule(schedule_id)
    read_options(before.options if options is None else options)
    parse_cron(cron or before.cron, timezone or before.timezone)
    await execute(
        "update crawl_schedule set cron = coalesce($3, cron), timezone = coalesce($4, timezone), "
        "options = coalesce($5, options), enabled = coalesce($6, enabled) "
        "where tenant_id = $1 and id = $2",
        current_tenant_id(),
        schedule_id,
        cron,
        timezone,
        options,
        enabled,
    )
    await wait(jobs, schedule_id)
    return await get_schedule(schedule_id)


async def delete_schedule(schedule_id: UUID) -> None:
    """Drop a schedule; its waiting job finds nothing to do. Raises `NotFound`."""
    await get_schedule(schedule_id)
    await execute(
        "delete from crawl_schedule where tenant_id = $1 and id = $2",
        current_tenant_id(),
        schedule_id,
    )


async def list_schedules() -> list[ScheduleView]:
    """Every schedule of the tenant, the oldest first."""
    rows = await fetch(
        f"select {_COLUMNS} from crawl_schedule where tenant_id = $1 order by id",  # noqa: S608
        current_tenant_id(),
    )
    return [_view(row) for row in rows]


async def get_schedule(schedule_id: UUID) -> ScheduleView:
    """One schedule; raises `NotFound`."""
    row = await fetchrow(
        f"select {_COLUMNS} from crawl_schedule where tenant_id = $1 and id = $2",  # noqa: S608
        current_tenant_id(),
        schedule_id,
    )
    if row is None:
        raise NotFound("There is no such schedule.", given=schedule_id)
    return _view(row)


async def wait(jobs: Jobs, schedule_id: UUID) -> None:
    """Write the job of the schedule's next time; one that waits already becomes void."""
    schedule = await get_schedule(schedule_id)
    due = None
    job_id = None
    if schedule.enabled:
        due = parse_cron(schedule.cron, schedule.timezone).next_after(utcnow())
        payload = {"schedule_id": str(schedule_id), "due": due.isoformat()}
        job_id = await jobs.enqueue(KIND, payload, run_at=due)
    await execute(
        "update crawl_schedule set job_id = $3, next_run_at = $4 where tenant_id = $1 and id = $2",
        current_tenant_id(),
        schedule_id,
        job_id,
        due,
    )


def schedule_job(jobs: Jobs, crawl_kind: str) -> JobKind:
    """The job kind that a schedule's time has come; it writes the crawl and waits for the next.

    Where a crawl from the same address has not ended yet, this time is left out.
    """

    async def run(context: JobContext) -> dict[str, Any]:
        async with tenant_scope(context.tenant_id):
            schedule = await _mine(context)
            if schedule is None:
                return {"crawl_id": None}
            options = read_options(schedule.options)
            if await store.is_under_way(options.url):
                await wait(jobs, schedule.id)
                return {"crawl_id": None}
            crawl_id = await store.add_crawl(options)
            payload = {**schedule.options, "crawl_id": str(crawl_id)}
            job_id = await jobs.enqueue(crawl_kind, payload)
            await store.set_job(crawl_id, job_id)
            await execute(
                "update crawl_schedule set last_run_at = now() where tenant_id = $1 and id = $2",
                context.tenant_id,
                schedule.id,
            )
            await wait(jobs, schedule.id)
        return {"crawl_id": str(crawl_id)}

    async def go_on(context: JobContext, _failure: JobFailure) -> None:
        async with tenant_scope(context.tenant_id):
            schedule = await _mine(context)
            if schedule is not None:
                await wait(jobs, schedule.id)

    return JobKind(name=KIND, run=run, queue="bulk", on_failure=go_on)


async def _mine(context: JobContext) -> ScheduleView | None:
    """The schedule that waits for this very job, if it is still there and switched on."""
    row = await fetchrow(
        f"select {_COLUMNS} from crawl_schedule "  # noqa: S608
        "where tenant_id = $1 and id = $2 and job_id = $3 and enabled for update",
        context.tenant_id,
        UUID(str(context.payload["schedule_id"])),
        context.job_id,
    )
    return _view(row) if row is not None else None


def _view(row: Any) -> ScheduleView:
    values = dict(row)
    values["options"] = msgspec.json.decode(values["options"])
    return ScheduleView(**values)
