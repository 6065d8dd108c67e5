"""Running one held job to a visible end: lease kept, progress written, outcome fenced."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Literal
from uuid import UUID

import msgspec

from wattos.database import tenant_scope
from wattos.delivery import rows
from wattos.delivery.lease import DATABASE_AWAY, Lease
from wattos.delivery.persist import write_persistently
from wattos.delivery.schemas import ClaimedJob, JobContext, JobFailure, JobKind, Progress
from wattos.errors import Unavailable, WattosError

logger = logging.getLogger(__name__)

Wake = Callable[[str], Awaitable[None]]
Listen = Callable[[Progress], None]
WorkersLive = Callable[[], Awaitable[bool]]

LOOKS_AT_TURN_SECONDS = 0.5


class Execution:
    """One attempt at one job in this process."""

    def __init__(
        self,
        kinds: Mapping[str, JobKind],
        job: ClaimedJob,
        wake: Wake,
        listen: Listen | None = None,
    ) -> None:
        self._kinds = kinds
        self._job = job
        self._wake = wake
        self._lease = Lease(job, listen)
        self._stored: rows.StoredJob | None = None

    async def run(self) -> None:
        """Run as a worker does: every error becomes a retry or a final state, none leaves.

        Cancelling this coroutine means that the worker stops: the job goes back to its queue.
        """
        try:
            await self.run_here()
        except rows.LeaseLost:
            logger.warning("job %s was taken over by another worker", self._job.id)
        except asyncio.CancelledError:
            if not self._lease.cancel_requested:
                await asyncio.shield(self._put_back_at_stop())
                raise
            await self._end("cancelled", "Cancelled on request.", "cancelled")
        except Exception as error:  # noqa: BLE001 -- the job's row must say how it ended
            await self._fail_or_retry(error)

    async def run_inline(self, workers_live: WorkersLive | None = None) -> dict[str, Any]:
        """Run for a caller who waits: the outcome is stored and the error raised.

        With `workers_live` the jobs before it in its sequence are awaited; queued ones only while
        there is a worker that may run them.
        """
        try:
            return await self.run_here(workers_live)
        except asyncio.CancelledError:
            await asyncio.shield(self._end("cancelled", "Cancelled on request.", "cancelled"))
            raise
        except rows.LeaseLost:
            raise
        except Exception as error:
            await self._end("failed", describe(error), code_of(error))
            raise

    async def run_here(self, workers_live: WorkersLive | None = None) -> dict[str, Any]:
        """Run the kind's function under the lease and store its result."""
        stored = await self._load()
        if stored.cancel_requested:
            self._lease.cancel_requested = True
            raise asyncio.CancelledError
        kind = self._kinds.get(stored.kind)
        if kind is None:
            raise WattosError(
                "This process does not know the kind of job.",
                given=stored.kind,
                hint="Is the plugin that registers it listed, loaded and healthy?",
            )
        if self._job.attempt > stored.max_attempts:
            raise WorkerDied(
                "The worker stopped in the middle of this job each time it was tried.",
                given=f"{stored.max_attempts} attempts",
            )

        async def work() -> Mapping[str, Any] | None:
            if workers_live is not None and stored.sequence_key is not None:
                await self._wait_for_turn(kind, stored, workers_live)
            return await kind.run(self._context(stored))

        outcome = await self._lease.hold(work, kind.lease_seconds)
        result: dict[str, Any] = dict(outcome or {})
        await self._write(
            lambda: rows.finish(self._job, "succeeded", result=msgspec.to_builtins(result))
        )
        return result

    async def _wait_for_turn(
        self, kind: JobKind, stored: rows.StoredJob, workers_live: WorkersLive
    ) -> None:
        sequence = kind.sequence(stored.payload) if kind.sequence is not None else None
        told = Progress(message=sequence.waits if sequence is not None else "", waiting=True)
        while True:
            by_queued = await workers_live()
            async with tenant_scope(self._job.tenant_id):
                if not await rows.is_preceded(self._job.id, by_queued=by_queued):
                    return
            await self._lease.report(told)
            await asyncio.sleep(LOOKS_AT_TURN_SECONDS)

    def _context(self, stored: rows.StoredJob) -> JobContext:
        return JobContext(
            job_id=self._job.id,
            tenant_id=self._job.tenant_id,
            attempt=self._job.attempt,
            payload=stored.payload,
            requested_by=stored.requested_by,
            report=self._lease.report,
            is_cancelled=self._lease.cancelled,
        )

    async def _load(self) -> rows.StoredJob:
        async with tenant_scope(self._job.tenant_id):
            stored = await rows.load(self._job.id)
        if stored is None:
            raise rows.LeaseLost("The job was deleted.", given=self._job.id)
        self._stored = stored
        return stored

    async def _fail_or_retry(self, error: Exception) -> None:
        stored = self._stored
        log = logger.info if isinstance(error, WattosError) else logger.exception
        kind = stored.kind if stored else "unknown"
        log("job %s (%s) failed: %s", self._job.id, kind, type(error).__name__)
        if stored is None or (may_retry(error) and self._job.attempt < stored.max_attempts):
            delay = retry_delay(self._job.attempt, stored.queue if stored else "bulk")
            if isinstance(error, TryLater):
                delay = error.retry_after
            await self._settle(
                lambda: rows.put_back(
                    self._job, delay_seconds=delay, error=describe(error), counts=True
                )
            )
            return
        await self._end("failed", describe(error), code_of(error))

    async def _end(self, state: Literal["failed", "cancelled"], reason: str, code: str) -> None:
        if await self._tell_kind(JobFailure(state=state, reason=reason, code=code)):
            await self._settle(lambda: rows.finish(self._job, state, error=reason))

    async def _tell_kind(self, failure: JobFailure) -> bool:
        """Let the kind show the failure; False while the database is away: the sweep asks again."""
        kind = self._kinds.get(self._stored.kind) if self._stored else None
        if self._stored is None or kind is None or kind.on_failure is None:
            return True
        try:
            await kind.on_failure(self._context(self._stored), failure)
        except DATABASE_AWAY as error:
            logger.warning("job %s: failure not shown (%s)", self._job.id, type(error).__name__)
            return False
        except Exception:
            logger.exception("job %s: on_failure of %s failed", self._job.id, kind.name)
        return True

    async def _put_back_at_stop(self) -> None:
        await self._settle(
            lambda: rows.put_back(self._job, delay_seconds=0, error=None, counts=False)
        )

    async def _settle(self, write: Callable[[], Awaitable[None]]) -> None:
        """Write an outcome; if that fails the lease runs out and the sweep finds the job."""
        try:
            await self._write(write)
        except rows.LeaseLost:
            logger.warning("job %s was taken over by another worker", self._job.id)
        except DATABASE_AWAY as error:
            logger.warning("job %s: outcome not stored (%s)", self._job.id, type(error).__name__)

    async def _write(self, write: Callable[[], Awaitable[None]]) -> None:
        """Write in a scope of its own, again while the database restarts."""
        await write_persistently(self._job.tenant_id, write)
        if self._stored is not None and self._stored.sequence_key is not None:
            await self._wake(self._stored.queue)


class WorkerDied(WattosError):
    """Every attempt ended because its worker fell silent."""

    code = "worker-died"
    status = 400  # final: a further attempt would meet the same end


class TryLater(Unavailable):
    """The other side said when to try again; the attempt counts."""

    code = "try-later"

    def __init__(self, message: str, *, retry_after: float, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.retry_after = retry_after


def may_retry(error: Exception) -> bool:
    """Whether another try may help: what the caller got wrong (a status below 500) stays wrong."""
    return not isinstance(error, WattosError) or error.status >= 500 or error.status == 429


def describe(error: Exception) -> str:
    """An error as the job's row shows it."""
    return str(error) if isinstance(error, WattosError) else f"{type(error).__name__}: {error}"


def code_of(error: Exception) -> str:
    """The error's kind for programs."""
    return error.code if isinstance(error, WattosError) else "internal"


def retry_delay(attempt: int, queue: str) -> float:
    """Seconds until the next try: grows threefold, with jitter; short where a person waits."""
    first = 0.3 if queue == "interactive" else 2.0
    spread = random.uniform(0.8, 1.2)  # noqa: S311 -- spreads load, guards nothing
    return min(first * 3 ** (attempt - 1) * spread, 600.0)


def held_job(job_id: UUID, tenant_id: UUID) -> ClaimedJob:
    """The first attempt at a job that this process wrote for itself."""
    return ClaimedJob(id=job_id, tenant_id=tenant_id, attempt=1)
