"""Turning what an answer emits into the turn's events: coalesced, numbered, live and stored.

Two tasks work behind `emit`, so that a model's stream never waits for Redis or Postgres. The pump
merges pieces of text (the first leaves at once, then at most about 30 batches a second), numbers
events and adds them to the live tail. The writer stores them: at once after an event that is not
text, otherwise once a second.
"""

from __future__ import annotations

import asyncio
import logging
from types import TracebackType
from typing import Self
from uuid import UUID

from wattos.conversations.event_rows import first_seq, write_events
from wattos.conversations.live import REDIS_AWAY, LiveTail
from wattos.conversations.texts import storable, storable_event
from wattos.database import tenant_scope, utcnow
from wattos.delivery import DATABASE_AWAY
from wattos.events import (
    Citation,
    CitationAdded,
    HandoffRequested,
    SequencedEvent,
    TextDelta,
    TurnEvent,
    TurnStarted,
)

logger = logging.getLogger(__name__)

FLUSH_SECONDS = 1 / 30
STORE_SECONDS = 1.0
RETRY_LIVE_SECONDS = 2.0


class TurnRecorder:
    """The events of one attempt at a turn; use it as an async context manager.

    Leaving the block ends both tasks after all that was emitted is live; what is not yet stored is
    left in `unstored`, for the transaction that ends the turn.
    """

    def __init__(self, tenant_id: UUID, turn_id: UUID, attempt: int, live: LiveTail) -> None:
        self._tenant_id = tenant_id
        self._turn_id = turn_id
        self._live = live
        self._next_seq = first_seq(attempt)
        self._pending: list[TurnEvent] = []
        self._arrived = asyncio.Event()
        self._storable = asyncio.Event()
        self._closing = False
        self._live_again_at = 0.0
        self._tasks: list[asyncio.Task[None]] = []
        self.unstored: list[SequencedEvent] = []
        self.text = ""
        self.citations: list[Citation] = []
        """With `text` what has been said and not been superseded."""
        self.handed_over = False

    async def emit(self, event: TurnEvent) -> None:
        """Take an event; returns at once."""
        match event:
            case TextDelta(text=text):
                event = TextDelta(text=storable(text))
                self.text += event.text
            case CitationAdded(citation=citation):
                self.citations.append(citation)
            case TurnStarted():
                self.text, self.citations, self.handed_over = "", [], False
            case HandoffRequested():
                self.handed_over = True
            case _:
                pass
        self._enqueue(event)
        self._arrived.set()

    def _enqueue(self, event: TurnEvent) -> None:
        last = self._pending[-1] if self._pending else None
        if isinstance(event, TextDelta) and isinstance(last, TextDelta):
            self._pending[-1] = TextDelta(text=last.text + event.text)
        elif not isinstance(event, TextDelta) or event.text:
            self._pending.append(storable_event(event))

    def number(self, event: TurnEvent) -> SequencedEvent:
        """Give an event its place in the turn."""
        seq, self._next_seq = self._next_seq, self._next_seq + 1
        return SequencedEvent(seq=seq, turn_id=self._turn_id, at=utcnow(), event=event)

    async def __aenter__(self) -> Self:
        self._tasks = [asyncio.create_task(self._pump()), asyncio.create_task(self._write())]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing = True
        self._arrived.set()
        self._storable.set()
        await asyncio.gather(*self._tasks)

    async def _pump(self) -> None:
        while self._pending or not self._closing:
            await self._arrived.wait()
            self._arrived.clear()
            if self._pending:
                await self._publish()
            await self._pause()

    async def _pause(self) -> None:
        """Let text gather; closing cuts the pause short."""
        try:
            async with asyncio.timeout(FLUSH_SECONDS):
                while not self._closing:
                    await self._arrived.wait()
                    if not self._closing:
                        self._arrived.clear()
        except TimeoutError:
            if self._pending:
                self._arrived.set()

    async def _publish(self) -> None:
        pending, self._pending = self._pending, []
        batch = [self.number(event) for event in pending]
        self.unstored += batch
        if any(not isinstance(event.event, TextDelta) for event in batch):
            self._storable.set()
        await self.send_live(batch)

    async def send_live(self, events: list[SequencedEvent], *, ended: bool = False) -> None:
        """Add events to the live tail; while Redis is away readers find them in Postgres."""
        now = asyncio.get_running_loop().time()
        if now < self._live_again_at:
            return
        try:
            async with asyncio.timeout(1):
                await self._live.append(self._turn_id, events, ended=ended)
        except REDIS_AWAY as error:
            self._live_again_at = now + RETRY_LIVE_SECONDS
            logger.warning("turn %s: no live tail (%s)", self._turn_id, type(error).__name__)

    async def _write(self) -> None:
        while not self._closing:
            try:
                async with asyncio.timeout(STORE_SECONDS):
                    await self._storable.wait()
            except TimeoutError:
                pass
            self._storable.clear()
            if self.unstored and not self._closing:
                await self._store()

    async def _store(self) -> None:
        batch = self.unstored.copy()
        try:
            async with tenant_scope(self._tenant_id):
                await write_events(batch)
        except DATABASE_AWAY as error:
            logger.warning("turn %s: events not stored (%s)", self._turn_id, type(error).__name__)
            return
        del self.unstored[: len(batch)]
