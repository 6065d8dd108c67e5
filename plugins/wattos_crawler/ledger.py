"""What a crawl has met, taken and left out so far, in memory and in its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final
from uuid import UUID

from wattos.database import tenant_scope
from wattos_crawler import memory, store
from wattos_crawler.frontier import Frontier
from wattos_crawler.schemas import Entry, Outcome
from wattos_crawler.urls import identity

PASSING: Final = frozenset({"timeout", "unreachable", "busy", "http-error", "robots-unavailable"})
"""Troubles that another time may not have."""


class Ledger:
    """Keeps the outcomes of a crawl; a further attempt begins with what the rows hold."""

    def __init__(self, tenant_id: UUID, known: store.Known, frontier: Frontier) -> None:
        self._tenant_id = tenant_id
        self._crawl_id = known.crawl_id
        self._options = known.options
        self._frontier = frontier
        self._counts = dict(known.counts)
        self._taken = set(known.taken)
        self._present = set(known.taken)
        """Addresses whose content is there, under their own name or another."""
        self._set_aside = list(known.set_aside)
        self._too_deep = set(known.too_deep)
        self.troubled = False
        """Whether something could not be read that may be there another time."""

    @property
    def visited(self) -> int:
        """Addresses that have an outcome."""
        return sum(self._counts.values())

    @property
    def taken(self) -> int:
        """Pages and files that became documents."""
        return len(self._taken)

    @property
    def room(self) -> int:
        """How many more may be taken."""
        return self._options.max_pages - len(self._taken)

    async def note(self, entry: Entry, outcome: Outcome, space_id: UUID) -> None:
        """Store an outcome and queue what the page led to."""
        self._counts[outcome.state] = self._counts.get(outcome.state, 0) + 1
        self.troubled |= outcome.reason in PASSING
        if outcome.state == "fetched":
            self._taken.add(identity(entry.url))
        if outcome.state == "fetched" or outcome.reason == "same-content":
            self._present.add(identity(entry.url))
        fresh = self._frontier.add(self._near(outcome.links))
        beyond = self._beyond(outcome.links)
        async with tenant_scope(self._tenant_id):
            await store.add_waiting(self._crawl_id, fresh)
            await store.add_too_deep(self._crawl_id, beyond)
            await store.record(self._crawl_id, entry, outcome, self._counts)
            if outcome.memory is not None:
                site = identity(self._options.url)
                await memory.remember(space_id, site, self._crawl_id, outcome.memory)

    async def queue(self, entries: Iterable[Entry]) -> None:
        """Take addresses up that no page has led to."""
        fresh = self._frontier.add(entries)
        async with tenant_scope(self._tenant_id):
            await store.add_waiting(self._crawl_id, fresh)

    def set_aside(self, entry: Entry, outcome: Outcome) -> None:
        """Remember a page that was left out for another, which may turn out not to be there."""
        if outcome.reason in ("canonical", "same-content") and outcome.detail:
            aside = store.SetAside(entry, outcome.detail, outcome.content_hash)
            self._set_aside.append(aside)

    def bereft(self, holds: Callable[[str], bool]) -> Iterator[Entry]:
        """Pages that were left out for one that is not there, while there is room.

        `holds` says whether content with a hash was taken. Each counts as a copy no more.
        """
        for aside in self._set_aside:
            if aside.content_hash is not None:
                is_there = holds(aside.content_hash)
            else:
                is_there = identity(aside.named) in self._present
            if not is_there and self.room > 0:
                self._counts["duplicate"] -= 1
                yield aside.entry

    def _near(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        return (entry for entry in entries if entry.depth <= self._options.max_depth)

    def _beyond(self, entries: Iterable[Entry]) -> list[Entry]:
        """The addresses below the depth limit that are new, to be told in the crawl's report."""
        found: list[Entry] = []
        for entry in entries:
            key = identity(entry.url)
            if entry.depth <= self._options.max_depth or key in self._too_deep:
                continue
            if self._frontier.knows(entry.url) or len(self._too_deep) >= self._frontier.room:
                continue
            self._too_deep.add(key)
            found.append(entry)
        return found
