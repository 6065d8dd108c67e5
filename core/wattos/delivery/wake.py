"""Wake lists in Redis: they make pick-up fast and are never needed for correctness.

A worker blocks in BLPOP on the list of its queue; whoever commits a job pushes a token. A lost
token (flushed or unreachable Redis) only means that the worker's slow look at Postgres finds it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from typing import cast

import msgspec
from redis.asyncio import Redis
from redis.exceptions import RedisError

from wattos.delivery.schemas import WorkerHealth

logger = logging.getLogger(__name__)

PUSH_TIMEOUT_SECONDS = 1.0
BLIND_POLL_SECONDS = 0.5
KEPT_TOKENS = 500

_health = msgspec.json.Decoder(WorkerHealth)


class WakeLists:
    """Pushes and awaits wake tokens, one list a queue."""

    def __init__(self, redis: Redis, *, prefix: str) -> None:
        self._redis = redis
        self._prefix = prefix

    def key(self, queue: str) -> str:
        """The Redis key of a queue's list."""
        return f"{self._prefix}wake:{queue}"

    @property
    def workers(self) -> str:
        """What the Redis keys of workers' signs of life begin with."""
        return f"{self._prefix}worker:"

    async def workers_live(self) -> bool:
        """Whether a worker has given a sign of life lately; False while Redis is away."""
        try:
            async for _ in self._redis.scan_iter(match=f"{self.workers}*", count=1000):
                return True
        except (RedisError, OSError, TimeoutError) as error:
            logger.warning("redis is away (%s): no worker is seen", type(error).__name__)
        return False

    async def signs_of(self, machine: str) -> list[WorkerHealth]:
        """What the workers of a machine said last, half a minute ago at most.

        Raises RedisError or OSError.
        """
        keys = [key async for key in self._redis.scan_iter(match=f"{self.workers}{machine}:*")]
        said: list[bytes | None] = await self._redis.mget(keys) if keys else []
        return [_health.decode(sign) for sign in said if sign is not None]

    async def push(self, queue: str) -> None:
        """Wake one worker of the queue; an absent Redis is logged and otherwise ignored."""
        try:
            async with asyncio.timeout(PUSH_TIMEOUT_SECONDS):
                pipeline = self._redis.pipeline(transaction=False)
                pipeline.rpush(self.key(queue), "1")
                pipeline.ltrim(self.key(queue), -KEPT_TOKENS, -1)
                await pipeline.execute()
        except (RedisError, OSError, TimeoutError) as error:
            logger.warning(
                "redis is away (%s): %s jobs wait for a poll", type(error).__name__, queue
            )

    async def wait(self, queue: str, seconds: float) -> None:
        """Return when a token comes or after `seconds`; without Redis after half a second."""
        try:
            # The server takes fractions of a second; only the client's annotation does not.
            pop = self._redis.blpop([self.key(queue)], timeout=cast("int", seconds))
            await cast("Awaitable[object]", pop)
        except (RedisError, OSError, TimeoutError):
            await asyncio.sleep(min(seconds, BLIND_POLL_SECONDS))
