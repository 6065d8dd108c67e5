"""Rate limits of visitors, counted in Redis over all processes."""

from __future__ import annotations

import hashlib
import logging
import time

from redis.asyncio import Redis
from redis.exceptions import RedisError

from wattos.errors import TooManyRequests

logger = logging.getLogger(__name__)

WINDOW_SECONDS = 60
MESSAGES = 20
SESSIONS = 30


class Limits:
    """Fixed windows of a minute; while Redis is away nobody is refused."""

    def __init__(self, redis: Redis, *, prefix: str = "wattos:web:") -> None:
        self._redis = redis
        self._prefix = prefix

    async def count_message(self, visitor_id: str) -> None:
        """Count a visitor's message; raises TooManyRequests above 20 a minute."""
        await self._count("message", visitor_id, MESSAGES)

    async def count_session(self, public_key: str, address: str) -> None:
        """Count a new session from a network address; raises TooManyRequests above 30 a minute."""
        await self._count("session", f"{public_key} {address}", SESSIONS)

    async def _count(self, what: str, who: str, limit: int) -> None:
        # The address is personal data: only its hash, and only for two minutes.
        digest = hashlib.sha256(who.encode("utf-8", "replace")).hexdigest()[:32]
        window = int(time.time()) // WINDOW_SECONDS
        key = f"{self._prefix}{what}:{digest}:{window}"
        try:
            pipeline = self._redis.pipeline(transaction=False)
            pipeline.incr(key)
            pipeline.expire(key, 2 * WINDOW_SECONDS)
            count, _ = await pipeline.execute()
        except (RedisError, OSError, TimeoutError) as error:
            logger.warning("redis is away (%s): %s not counted", type(error).__name__, what)
            return
        if count > limit:
            raise TooManyRequests(
                "That was too much at once.",
                expected=f"at most {limit} in a minute",
                hint="Wait a moment and try again.",
            )
