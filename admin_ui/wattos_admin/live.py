"""Pieces of HTML that a page receives while something goes on (server-sent events)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable

from litestar.response import Stream

SECONDS_BETWEEN_LOOKS = 0.8
KEEP_ALIVE_LOOKS = 18
LONGEST_SECONDS = 15 * 60
"""The browser connects again by itself, so that rights are read anew now and then."""


def event(name: str, html: str) -> bytes:
    """One event for htmx's `sse-swap`."""
    lines = "".join(f"data: {line}\n" for line in html.splitlines() or [""])
    return f"event: {name}\n{lines}\n".encode()


def stream(events: AsyncIterator[bytes]) -> Stream:
    """The response that carries the events."""
    return Stream(
        events,
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def watch(
    look: Callable[[], Awaitable[dict[str, str]]], *, ends: Callable[[], bool]
) -> AsyncGenerator[bytes]:
    """Look again and again, and send each named piece when it has changed, until `ends`.

    The last event is `end`; the page's `sse-close` names it.
    """
    sent: dict[str, str] = {}
    silent = 0
    for _ in range(int(LONGEST_SECONDS / SECONDS_BETWEEN_LOOKS)):
        pieces = await look()
        changed = {name: html for name, html in pieces.items() if sent.get(name) != html}
        for name, html in changed.items():
            yield event(name, html)
        sent |= changed
        if ends():
            yield event("end", "")
            return
        silent = 0 if changed else silent + 1
        if silent % KEEP_ALIVE_LOOKS == KEEP_ALIVE_LOOKS - 1:
            yield b": still here\n\n"
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
