"""Standard input line by line, while the loop goes on with its work and its signals."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import threading

_READ_BYTES = 65536
_LONGEST_LINE = 1 << 24
_STDIN = 0


class Lines:
    """What is typed or piped in. Make one a process, inside the running loop.

    `input()` would stop the loop until somebody types, and with it SIGTERM; a signal that comes
    right before it blocks would wait as long. The descriptor is read without Python's buffer,
    which a thread must not hold when the interpreter ends.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._reader = asyncio.StreamReader(limit=_LONGEST_LINE)
        threading.Thread(target=self._read, name="wattos-lines", daemon=True).start()

    async def next(self, prompt: str = "> ") -> str | None:
        """The next line, None at the end; the prompt is shown to a person at a terminal only."""
        if sys.stdin.isatty():
            print(prompt, end="", flush=True)
        line = await self._reader.readline()
        return line.decode("utf-8", "replace").rstrip("\r\n") if line else None

    def _read(self) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended before the input
            while data := self._piece():
                self._loop.call_soon_threadsafe(self._reader.feed_data, data)
            self._loop.call_soon_threadsafe(self._reader.feed_eof)

    @staticmethod
    def _piece() -> bytes:
        try:
            return os.read(_STDIN, _READ_BYTES)
        except OSError:  # a terminal that was closed
            return b""
