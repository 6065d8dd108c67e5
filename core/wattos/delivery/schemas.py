"""What the delivery room hands out: jobs, their kinds and contexts, schedules, outbox items."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

Queue = Literal["interactive", "bulk"]
JobState = Literal["queued", "running", "succeeded", "failed", "cancelled"]
OutboxState = Literal["pending", "sending", "sent", "failed", "unknown"]

FINAL_JOB_STATES: frozenset[str] = frozenset({"succeeded", "failed", "cancelled"})


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a job is; `total` is None while it is unknown.

    While it is `waiting` for an earlier job of its sequence, the message says for which.
    """

    done: int = 0
    total: int | None = None
    message: str = ""
    waiting: bool = False


ReportProgress = Callable[[Progress], Awaitable[None]]


class JobContext(msgspec.Struct, frozen=True, kw_only=True):
    """What a running job knows and may say.

    `attempt` counts from 1 and is the fencing number: a write that must not come from a stale
    worker carries it in its condition.
    """

    job_id: UUID
    tenant_id: UUID
    attempt: int
    payload: dict[str, Any]
    requested_by: UUID | None
    report: ReportProgress
    is_cancelled: Callable[[], Awaitable[bool]]

    async def progress(self, done: int, total: int | None = None, message: str = "") -> None:
        """Show how far the work is; call it freely, the row is written at most twice a second."""
        await self.report(Progress(done=done, total=total, message=message))

    async def cancelled(self) -> bool:
        """Whether somebody asked to stop this job (the worker also cancels its task soon after)."""
        return await self.is_cancelled()


class JobFailure(msgspec.Struct, frozen=True, kw_only=True):
    """Why a job ended without success, for its kind's `on_failure`."""

    state: Literal["failed", "cancelled"]
    reason: str
    code: str


JobRun = Callable[[JobContext], Awaitable[Mapping[str, Any] | None]]


class Sequence(msgspec.Struct, frozen=True):
    """Jobs that run one at a time in the order in which they were written, whoever runs them."""

    key: str
    waits: str
    """What a person is told while a job waits for the one before it."""


class JobKind(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of work: how it is run, how often it is tried, how long it may be silent.

    `run` must bear a repeat: after a crash it starts again with a higher attempt. `on_failure` is
    awaited once before the job becomes `failed` or `cancelled`, so that what hangs on the job
    (a turn, an analysis) can show it. `lease_seconds` is how long a job is left alone after its
    worker's last sign of life. `sequence` tells by the payload for which jobs one waits.
    """

    name: str
    run: JobRun
    queue: Queue = "bulk"
    max_attempts: int = 3
    lease_seconds: int = 60
    on_failure: Callable[[JobContext, JobFailure], Awaitable[None]] | None = None
    sequence: Callable[[Mapping[str, Any]], Sequence | None] | None = None


class JobInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A job as people and programs see it."""

    id: UUID
    kind: str
    queue: str
    state: str
    attempt: int
    max_attempts: int
    progress: Progress
    created_at: datetime
    run_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None
    error: str | None = None
    result: dict[str, Any] | None = None
    requested_by: UUID | None = None


class ClaimedJob(msgspec.Struct, frozen=True, kw_only=True):
    """A job that this process holds the lease of."""

    id: UUID
    tenant_id: UUID
    attempt: int


class DailyAt(msgspec.Struct, frozen=True, kw_only=True):
    """A time of day in UTC; `weekday` 0 is Monday, None is every day."""

    hour: int
    minute: int = 0
    weekday: int | None = None


class Schedule(msgspec.Struct, frozen=True, kw_only=True):
    """Work that comes again: a job of `kind` for every tenant, by interval or time of day."""

    name: str
    kind: str
    every_seconds: int | None = None
    cron: DailyAt | None = None
    payload: dict[str, Any] = {}


class WorkerHealth(msgspec.Struct, frozen=True, kw_only=True):
    """A worker's sign of life; `fault` is why its last look for jobs failed, "" if it did not."""

    at: datetime
    done: int
    running: int
    fault: str = ""


class OutboxItem(msgspec.Struct, frozen=True, kw_only=True):
    """A message on its way out; `idempotency_key` goes to the other side where it takes one."""

    id: UUID
    tenant_id: UUID
    channel: str
    recipient: dict[str, Any]
    payload: dict[str, Any]
    idempotency_key: str
    conversation_id: UUID | None = None
    attempts: int = 0
    state: str = "pending"
    error: str | None = None
