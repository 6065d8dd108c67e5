"""Turn events as server-sent events (WHATWG HTML, section 9.2)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator

from wattos.events import SequencedEvent, encode_event

KEEP_ALIVE_SECONDS = 15.0
"""Proxies close a silent connection after 30 to 60 seconds."""


async def event_stream(events: AsyncIterator[SequencedEvent]) -> AsyncGenerator[bytes]:
    """The body of a `text/event-stream` response: `id` is the sequence number to resume after.

    `event` is the event's type and `data` the sequenced event as JSON. Comments keep the
    connection alive while nothing happens.
    """
    yield b": wattos\n\n"
    coming = asyncio.ensure_future(anext(events, None))
    try:
        while True:
            await asyncio.wait({coming}, timeout=KEEP_ALIVE_SECONDS)
            if not coming.done():
                yield b": still here\n\n"
                continue
            event = coming.result()
            if event is None:
                return
            yield _frame(event)
            coming = asyncio.ensure_future(anext(events, None))
    finally:
        coming.cancel()
        await asyncio.gather(coming, return_exceptions=True)


def _frame(event: SequencedEvent) -> bytes:
    name = str(event.event.__struct_config__.tag)
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (event.seq, name.encode(), encode_event(event))
