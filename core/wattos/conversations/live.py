"""The live tail of a turn: one Valkey stream, whose entry ids are the events' sequence numbers.

Valkey itself refuses an entry below the last one, so a worker that lost its turn cannot write into
the tail of the attempt that took over.
"""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import Any, cast
from uuid import UUID

from redis.asyncio import Redis
from redis.exceptions import RedisError

from wattos.events import SequencedEvent, decode_sequenced_event, encode_event

RUNNING_SECONDS = 3600
ENDED_SECONDS = 600
REDIS_AWAY = (RedisError, OSError, TimeoutError)


class LiveTail:
    """Writes and follows the live tails of turns."""

    def __init__(self, redis: Redis, *, prefix: str) -> None:
        self._redis = redis
        self._prefix = prefix

    def key(self, turn_id: UUID) -> str:
        """The Redis key of a turn's stream."""
        return f"{self._prefix}turn:{turn_id}"

    async def append(
        self, turn_id: UUID, events: Sequence[SequencedEvent], *, ended: bool = False
    ) -> None:
        """Add events in order; raises one of `REDIS_AWAY` when that is impossible."""
        pipeline = self._redis.pipeline(transaction=False)
        for event in events:
            pipeline.xadd(self.key(turn_id), {"e": encode_event(event)}, id=f"{event.seq}-0")
        pipeline.expire(self.key(turn_id), ENDED_SECONDS if ended else RUNNING_SECONDS)
        await pipeline.execute()

    async def read(self, turn_id: UUID, after: int, wait_ms: int) -> list[SequencedEvent]:
        """The events after `after`, waiting up to `wait_ms` for one; raises as `append`."""
        streams = await self._redis.xread({self.key(turn_id): f"{after}-0"}, block=wait_ms)
        found = cast("list[tuple[bytes, list[tuple[bytes, dict[bytes, bytes]]]]]", streams or [])
        return [
            decode_sequenced_event(_field(entry)) for _, entries in found for _, entry in entries
        ]

    async def ask_to_stop(self, turn_id: UUID) -> None:
        """Leave the wish to stop where the running turn sees it at once."""
        await self._redis.set(f"{self.key(turn_id)}:stop", b"1", ex=RUNNING_SECONDS)

    async def is_asked_to_stop(self, turn_id: UUID) -> bool:
        """Whether that wish was left."""
        found = self._redis.exists(f"{self.key(turn_id)}:stop")
        return bool(await cast("Awaitable[int]", found))


def _field(entry: dict[Any, bytes]) -> bytes:
    # A client made with decode_responses has text keys and values.
    return next(iter(entry.values()))
