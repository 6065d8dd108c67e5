"""How long the stages of a turn took."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import contextmanager


class Stopwatch:
    """Milliseconds by stage, from when it was made."""

    def __init__(self) -> None:
        self._start = self._lap = time.perf_counter()
        self._timings: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        """The time since the last lap belongs to `stage`."""
        now = time.perf_counter()
        self._timings[stage] = _ms(now - self._lap)
        self._lap = now

    @contextmanager
    def within(self, stage: str) -> Generator[None]:
        """The time in the block is also told as `stage`; the lap it is part of stays whole."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self._timings[stage] = _ms(time.perf_counter() - start)

    def first(self, stage: str) -> None:
        """The time since the start, the first time this is called for `stage`."""
        self._timings.setdefault(stage, _ms(time.perf_counter() - self._start))

    def timings(self) -> dict[str, float]:
        """All stages, and `total_ms`."""
        return {**self._timings, "total_ms": _ms(time.perf_counter() - self._start)}


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)
