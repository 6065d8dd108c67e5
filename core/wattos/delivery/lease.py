"""Keeping a job's lease while its work runs, and stopping the work when the lease is gone."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import asyncpg

from wattos.database import tenant_scope
from wattos.delivery import rows
from wattos.delivery.schemas import ClaimedJob, Progress
from wattos.errors import Unavailable

logger = logging.getLogger(__name__)

DATABASE_AWAY = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # the connection's end arrived between two statements
    Unavailable,
)
"""What a query raises while Postgres restarts or cannot be reached."""

MAX_HEARTBEAT_SECONDS = 5.0
PROGRESS_WRITE_SECONDS = 0.5

Work = Callable[[], Awaitable[Mapping[str, Any] | None]]


class Lease:
    """The signs of life of one attempt; they also bring the wish to cancel."""

    def __init__(self, job: ClaimedJob, listen: Callable[[Progress], None] | None = None) -> None:
        self._job = job
        self._listen = listen
        self._unwritten: Progress | None = None
        self._written_at = 0.0
        self.cancel_requested = False

    async def hold(self, work: Work, lease_seconds: int) -> Mapping[str, Any] | None:
        """Run `work` while keeping the lease.

        Raises LeaseLost when another attempt took over, CancelledError when a cancel was asked
        for (`cancel_requested` is set then) or this coroutine itself was cancelled.
        """
        running = asyncio.ensure_future(work())
        beating = asyncio.create_task(self._beat(lease_seconds))
        try:
            await asyncio.wait({running, beating}, return_when=asyncio.FIRST_COMPLETED)
            if not running.done():
                running.cancel()
                await asyncio.wait({running})
                beating.result()  # raises LeaseLost; returns when a cancel was asked for
                raise asyncio.CancelledError
            return await running
        finally:
            for task in (running, beating):
                task.cancel()
            await asyncio.gather(running, beating, return_exceptions=True)
            await self._write_last_progress()

    async def report(self, progress: Progress) -> None:
        """Take the work's progress; a listener hears all of it, the row gets it twice a second."""
        if self._listen is not None:
            self._listen(progress)
        self._unwritten = progress
        if time.monotonic() - self._written_at >= PROGRESS_WRITE_SECONDS:
            await self._try_beat()

    async def cancelled(self) -> bool:
        """Ask the row whether a cancel was requested."""
        await self._try_beat()
        return self.cancel_requested

    async def _beat(self, lease_seconds: int) -> None:
        while not self.cancel_requested:
            await asyncio.sleep(min(lease_seconds / 4, MAX_HEARTBEAT_SECONDS))
            await self._try_beat()

    async def _try_beat(self) -> None:
        try:
            await self._beat_once()
        except DATABASE_AWAY:
            # The work goes on: if the lease runs out meanwhile, the next beat says so.
            logger.warning("job %s: no sign of life, the database is away", self._job.id)

    async def _beat_once(self) -> None:
        progress, self._unwritten = self._unwritten, None
        self._written_at = time.monotonic()
        async with tenant_scope(self._job.tenant_id):
            if progress is None:
                cancel = await rows.extend_lease(self._job)
            else:
                cancel = await rows.write_progress(self._job, progress)
        self.cancel_requested = self.cancel_requested or cancel

    async def _write_last_progress(self) -> None:
        if self._unwritten is None:
            return
        try:
            await self._try_beat()
        except rows.LeaseLost:
            logger.info("job %s: last progress not stored", self._job.id)
