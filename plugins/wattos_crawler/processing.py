"""Making fetched documents searchable while the crawl goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Protocol
from uuid import UUID

from wattos.knowledge import ProcessReport

_BATCH: Final = 16
"""Documents at a time: enough to embed together, few enough to be found soon."""

Report = Callable[[str], Awaitable[None]]
"""Takes a line for people; `done` and `total` say the rest."""


class Processor(Protocol):
    """The part of the knowledge room that turns stored documents into passages."""

    async def process(
        self,
        tenant_id: UUID,
        document_ids: Sequence[UUID] | None = None,
        on_progress: Callable[[int, int, str], Awaitable[None]] = ...,
    ) -> ProcessReport: ...


class Processing:
    """Takes document ids from the crawl and has them processed in batches, one at a time."""

    def __init__(self, knowledge: Processor, tenant_id: UUID, report: Report) -> None:
        self._knowledge = knowledge
        self._tenant_id = tenant_id
        self._report = report
        self._waiting: list[UUID] = []
        self.failures: dict[str, str] = {}
        """Ids of documents that could not be read, with the knowledge room's reason codes."""
        self._finished_batches = 0
        self._in_batch = 0
        self.total = 0
        """Documents handed over so far."""
        self._more = asyncio.Event()
        self._finished = False

    @property
    def done(self) -> int:
        """Documents that are searchable or have failed."""
        return self._finished_batches + self._in_batch

    async def put(self, *document_ids: UUID) -> None:
        """Hand over documents."""
        self._waiting.extend(document_ids)
        self.total += len(document_ids)
        self._more.set()

    def finish(self) -> None:
        """Say that no more documents come."""
        self._finished = True
        self._more.set()

    async def run(self) -> None:
        """Process until `finish` was called and nothing waits any more."""
        while True:
            await self._more.wait()
            self._more.clear()
            while self._waiting and (len(self._waiting) >= _BATCH or self._finished):
                batch, self._waiting = self._waiting[:_BATCH], self._waiting[_BATCH:]
                report = await self._knowledge.process(self._tenant_id, batch, self._progress)
                self.failures.update(report.failures)
                self._finished_batches += len(batch)
                self._in_batch = 0
                await self._report("")
            if self._finished and not self._waiting:
                return

    async def _progress(self, done: int, _total: int, message: str) -> None:
        self._in_batch = done
        await self._report(message)
