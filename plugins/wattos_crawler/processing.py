"""Making fetched documents searchable while the crawl goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Protocol
from uuid import UUID

from wattos.knowledge import ProcessReport

_BATCH: Final = 16
"""Documents at a time: enough to embed together, few enough to be found soon."""

Report = Callable[[int, int | None, str], Awaitable[None]]


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
        self._done = 0
        self._total = 0
        self._more = asyncio.Event()
        self._finished = False

    async def put(self, *document_ids: UUID) -> None:
        """Hand over documents."""
        self._waiting.extend(document_ids)
        self._total += len(document_ids)
        self._more.set()

    def finish(self) -> None:
        """Say that no more documents come; progress is of documents from now on."""
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
                self._done += len(batch)
            if self._finished and not self._waiting:
                return

    async def _progress(self, done: int, _total: int, message: str) -> None:
        if self._finished:
            await self._report(self._done + done, self._total, message)
