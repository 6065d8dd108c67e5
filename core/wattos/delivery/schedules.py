"""Work that comes again: one due time a tenant and schedule, moved forward with the enqueue."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg
from arq.cron import next_cron

from wattos.database import current_tenant_id, fetchval, new_id, tenant_scope, utcnow
from wattos.delivery.jobs import Jobs
from wattos.delivery.lease import DATABASE_AWAY
from wattos.delivery.pause import pause
from wattos.delivery.schemas import Schedule
from wattos.errors import ConfigurationError

logger = logging.getLogger(__name__)

TICK_SECONDS = 20.0

ListTenants = Callable[[], Awaitable[Sequence[UUID]]]
Withheld = Callable[[UUID], Awaitable[frozenset[str]]]
"""Names of what the plugins that a tenant has switched off registered: schedules, commands."""


async def none_withheld(_tenant_id: UUID) -> frozenset[str]:
    """Every tenant has everything."""
    return frozenset()


class Scheduler:
    """Enqueues scheduled jobs; any number of workers may run it, each due time counts once."""

    def __init__(
        self, jobs: Jobs, list_tenants: ListTenants, withheld: Withheld = none_withheld
    ) -> None:
        self._jobs = jobs
        self._list_tenants = list_tenants
        self._withheld = withheld
        self._schedules: dict[str, Schedule] = {}

    def add(self, schedules: Iterable[Schedule]) -> None:
        """Register all of these schedules or none.

        Raises ConfigurationError for a wrong or doubled one.
        """
        added: dict[str, Schedule] = {}
        for schedule in schedules:
            if schedule.name in self._schedules or schedule.name in added:
                raise ConfigurationError("Two schedules have one name.", given=schedule.name)
            if (schedule.every_seconds is None) == (schedule.cron is None):
                raise ConfigurationError(
                    "A schedule needs an interval or a time of day.",
                    given=schedule.name,
                    expected="either every_seconds or cron",
                )
            added[schedule.name] = schedule
        self._schedules.update(added)

    async def run(self) -> None:
        """Look for due schedules until cancelled."""
        while self._schedules:
            try:
                await self.tick()
            except (*DATABASE_AWAY, asyncpg.PostgresError) as error:
                logger.warning("schedules: skipped a look (%s)", type(error).__name__)
            await pause(TICK_SECONDS)

    async def tick(self, now: datetime | None = None) -> int:
        """Enqueue what is due at `now` for every tenant; returns how many jobs were written."""
        at = now or utcnow()
        started = 0
        for tenant_id in await self._list_tenants():
            withheld = await self._withheld(tenant_id)
            async with tenant_scope(tenant_id):
                for schedule in self._schedules.values():
                    if schedule.name not in withheld and await self._advance(schedule, at):
                        await self._jobs.enqueue(
                            schedule.kind, schedule.payload, key=f"schedule:{schedule.name}"
                        )
                        started += 1
        return started

    async def _advance(self, schedule: Schedule, at: datetime) -> bool:
        """Move the due time; True when it had come. A tenant's first due time is one step away."""
        following = next_run(schedule, at)
        await fetchval(
            "insert into schedule_state (id, tenant_id, name, next_run_at) values ($1, $2, $3, $4) "
            "on conflict (tenant_id, name) do nothing",
            new_id(),
            current_tenant_id(),
            schedule.name,
            following,
        )
        moved = await fetchval(
            "update schedule_state set next_run_at = $3 where name = $1 and next_run_at <= $2 "
            "returning id",
            schedule.name,
            at,
            following,
        )
        return moved is not None


def next_run(schedule: Schedule, after: datetime) -> datetime:
    """The schedule's first time later than `after`."""
    if schedule.cron is None:
        return after + timedelta(seconds=schedule.every_seconds or 0)
    return next_cron(
        after,
        weekday=schedule.cron.weekday,
        hour=schedule.cron.hour,
        minute=schedule.cron.minute,
        microsecond=0,
    )
