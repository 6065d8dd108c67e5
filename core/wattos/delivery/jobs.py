"""The job service: what other rooms and plugins enqueue, watch and cancel."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from wattos.database import after_commit, current_tenant_id, fetch, fetchrow, fetchval, tenant_scope
from wattos.delivery import rows
from wattos.delivery.execution import Execution, held_job
from wattos.delivery.schemas import ClaimedJob, JobInfo, JobKind, Progress, Queue
from wattos.delivery.wake import WakeLists
from wattos.errors import ConfigurationError, InvalidInput, NotFound

MAX_LISTED = 200


class Jobs:
    """Work with a row in Postgres as its truth; Redis only makes the start of it fast."""

    def __init__(self, wake: WakeLists) -> None:
        self.wake = wake
        self.process = f"{socket.gethostname()}:{os.getpid()}"
        self._kinds: dict[str, JobKind] = {}

    @property
    def kinds(self) -> Mapping[str, JobKind]:
        """Every registered kind by name."""
        return self._kinds

    def add_kinds(self, kinds: Iterable[JobKind]) -> None:
        """Register all of these kinds of work or none.

        Raises ConfigurationError for a name that is taken.
        """
        added: dict[str, JobKind] = {}
        for kind in kinds:
            if kind.name in self._kinds or kind.name in added:
                raise ConfigurationError("Two job kinds have one name.", given=kind.name)
            added[kind.name] = kind
        self._kinds.update(added)

    async def enqueue(
        self,
        kind: str,
        payload: Mapping[str, Any],
        *,
        key: str | None = None,
        sequence_key: str | None = None,
        run_at: datetime | None = None,
        requested_by: UUID | None = None,
        queue: Queue | None = None,
    ) -> UUID:
        """Write a job in the open scope and wake a worker once the scope commits.

        While an unfinished job of the kind has the same `key`, that job's id is returned and
        nothing is added. Jobs that share a `sequence_key` (the kind's `sequence` where none is
        given) run one at a time in the order in which they were written. An absent Redis delays
        the start but never fails the call. Raises InvalidInput for a kind that nobody registered,
        ScopeError outside a scope.
        """
        known = self._kind(kind)
        job_id, is_new = await rows.insert(
            known,
            payload,
            key=key,
            sequence_key=sequence_key or _sequence_key(known, payload),
            run_at=run_at,
            requested_by=requested_by,
            queue=queue,
        )
        if is_new:
            woken = queue or known.queue

            async def wake() -> None:
                await self.wake.push(woken)

            after_commit(wake)
        return job_id

    async def hold(
        self,
        kind: str,
        payload: Mapping[str, Any],
        *,
        sequence_key: str | None = None,
        requested_by: UUID | None = None,
    ) -> ClaimedJob:
        """Write a job in the open scope that this process runs itself, with `run_held`.

        If the process dies first, the lease runs out and a worker takes the job over.
        """
        job_id, _ = await rows.insert(
            self._kind(kind),
            payload,
            sequence_key=sequence_key,
            requested_by=requested_by,
            held_by=self.process,
        )
        return held_job(job_id, current_tenant_id())

    async def run_held(
        self, job: ClaimedJob, on_progress: Callable[[Progress], None] | None = None
    ) -> dict[str, Any]:
        """Run a job written with `hold`; returns its result or raises what the work raised."""
        return await Execution(self._kinds, job, self.wake.push, on_progress).run_inline()

    async def run_inline(
        self,
        tenant_id: UUID,
        kind: str,
        payload: Mapping[str, Any],
        on_progress: Callable[[Progress], None] | None = None,
        *,
        requested_by: UUID | None = None,
    ) -> dict[str, Any]:
        """Run work here (the command line does), with the same row, states and lease.

        It begins when the jobs before it in its kind's sequence have ended.
        """
        known = self._kind(kind)
        async with tenant_scope(tenant_id):
            key = _sequence_key(known, payload)
            job = await self.hold(kind, payload, sequence_key=key, requested_by=requested_by)
        execution = Execution(self._kinds, job, self.wake.push, on_progress)
        return await execution.run_inline(self.wake.workers_live)

    async def last_success(self, tenant_id: UUID, kind: str) -> datetime | None:
        """When a job of the kind last succeeded; None where none has."""
        async with tenant_scope(tenant_id):
            return await fetchval(
                "select max(finished_at) from job where kind = $1 and state = 'succeeded'", kind
            )

    async def get(self, tenant_id: UUID, job_id: UUID) -> JobInfo:
        """A job as it stands. Raises NotFound."""
        async with tenant_scope(tenant_id):
            row = await fetchrow(f"select {rows.INFO_COLUMNS} from job where id = $1", job_id)  # noqa: S608
        if row is None:
            raise NotFound("There is no such job.", given=job_id)
        return rows.job_info(row)

    async def list(
        self,
        tenant_id: UUID,
        *,
        state: str | None = None,
        kind: str | None = None,
        limit: int = 50,
    ) -> list[JobInfo]:
        """The newest jobs first, at most 200."""
        async with tenant_scope(tenant_id):
            found = await fetch(
                f"select {rows.INFO_COLUMNS} from job "  # noqa: S608
                "where ($1::text is null or state = $1) and ($2::text is null or kind = $2) "
                "order by position desc limit $3",
                state,
                kind,
                max(1, min(limit, MAX_LISTED)),
            )
        return [rows.job_info(row) for row in found]

    async def counts(self, tenant_id: UUID) -> dict[str, int]:
        """How many jobs are in each state."""
        async with tenant_scope(tenant_id):
            found = await fetch("select state, count(*) as jobs from job group by state")
        return {row["state"]: row["jobs"] for row in found}

    async def cancel(self, tenant_id: UUID, job_id: UUID) -> JobInfo:
        """Ask a job to stop: a queued one at the next pick-up, a running one within seconds.

        A finished job stays as it is. Raises NotFound.
        """
        async with tenant_scope(tenant_id):
            row = await fetchrow(
                "update job set cancel_requested = true, run_at = least(run_at, now()) "
                "where id = $1 and state in ('queued', 'running') returning queue",
                job_id,
            )
        if row is not None:
            await self.wake.push(row["queue"])
        return await self.get(tenant_id, job_id)

    def _kind(self, name: str) -> JobKind:
        kind = self._kinds.get(name)
        if kind is None:
            raise InvalidInput(
                "Nobody registered this kind of job.",
                given=name,
                expected=", ".join(sorted(self._kinds)) or "a registered kind",
            )
        return kind


def _sequence_key(kind: JobKind, payload: Mapping[str, Any]) -> str | None:
    sequence = kind.sequence(payload) if kind.sequence is not None else None
    return sequence.key if sequence is not None else None
