"""Telling the knowledge room which pages are still to come."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import Final, Protocol
from uuid import UUID

_EVERY_SECONDS: Final = 2.0


class Expecting(Protocol):
    """The part of the knowledge room that counts what is on its way."""

    async def expect(
        self, tenant_id: UUID, space_id: UUID, source: UUID, urls: Sequence[str], *, at_most: int
    ) -> None: ...


class Announcing:
    """Announces a crawl's waiting addresses, but not with every page."""

    def __init__(self, knowledge: Expecting, tenant_id: UUID, crawl_id: UUID) -> None:
        self._knowledge = knowledge
        self._tenant_id = tenant_id
        self._crawl_id = crawl_id
        self._told_at = -_EVERY_SECONDS

    async def tell(self, space_id: UUID, urls: Iterable[str], room: int) -> None:
        """Announce what waits, of which the crawl takes at most `room` pages."""
        now = time.monotonic()
        if now - self._told_at < _EVERY_SECONDS:
            return
        self._told_at = now
        await self._knowledge.expect(
            self._tenant_id, space_id, self._crawl_id, list(urls), at_most=max(room, 0)
        )

    async def end(self, space_id: UUID) -> None:
        """Nothing more comes."""
        await self._knowledge.expect(self._tenant_id, space_id, self._crawl_id, [], at_most=0)
