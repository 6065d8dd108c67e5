"""Telling every process that something happened in a conversation outside its turns.

Only that something happened is told; what it was stands in Postgres. A process holds one connection
for all conversations that its readers follow.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from uuid import UUID

from redis.asyncio import Redis

from wattos.conversations.live import REDIS_AWAY

logger = logging.getLogger(__name__)

RETRY_SECONDS = 2.0


class Announcements:
    """Wakes the readers of a conversation; while Redis is away they look by themselves."""

    def __init__(self, redis: Redis, *, prefix: str) -> None:
        self._redis = redis
        self._channel = f"{prefix}conversations"
        self._readers: dict[UUID, set[asyncio.Event]] = {}
        self._hearing: asyncio.Task[None] | None = None

    async def announce(self, conversation_id: UUID) -> None:
        """Wake whoever follows the conversation."""
        try:
            await self._redis.publish(self._channel, str(conversation_id))
        except REDIS_AWAY as error:
            logger.warning("redis is away (%s): readers look later", type(error).__name__)

    @asynccontextmanager
    async def listening(self, conversation_id: UUID) -> AsyncGenerator[asyncio.Event]:
        """An event that is set whenever the conversation is announced; clear it before looking."""
        news = asyncio.Event()
        self._readers.setdefault(conversation_id, set()).add(news)
        if self._hearing is None:
            self._hearing = asyncio.create_task(self._hear())
        try:
            yield news
        finally:
            self._readers[conversation_id].discard(news)
            if not self._readers[conversation_id]:
                del self._readers[conversation_id]
            if not self._readers:
                self._stop_hearing()

    def _stop_hearing(self) -> None:
        if self._hearing is not None:
            self._hearing.cancel()
            self._hearing = None

    async def _hear(self) -> None:
        while True:
            try:
                async with self._redis.pubsub() as pubsub:
                    await pubsub.subscribe(self._channel)
                    self._wake(list(self._readers))  # what was announced before this is not heard
                    async for message in pubsub.listen():
                        if message["type"] == "message":
                            self._wake([UUID(_text(message["data"]))])
            except REDIS_AWAY as error:
                logger.debug("announcements: redis is away (%s)", type(error).__name__)
                await asyncio.sleep(RETRY_SECONDS)

    def _wake(self, conversation_ids: list[UUID]) -> None:
        for conversation_id in conversation_ids:
            for news in self._readers.get(conversation_id, ()):
                news.set()


def _text(data: bytes | str) -> str:
    return data.decode() if isinstance(data, bytes) else data
