"""Turn events as server-sent events (WHATWG HTML, section 9.2)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from datetime import UTC, datetime
from uuid import UUID

import msgspec

from wattos.conversations.schemas import ConversationEvent, MessageAdded, OwnerChanged
from wattos.events import SequencedEvent, TextDelta, encode_event

KEEP_ALIVE_SECONDS = 15.0
"""Proxies close a silent connection after 30 to 60 seconds."""


async def event_stream(events: AsyncIterator[SequencedEvent]) -> AsyncGenerator[bytes]:
    """The body of a `text/event-stream` response: `id` is the sequence number to resume after.

    `event` is the event's type and `data` the sequenced event as JSON.
    """
    async for frame in _kept_alive(_frame(event) async for event in events):
        yield frame


async def conversation_stream(events: AsyncIterator[ConversationEvent]) -> AsyncGenerator[bytes]:
    """What happens in a conversation as server-sent events; a message's `id` is its id."""
    async for frame in _kept_alive(_conversation_frame(event) async for event in events):
        yield frame


async def _kept_alive(frames: AsyncIterator[bytes]) -> AsyncGenerator[bytes]:
    """The frames, and comments that keep the connection alive while nothing happens."""
    yield b": wattos\n\n"
    coming = asyncio.ensure_future(anext(frames, None))
    try:
        while True:
            await asyncio.wait({coming}, timeout=KEEP_ALIVE_SECONDS)
            if not coming.done():
                yield b": still here\n\n"
                continue
            frame = coming.result()
            if frame is None:
                return
            yield frame
            coming = asyncio.ensure_future(anext(frames, None))
    finally:
        coming.cancel()
        await asyncio.gather(coming, return_exceptions=True)


def _frame(event: SequencedEvent) -> bytes:
    name = str(event.event.__struct_config__.tag)
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (event.seq, name.encode(), encode_event(event))


def _conversation_frame(event: ConversationEvent) -> bytes:
    name = str(event.__struct_config__.tag).encode()
    frame = b"event: %s\ndata: %s\n\n" % (name, msgspec.json.encode(event))
    if isinstance(event, MessageAdded):
        return b"id: %s\n" % str(event.message.id).encode() + frame
    return frame


def example_event_stream() -> str:
    """A piece of `event_stream`, for the API's documentation."""
    event = SequencedEvent(
        seq=2,
        turn_id=UUID("0193b7a2-5d3c-7e41-9a60-2f1c8d4e7b95"),
        at=datetime(2026, 3, 2, 8, 30, tzinfo=UTC),
        event=TextDelta(text="Das Rathaus ist "),
    )
    return _frame(event).decode()


def example_conversation_stream() -> str:
    """A piece of `conversation_stream`, for the API's documentation."""
    return _conversation_frame(OwnerChanged(owner="human")).decode()
