"""Rate limits of visitors, counted in Redis over all processes."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable

from redis.asyncio import Redis
from redis.exceptions import RedisError

from wattos.errors import TooManyRequests

logger = logging.getLogger(__name__)

WINDOW_SECONDS = 60
MESSAGES = 20
MESSAGES_OF_ADDRESS = 120
MESSAGES_OF_KEY = 1200
SESSIONS = 60
OPENINGS = 120
LEFT_QUESTIONS = 5


class Limits:
    """Fixed windows of a minute; while Redis is away nobody is refused.

    An address may be a whole town hall behind one router: its limit is several visitors wide.
    """

    def __init__(
        self,
        redis: Redis,
        *,
        prefix: str = "wattos:web:",
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._redis = redis
        self._prefix = prefix
        self._clock = clock

    async def count_message(self, visitor_id: str, key_id: str, address: str) -> None:
        """Count a message of a visitor, an address and a key; raises TooManyRequests."""
        await self._count("message", visitor_id, MESSAGES)
        if address:
            await self._count("message-address", f"{key_id} {address}", MESSAGES_OF_ADDRESS)
        await self._count("message-key", key_id, MESSAGES_OF_KEY)

    async def count_question(self, visitor_id: str) -> None:
        """Count a question left for a person; raises TooManyRequests above 5 a minute."""
        await self._count("question", visitor_id, LEFT_QUESTIONS)

    async def count_opening(self, public_key: str, address: str) -> None:
        """Count a look at a key's chat from an address; raises TooManyRequests above 120."""
        await self._count("opening", f"{public_key} {address}", OPENINGS)

    async def count_session(self, public_key: str, address: str) -> None:
        """Count a new session from a network address; raises TooManyRequests above 60 a minute."""
        await self._count("session", f"{public_key} {address}", SESSIONS)

    async def _count(self, what: str, who: str, limit: int) -> None:
        # The address is personal data: only its hash, and only for two minutes.
        digest = hashlib.sha256(who.encode("utf-8", "replace")).hexdigest()[:32]
        window, passed = divmod(int(self._clock()), WINDOW_SECONDS)
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
                retry_after=WINDOW_SECONDS - passed,
            )
