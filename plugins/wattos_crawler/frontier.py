"""The addresses still to visit, shallow ones first, each once."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from itertools import count

from wattos_crawler.schemas import Entry
from wattos_crawler.urls import identity


class Frontier:
    """A queue by depth, then by order of discovery, which knows every address it ever held.

    `room` bounds how many addresses are remembered: a calendar with a page for every day until
    the year 9999 must not fill the memory.
    """

    def __init__(self, seen: Iterable[str] = (), *, room: int) -> None:
        self._seen = set(seen)
        self._heap: list[tuple[int, int, Entry]] = []
        self._numbers = count()
        self._room = room

    def __len__(self) -> int:
        return len(self._heap)

    def restore(self, entries: Iterable[Entry]) -> None:
        """Put back addresses that are known already but were not visited."""
        for entry in entries:
            self._push(entry)

    def add(self, entries: Iterable[Entry]) -> list[Entry]:
        """Queue the addresses that are new, and return them."""
        fresh: list[Entry] = []
        for entry in entries:
            if len(self._seen) >= self._room:
                break
            if self.claim(entry.url):
                self._push(entry)
                fresh.append(entry)
        return fresh

    def claim(self, url: str) -> bool:
        """Mark an address as seen without queueing it; False if it was seen before."""
        key = identity(url)
        if key in self._seen:
            return False
        self._seen.add(key)
        return True

    def take(self) -> Entry:
        """The next address; raises `IndexError` when none is left."""
        return heapq.heappop(self._heap)[2]

    def drop(self, entry: Entry) -> bool:
        """Take a certain address out of the queue; False if it does not wait there."""
        kept = [item for item in self._heap if item[2] != entry]
        found = len(kept) < len(self._heap)
        self._heap = kept
        heapq.heapify(self._heap)
        return found

    def _push(self, entry: Entry) -> None:
        heapq.heappush(self._heap, (entry.depth, next(self._numbers), entry))
