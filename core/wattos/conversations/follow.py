"""Following a turn: first what is stored, then its live tail, Postgres again when that is lost."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from uuid import UUID

from wattos.conversations.event_rows import ATTEMPT_SPAN, LAST_SEQ, is_final, read_events
from wattos.conversations.live import REDIS_AWAY, LiveTail
from wattos.database import fetchval, tenant_scope
from wattos.delivery import DATABASE_AWAY, pause
from wattos.events import SequencedEvent

logger = logging.getLogger(__name__)

QUIET_MS = 2000
"""After this long without a live event the reader looks into Postgres."""
BLIND_SECONDS = 0.3
"""How often it looks there while Redis is away."""
GAP_SECONDS = 3.0
"""How long it waits for Postgres to close a hole that an absent Redis left in the live tail."""


class TurnFollower:
    """One reader's place in a turn's events."""

    def __init__(self, live: LiveTail, tenant_id: UUID, turn_id: UUID, after: int) -> None:
        self._live = live
        self._tenant_id = tenant_id
        self._turn_id = turn_id
        # Readers say where they were: any number, but Postgres and Valkey know only an integer's.
        self._last = min(max(after, 0), LAST_SEQ)
        self._over = False

    async def events(self) -> AsyncIterator[SequencedEvent]:
        """Every event after the start, in order and without repeats, until the turn has ended."""
        arrived = await self._stored()
        while not self._over:
            for event in arrived:
                self._last = event.seq
                yield event
                if is_final(event):
                    return
            arrived = await self._next()

    async def _next(self) -> list[SequencedEvent]:
        try:
            arrived = await self._live.read(self._turn_id, self._last, QUIET_MS)
        except REDIS_AWAY as error:
            logger.debug("turn %s: redis is away (%s)", self._turn_id, type(error).__name__)
            await asyncio.sleep(BLIND_SECONDS)
            return await self._stored()
        if not arrived:
            return await self._stored()
        return await self._without_hole(arrived)

    async def _without_hole(self, arrived: list[SequencedEvent]) -> list[SequencedEvent]:
        """Close a hole before the first live event from Postgres, where its events end up too."""
        first = arrived[0].seq
        waited = 0.0
        while first != self._last + 1:
            stored = await self._stored()
            if stored:
                return stored  # the live events come again with the next read
            if first % ATTEMPT_SPAN in (0, 1):
                break  # an attempt starts or was ended from outside: numbers jump on purpose
            if waited >= GAP_SECONDS:
                logger.warning("turn %s: events before %s are lost", self._turn_id, first)
                break
            await asyncio.sleep(BLIND_SECONDS)
            waited += BLIND_SECONDS
        return _unbroken(arrived)

    async def _stored(self) -> list[SequencedEvent]:
        try:
            async with tenant_scope(self._tenant_id):
                # The state first: it changes in the transaction that stores the last event.
                state = await fetchval("select state from turn where id = $1", self._turn_id)
                found = await read_events(self._turn_id, self._last)
        except DATABASE_AWAY as error:
            logger.debug("turn %s: database is away (%s)", self._turn_id, type(error).__name__)
            await pause(BLIND_SECONDS)
            return []
        self._over = not found and state not in ("queued", "running")
        return found


def _unbroken(events: list[SequencedEvent]) -> list[SequencedEvent]:
    """The events up to the first hole."""
    for n in range(1, len(events)):
        if events[n].seq != events[n - 1].seq + 1:
            return events[:n]
    return events
