"""Reads and fenced writes of job rows; every write of a running job names its attempt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from wattos.database import call, current_tenant_id, execute, fetchrow, fetchval, new_id
from wattos.delivery.schemas import ClaimedJob, JobInfo, JobKind, Progress
from wattos.errors import WattosError

MAX_ERROR_CHARACTERS = 2000


class LeaseLost(WattosError):
    """Another worker has taken the job over (or somebody ended it): this one must stop writing."""

    code = "lease-lost"
    status = 500


class StoredJob(msgspec.Struct, frozen=True, kw_only=True):
    """What executing a claimed job needs of its row."""

    kind: str
    payload: dict[str, Any]
    max_attempts: int
    requested_by: UUID | None
    sequence_key: str | None
    queue: str
    cancel_requested: bool


async def claim(
    queue: str, worker: str, limit: int, *, besides: Sequence[UUID] = ()
) -> list[ClaimedJob]:
    """Take up to `limit` due jobs of a queue, across tenants; each gets the next attempt number.

    Tenants alternate: first a job of each that has the fewest running. None of those `besides`.
    """
    rows = await call("select * from claim_jobs($1, $2, $3, $4)", queue, worker, limit, besides)
    return [ClaimedJob(id=r["id"], tenant_id=r["tenant_id"], attempt=r["attempt"]) for r in rows]


async def next_due(queue: str) -> datetime | None:
    """When the queue's next delayed job or running lease is due."""
    rows = await call("select next_job_due($1) as due", queue)
    return rows[0]["due"]


async def insert(
    kind: JobKind,
    payload: Mapping[str, Any],
    *,
    key: str | None = None,
    sequence_key: str | None = None,
    run_at: datetime | None = None,
    requested_by: UUID | None = None,
    queue: str | None = None,
    held_by: str | None = None,
) -> tuple[UUID, bool]:
    """Write a job row in the open scope; returns its id and whether it is new.

    `held_by` names a process that runs the job itself: the row starts as its first attempt.
    """
    inserted = await fetchval(
        "insert into job (id, tenant_id, kind, queue, payload, key, sequence_key, run_at, "
        "requested_by, max_attempts, lease_seconds, "
        "state, attempt, worker, lease_until, started_at) "
        "values ($1, $2, $3, $4, $5, $6, $7, coalesce($8, now()), $9, $10, $11, $12, $13, $14, "
        "case when $14::text is not null then now() + make_interval(secs => $11::int) end, "
        "case when $14::text is not null then now() end) "
        "on conflict (tenant_id, kind, key) where key is not null "
        "and state in ('queued', 'running') do nothing returning id",
        *(new_id(), current_tenant_id(), kind.name, queue or kind.queue, dict(payload)),
        *(key, sequence_key, run_at, requested_by, kind.max_attempts, kind.lease_seconds),
        *(("running", 1) if held_by else ("queued", 0)),
        held_by,
    )
    if inserted is not None:
        return inserted, True
    present = await fetchval(
        "select id from job where kind = $1 and key = $2 and state in ('queued', 'running')",
        kind.name,
        key,
    )
    if present is None:  # it ended between the two statements: the caller's work is still wanted
        return await insert(
            kind,
            payload,
            key=key,
            sequence_key=sequence_key,
            run_at=run_at,
            requested_by=requested_by,
            queue=queue,
            held_by=held_by,
        )
    return present, False


async def load(job_id: UUID) -> StoredJob | None:
    """The stored job in the open scope."""
    row = await fetchrow(
        "select kind, payload, max_attempts, requested_by, sequence_key, queue, cancel_requested "
        "from job where id = $1",
        job_id,
    )
    if row is None:
        return None
    return StoredJob(
        kind=row["kind"],
        payload=msgspec.json.decode(row["payload"], type=dict[str, Any]),
        max_attempts=row["max_attempts"],
        requested_by=row["requested_by"],
        sequence_key=row["sequence_key"],
        queue=row["queue"],
        cancel_requested=row["cancel_requested"],
    )


async def is_preceded(job_id: UUID, *, by_queued: bool) -> bool:
    """Whether an earlier job of the sequence runs, or waits where `by_queued` ones count."""
    return await fetchval(
        "select exists (select 1 from job j join job e on e.tenant_id = j.tenant_id "
        "and e.sequence_key = j.sequence_key and e.position < j.position where j.id = $1 "
        "and (e.state = 'running' and e.lease_until >= now() or $2 and e.state = 'queued'))",
        job_id,
        by_queued,
    )


async def extend_lease(job: ClaimedJob) -> bool:
    """Give a sign of life; returns whether somebody asked to cancel. Raises LeaseLost."""
    row = await fetchrow(
        "update job set lease_until = now() + make_interval(secs => lease_seconds) "
        "where id = $1 and attempt = $2 and state = 'running' returning cancel_requested",
        job.id,
        job.attempt,
    )
    if row is None:
        raise LeaseLost("The job is no longer this worker's.", given=job.id)
    return row["cancel_requested"]


async def write_progress(job: ClaimedJob, progress: Progress) -> bool:
    """Store progress and give a sign of life, as `extend_lease`."""
    row = await fetchrow(
        "update job set progress = $3, lease_until = now() + make_interval(secs => lease_seconds) "
        "where id = $1 and attempt = $2 and state = 'running' returning cancel_requested",
        job.id,
        job.attempt,
        msgspec.to_builtins(progress),
    )
    if row is None:
        raise LeaseLost("The job is no longer this worker's.", given=job.id)
    return row["cancel_requested"]


async def finish(
    job: ClaimedJob,
    state: str,
    *,
    result: Mapping[str, Any] | None = None,
    error: str | None = None,
) -> None:
    """Write the final state. Raises LeaseLost when a later attempt owns the job."""
    status = await execute(
        "update job set state = $3, result = $4, error = $5, finished_at = now(), "
        "lease_until = null where id = $1 and attempt = $2 and state = 'running'",
        job.id,
        job.attempt,
        state,
        None if result is None else dict(result),
        clean_error(error),
    )
    _require_one(status, job)


async def put_back(
    job: ClaimedJob, *, delay_seconds: float, error: str | None, counts: bool
) -> None:
    """Queue the job again; a worker's own shutdown does not count as one of its tries."""
    status = await execute(
        "update job set state = 'queued', lease_until = null, error = $3, "
        "run_at = now() + make_interval(secs => $4), max_attempts = max_attempts + $5 "
        "where id = $1 and attempt = $2 and state = 'running'",
        job.id,
        job.attempt,
        clean_error(error),
        delay_seconds,
        0 if counts else 1,
    )
    _require_one(status, job)


def _require_one(status: str, job: ClaimedJob) -> None:
    if status != "UPDATE 1":
        raise LeaseLost("The job is no longer this worker's.", given=job.id)


def clean_error(error: str | None) -> str | None:
    """An error's text as Postgres can store it: bounded, without NUL and lone surrogates."""
    if error is None:
        return None
    text = error.replace("\x00", "").encode("utf-8", "replace").decode()
    return text[:MAX_ERROR_CHARACTERS]


INFO_COLUMNS = (
    "id, kind, queue, state, attempt, max_attempts, progress, created_at, run_at, "
    "started_at, finished_at, error, result, requested_by"
)


def job_info(row: asyncpg.Record) -> JobInfo:
    """A row of `INFO_COLUMNS` as the public struct."""
    return JobInfo(
        id=row["id"],
        kind=row["kind"],
        queue=row["queue"],
        state=row["state"],
        attempt=row["attempt"],
        max_attempts=row["max_attempts"],
        progress=msgspec.json.decode(row["progress"], type=Progress),
        created_at=row["created_at"],
        run_at=row["run_at"],
        started_at=row["started_at"],
        finished_at=row["finished_at"],
        error=row["error"],
        result=None
        if row["result"] is None
        else msgspec.json.decode(row["result"], type=dict[str, Any]),
        requested_by=row["requested_by"],
    )
