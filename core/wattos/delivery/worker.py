"""The worker: arq's frame around jobs whose truth is in Postgres.

arq gives the process its life (signals, shutdown, tasks, health record). What it would read from
Redis comes from `claim_jobs` instead: a lane a queue claims as many due jobs as it has free places,
then blocks on the queue's wake list until a token comes or the next job is due. The same slow look
is the sweep: it finds jobs whose token Redis lost and jobs whose worker fell silent.

Tenants alternate when jobs are claimed. While long jobs hold every place, a tenant that has none
running here may start one beyond them, as a guest.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

import msgspec
from arq.connections import ArqRedis
from arq.worker import Worker as ArqWorker
from redis.asyncio import ConnectionPool, Redis
from redis.exceptions import RedisError

from wattos.database import utcnow
from wattos.delivery import rows
from wattos.delivery.execution import Execution
from wattos.delivery.jobs import Jobs
from wattos.delivery.lease import DATABASE_AWAY
from wattos.delivery.pause import pause
from wattos.delivery.schedules import Scheduler
from wattos.delivery.schemas import ClaimedJob, WorkerHealth

logger = logging.getLogger(__name__)

DEFAULT_LANES: Mapping[str, int] = {"interactive": 16, "bulk": 2}
SWEEP_SECONDS = 5.0
SHORTEST_WAIT_SECONDS = 0.2
HEALTH_SECONDS = 10
GUEST_LOOK_SECONDS = 1.0


async def _unused(ctx: dict[Any, Any]) -> None:
    """arq insists on a function; jobs are dispatched by their row's kind instead."""


class _Lane:
    """The places of one queue: `places` for all, and as many again for guests."""

    def __init__(self, places: int) -> None:
        self.places = places
        self.free = asyncio.Semaphore(places)
        self.running: dict[str, UUID] = {}
        """The tenant of every running job, guests' too."""
        self.guests: set[str] = set()

    async def has_place(self) -> bool:
        """Wait for a free place, but not so long that a guest waits too."""
        try:
            async with asyncio.timeout(GUEST_LOOK_SECONDS), self.free:
                return True
        except TimeoutError:
            return False

    def wanted(self) -> tuple[int, list[UUID]]:
        """How many jobs may start, and the tenants whose jobs may not."""
        if (places := self.places - len(self.running) + len(self.guests)) > 0:
            return places, []
        return min(1, self.places - len(self.guests)), list(set(self.running.values()))

    async def enter(self, key: str, tenant_id: UUID, *, guest: bool) -> None:
        """Give a claimed job its place."""
        self.running[key] = tenant_id
        if guest:
            self.guests.add(key)
        else:
            await self.free.acquire()

    def leave(self, key: str) -> None:
        """Take the place back."""
        self.running.pop(key)
        if key in self.guests:
            self.guests.remove(key)
        else:
            self.free.release()


class Worker(ArqWorker):
    """Runs the jobs of its queues until it is stopped.

    `lanes` says how many jobs of each queue run at once in this process, guests apart. In an
    application that owns the signals pass `handle_signals=False`, run `async_run()` as a task and
    end it with `stop()`; `wattos worker` uses arq's `run()`.
    """

    def __init__(
        self,
        jobs: Jobs,
        redis: Redis,
        *,
        lanes: Mapping[str, int] = DEFAULT_LANES,
        scheduler: Scheduler | None = None,
        handle_signals: bool = False,
        prefix: str = "wattos:",
        sweep_seconds: float = SWEEP_SECONDS,
    ) -> None:
        self._jobs = jobs
        self._lanes = {queue: _Lane(places) for queue, places in lanes.items()}
        self._scheduler = scheduler
        self._stopping = False
        self._faults: dict[str, str] = {}
        """The queues whose last look at the jobs failed, and by what."""
        self._sweep_seconds = sweep_seconds
        super().__init__(
            [_unused],
            queue_name=f"{prefix}worker",
            redis_pool=ArqRedis(cast("ConnectionPool", redis.connection_pool)),
            handle_signals=handle_signals,
            health_check_key=f"{jobs.wake.workers}{jobs.process}",
            health_check_interval=HEALTH_SECONDS,
            max_jobs=sum(lanes.values()),
        )

    async def async_run(self) -> None:
        """Run until cancelled or stopped; running jobs are put back then."""
        try:
            await super().async_run()
        finally:
            if not self._stopping:
                await self.stop()

    async def main(self) -> None:
        """Serve every lane until cancelled."""
        async with asyncio.TaskGroup() as lanes:
            for queue in self._lanes:
                lanes.create_task(self._serve(queue), name=f"lane-{queue}")
            lanes.create_task(self._show_health(), name="worker-health")
            if self._scheduler is not None:
                lanes.create_task(self._scheduler.run(), name="schedules")

    async def stop(self, grace_seconds: float = 0) -> None:
        """Take no more jobs, wait up to `grace_seconds` for running ones, put the rest back."""
        self._stopping = True
        main = self.main_task
        if main is not None:
            main.cancel()
            await asyncio.gather(main, return_exceptions=True)
        running = list(self.tasks.values())
        if running and grace_seconds > 0:
            await asyncio.wait(running, timeout=grace_seconds)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        try:
            await self.pool.delete(self.health_check_key)
        except (RedisError, OSError):
            logger.info("redis is away: the worker's health record expires by itself")

    async def close(self) -> None:
        """What arq's `run()` calls at the end; the connections belong to the caller."""
        await self.stop()

    async def _serve(self, queue: str) -> None:
        lane = self._lanes[queue]
        while True:
            has_place = await lane.has_place()
            try:
                started = await self._claim(queue, lane)
                if has_place and started == 0:
                    await self._jobs.wake.wait(queue, await self._seconds_until_due(queue))
                self._faults.pop(queue, None)
            except DATABASE_AWAY as error:
                self._faults[queue] = type(error).__name__
                logger.warning("%s: no look at the jobs (%s)", queue, type(error).__name__)
                await pause(1)
            except Exception as error:
                self._faults[queue] = type(error).__name__
                logger.exception("%s: no look at the jobs", queue)
                await pause(1)

    async def _claim(self, queue: str, lane: _Lane) -> int:
        wanted, besides = lane.wanted()
        if wanted == 0:
            return 0
        claimed = await rows.claim(queue, self._jobs.process, wanted, besides=besides)
        for job in claimed:
            key = _task_key(job)
            await lane.enter(key, job.tenant_id, guest=bool(besides))
            self.tasks[key] = asyncio.create_task(self._run(lane, job), name=f"{queue}:{job.id}")
        return len(claimed)

    async def _run(self, lane: _Lane, job: ClaimedJob) -> None:
        try:
            await Execution(self._jobs.kinds, job, self._jobs.wake.push).run()
            self.jobs_complete += 1
        finally:
            self.tasks.pop(_task_key(job), None)
            lane.leave(_task_key(job))

    async def _seconds_until_due(self, queue: str) -> float:
        due = await rows.next_due(queue)
        if due is None:
            return self._sweep_seconds
        seconds = (due - utcnow()).total_seconds()
        return max(SHORTEST_WAIT_SECONDS, min(seconds, self._sweep_seconds))

    async def _show_health(self) -> None:
        while True:
            health = WorkerHealth(
                at=utcnow(),
                done=self.jobs_complete,
                running=len(self.tasks),
                fault=", ".join(sorted(set(self._faults.values()))),
            )
            try:
                await self.pool.set(
                    self.health_check_key, msgspec.json.encode(health), ex=HEALTH_SECONDS * 3
                )
            except (RedisError, OSError, TimeoutError) as error:
                logger.warning("redis is away (%s): no health record", type(error).__name__)
            await asyncio.sleep(HEALTH_SECONDS)


def _task_key(job: ClaimedJob) -> str:
    # This very worker may take a job over from itself, after its event loop was blocked too long.
    return f"{job.id}:{job.attempt}"
