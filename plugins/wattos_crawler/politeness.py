"""How often a host is asked: few requests at a time, pauses when it says so."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final
from weakref import WeakValueDictionary

_SHARE: Final = 0.5
"""Part of a host's own answering time that passes between two starts: a slow one is asked less."""
LONGEST_PAUSE: Final = 60.0
"""Most seconds a host is waited for; beyond that its pages are given up."""


class Host:
    """What a host has asked for, and when it was asked last, by a clock that does not go back."""

    def __init__(self) -> None:
        self.delay = 0.0
        self.last_start = -math.inf
        self.not_before = -math.inf


_HOSTS: Final = WeakValueDictionary[str, Host]()


def host_of(place: str) -> Host:
    """The one record of a host for every crawl of this process that goes on at the time.

    Two organisations that read the same site keep its pauses together: it is one visitor to it.
    Where several workers run, each process learns of a pause by itself, from the next answer.
    """
    return _HOSTS.setdefault(place.removeprefix("www."), Host())


class Gate:
    """Lets requests to one host through: `at_once` in parallel, `delay` seconds between starts.

    `longest` bounds what a robots.txt may ask for; a `closed` host is not asked any more. What the
    host asks for holds for all crawls of it together, a crawl's own `delay` for itself.
    """

    def __init__(
        self, at_once: int, delay: float, longest: float = 30.0, host: Host | None = None
    ) -> None:
        self._free = asyncio.Semaphore(at_once)
        self._delay = delay
        self._longest = longest
        self._answering = 0.0
        self._last_start = -math.inf
        self._host = host or Host()
        self.closed = False
        self.requests = 0
        self.waited = 0.0
        """Seconds that all requests together have waited for their turn."""

    @property
    def delay(self) -> float:
        """Seconds between two starts at present."""
        own = max(self._delay, self._host.delay, self._answering * _SHARE)
        return min(own, self._longest)

    @asynccontextmanager
    async def slot(self) -> AsyncGenerator[None]:
        """Wait for a turn and hold it while the request runs."""
        came = time.monotonic()
        async with self._free:
            while (wait := self._next_start() - time.monotonic()) > 0:  # noqa: ASYNC110 - a clock
                await asyncio.sleep(wait)
            self._last_start = self._host.last_start = started = time.monotonic()
            self.requests += 1
            self.waited += started - came
            yield
            self._answering += 0.3 * (time.monotonic() - started - self._answering)

    def _next_start(self) -> float:
        host = self._host
        own = self._last_start + self.delay
        return max(host.not_before, host.last_start + host.delay, own)

    def ask_for(self, delay: float) -> None:
        """Keep at least `delay` seconds between starts from now on (robots.txt Crawl-delay).

        The first of them is the start of the request that brought the robots.txt.
        """
        self._host.delay = max(self._host.delay, min(delay, self._longest))

    def back_off(self, seconds: float) -> None:
        """Pause the host and halve the pace, as it answered 429 or 503."""
        self._delay = min(max(self._delay * 2, 0.25), self._longest)
        self._host.not_before = max(self._host.not_before, time.monotonic() + seconds)


def retry_after(value: str | None, attempt: int) -> float:
    """Seconds to wait by a Retry-After header (RFC 9110, 10.2.3); without one 1, 2, 4, …"""
    value = (value or "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value).astimezone(UTC)
    except (ValueError, OverflowError):
        return float(2**attempt)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
