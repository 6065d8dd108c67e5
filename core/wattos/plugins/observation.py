"""Telling plugins what happened, behind the back of whoever did it."""

from __future__ import annotations

import asyncio
import logging
from collections import deque

from wattos.delivery import DATABASE_AWAY
from wattos.events import PlatformEvent
from wattos.plugins.service import TenantPlugins

log = logging.getLogger(__name__)

MOST_WAITING = 10_000
DRAIN_SECONDS = 5.0


class Observation:
    """Hands events to `track_event` of the plugins that a tenant has, in order.

    No turn or job waits for an observer. What comes faster than observers take it is dropped from
    the front beyond 10,000 events: figures may miss some then, the work goes on.
    """

    def __init__(self, plugins: TenantPlugins) -> None:
        self._plugins = plugins
        self._waiting: deque[PlatformEvent] = deque(maxlen=MOST_WAITING)
        self._telling: asyncio.Task[None] | None = None

    def track(self, event: PlatformEvent) -> None:
        """Take an event; returns at once."""
        self._waiting.append(event)
        if self._telling is None or self._telling.done():
            self._telling = asyncio.create_task(self._tell(), name="observation")

    async def drain(self) -> None:
        """Wait until the plugins have heard everything, at most five seconds."""
        if self._telling is not None and not self._telling.done():
            await asyncio.wait([self._telling], timeout=DRAIN_SECONDS)
            self._telling.cancel()

    async def _tell(self) -> None:
        while self._waiting:
            event = self._waiting.popleft()
            try:
                await self._plugins.notify(
                    event.tenant_id, "track_event", platform=self._plugins.platform, event=event
                )
            except DATABASE_AWAY as error:
                log.warning("%s was not told to plugins (%s)", event.name, type(error).__name__)
