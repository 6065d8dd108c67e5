"""Waiting before another try without missing that the task is to end."""

from __future__ import annotations

import asyncio


async def pause(seconds: float) -> None:
    """Sleep between a try that failed and the next one.

    Raises `CancelledError` at once where the task was cancelled while the try failed: until Python
    3.12 `asyncio.wait_for`, which asyncpg waits with, then tells the failure and forgets the cancel
    (python/cpython#86296), and a loop that goes on after failures would never end.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
    await asyncio.sleep(seconds)
