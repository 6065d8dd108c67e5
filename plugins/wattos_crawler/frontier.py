"""The addresses still to visit, shallow ones first, each once."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from itertools import count

from wattos_crawler.schemas import Entry
from wattos_crawler.urls import identity, place_of

_Queue = list[tuple[int, int, Entry]]


def _idle(_place: str) -> bool:
    return False


class Frontier:
    """A queue a host by depth, then by order of discovery, which knows every address it ever held.

    `room` bounds how many addresses are remembered: a calendar with a page for every day until
    the year 9999 must not fill the memory.
    """

    def __init__(self, seen: Iterable[str] = (), *, room: int) -> None:
        self._seen = set(seen)
        self._queues: dict[str, _Queue] = {}
        self._numbers = count()
        self.room = room

    def __len__(self) -> int:
        return sum(len(queue) for queue in self._queues.values())

    @property
    def full(self) -> bool:
        """Whether addresses were or would be forgotten."""
        return len(self._seen) >= self.room

    def waiting(self) -> Iterator[str]:
        """The addresses still to visit."""
        return (entry.url for queue in self._queues.values() for _, _, entry in queue)

    def restore(self, entries: Iterable[Entry]) -> None:
        """Put back addresses that are known already but were not visited."""
        for entry in entries:
            self._push(entry)

    def add(self, entries: Iterable[Entry]) -> list[Entry]:
        """Queue the addresses that are new, and return them."""
        fresh: list[Entry] = []
        for entry in entries:
            if self.full:
                break
            if self.claim(entry.url):
                self._push(entry)
                fresh.append(entry)
        return fresh

    def knows(self, url: str) -> bool:
        """Whether an address was seen before."""
        return identity(url) in self._seen

    def claim(self, url: str) -> bool:
        """Mark an address as seen without queueing it; False if it was seen before."""
        key = identity(url)
        if key in self._seen:
            return False
        self._seen.add(key)
        return True

    def take(self, busy: Callable[[str], bool] = _idle) -> Entry | None:
        """The next address of a host that is not busy; None when there is none."""
        ready = [queue for place, queue in self._queues.items() if not busy(place)]
        if not ready:
            return None
        queue = min(ready)
        entry = heapq.heappop(queue)[2]
        if not queue:
            del self._queues[place_of(entry.url)]
        return entry

    def drop(self, entry: Entry) -> bool:
        """Take a certain address out of the queue; False if it does not wait there."""
        place = place_of(entry.url)
        queue = self._queues.get(place, [])
        kept = [item for item in queue if item[2] != entry]
        if len(kept) == len(queue):
            return False
        heapq.heapify(kept)
        self._queues[place] = kept
        if not kept:
            del self._queues[place]
        return True

    def _push(self, entry: Entry) -> None:
        queue = self._queues.setdefault(place_of(entry.url), [])
        heapq.heappush(queue, (entry.depth, next(self._numbers), entry))
