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

    async def prepare(self, tenant_id: UUID, document_ids: Sequence[UUID]) -> dict[str, str]: ...

    async def embed(
        self,
        tenant_id: UUID,
        document_ids: Sequence[UUID],
        on_progress: Callable[[int, int, str], Awaitable[None]] = ...,
    ) -> ProcessReport: ...


class Processing:
    """Takes document ids from the crawl: words first, meaning behind, both while it goes on.

    Words cost milliseconds a page and meaning costs seconds, so that neither waits for the other:
    a page can be found by its words as soon as it is here, however many wait for their vectors.
    """

    def __init__(self, knowledge: Processor, tenant_id: UUID, report: Report) -> None:
        self._knowledge = knowledge
        self._tenant_id = tenant_id
        self._report = report
        self._fetched = _Line()
        self._prepared = _Line()
        self.failures: dict[str, str] = {}
        """Ids of documents that could not be read, with the knowledge room's reason codes."""
        self._finished_batches = 0
        self._in_batch = 0
        self.total = 0
        """Documents handed over so far."""

    @property
    def done(self) -> int:
        """Documents that are ready or have failed."""
        return self._finished_batches + self._in_batch

    async def put(self, *document_ids: UUID) -> None:
        """Hand over documents."""
        self.total += len(document_ids)
        self._fetched.put(document_ids)

    def finish(self) -> None:
        """Say that no more documents come."""
        self._fetched.close()

    async def run(self) -> None:
        """Process until `finish` was called and nothing waits any more."""
        stages = [asyncio.create_task(self._prepare_all()), asyncio.create_task(self._embed_all())]
        try:
            await asyncio.gather(*stages)
        finally:
            for stage in stages:
                stage.cancel()
            await asyncio.gather(*stages, return_exceptions=True)

    async def _prepare_all(self) -> None:
        while batch := await self._fetched.take(_BATCH):
            failed = await self._knowledge.prepare(self._tenant_id, batch)
            self.failures.update(failed)
            self._finished_batches += len(failed)
            self._prepared.put([i for i in batch if str(i) not in failed])
        self._prepared.close()

    async def _embed_all(self) -> None:
        while batch := await self._prepared.take(_BATCH):
            report = await self._knowledge.embed(self._tenant_id, batch, self._progress)
            self.failures.update(report.failures)
            self._finished_batches += len(batch)
            self._in_batch = 0
            await self._report("")

    async def _progress(self, done: int, _total: int, message: str) -> None:
        self._in_batch = done
        await self._report(message)


class _Line:
    """Documents in a row between two stages."""

    def __init__(self) -> None:
        self._waiting: list[UUID] = []
        self._changed = asyncio.Event()
        self._closed = False

    def put(self, document_ids: Sequence[UUID]) -> None:
        self._waiting.extend(document_ids)
        self._changed.set()

    def close(self) -> None:
        self._closed = True
        self._changed.set()

    async def take(self, at_most: int) -> list[UUID]:
        """What waits, up to `at_most`; empty once the line is closed and through."""
        while not self._waiting and not self._closed:
            self._changed.clear()
            await self._changed.wait()
        taken, self._waiting = self._waiting[:at_most], self._waiting[at_most:]
        return taken
