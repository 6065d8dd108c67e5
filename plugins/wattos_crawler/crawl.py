"""A whole crawl: from the start address through the frontier to searchable documents."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final, Protocol
from uuid import UUID

import msgspec

from wattos.database import tenant_scope
from wattos.errors import InvalidInput, Unavailable, WattosError
from wattos.outbound import OutboundPolicy
from wattos_crawler import store
from wattos_crawler.browser import Browser
from wattos_crawler.fetch import Fetcher
from wattos_crawler.frontier import Frontier
from wattos_crawler.processing import Processing, Processor
from wattos_crawler.reasons import explain
from wattos_crawler.robots import Robots, read_sitemaps
from wattos_crawler.schemas import Entry, Outcome
from wattos_crawler.urls import Scope, identity, looks_like_media, normalise, place_of
from wattos_crawler.visit import DocumentStore, Visitor

AT_ONCE: Final = 8
"""Addresses visited at a time over all hosts."""
_ROOM_PER_PAGE: Final = 40
_PASSING: Final = frozenset({"timeout", "unreachable", "busy", "http-error", "robots-unavailable"})
_MOST_LISTED: Final = 2000

Report = Callable[[int, int | None, str], Awaitable[None]]
"""Takes what is done, what there is in all (None: unknown) and a line for people."""


class KnowledgeRoom(DocumentStore, Processor, Protocol):
    """The part of the knowledge room that a crawl needs."""

    async def ensure_space(
        self, tenant_id: UUID, slug: str = "default", name: str | None = None
    ) -> UUID: ...


class Crawl:
    """One attempt at a crawl; a further attempt goes on where the stored rows stand."""

    def __init__(
        self,
        tenant_id: UUID,
        known: store.Known,
        *,
        knowledge: KnowledgeRoom,
        policy: OutboundPolicy,
        chromium: str | None,
        report: Report,
    ) -> None:
        options = known.options
        self._tenant_id = tenant_id
        self._known = known
        self._options = options
        self._knowledge = knowledge
        self._report = report
        self._counts = dict(known.counts)
        self._taken = set(known.taken)
        self._present = set(known.taken)
        """Addresses whose content is there, under their own name or another."""
        self._set_aside: list[tuple[Entry, str]] = []
        self._frontier = Frontier(known.seen, room=options.max_pages * _ROOM_PER_PAGE)
        self._fetcher = Fetcher(policy, options)
        self._robots = Robots(self._fetcher)
        self._browser = Browser(self._fetcher, chromium)
        self._processing = Processing(knowledge, tenant_id, self._progress)

    async def run(self) -> dict[str, Any]:
        """Visit everything that belongs to the crawl and make it searchable.

        Returns the crawl's id, its pages (at most 2,000) and the number of documents.

        Raises:
            InvalidInput, Unavailable: the start address cannot be read.
        """
        self._frontier.restore(self._known.waiting)
        visitor = await self._visitor()
        digest = asyncio.create_task(self._processing.run())
        try:
            await self._processing.put(*self._known.document_ids)
            await self._start(visitor)
            await self._visit_all(visitor)
            await self._retake(visitor)
            self._processing.finish()
            await digest
            await self._note_failures()
        finally:
            digest.cancel()
            await asyncio.gather(digest, return_exceptions=True)
            await self._browser.close()
            await self._fetcher.close()
        return await self._result()

    async def _visitor(self) -> Visitor:
        space_id = await self._knowledge.ensure_space(self._tenant_id, self._options.space)
        return Visitor(
            tenant_id=self._tenant_id,
            space_id=space_id,
            options=self._options,
            store=self._knowledge,
            fetcher=self._fetcher,
            robots=self._robots,
            browser=self._browser,
            frontier=self._frontier,
            scope=Scope.of(self._options.url, self._options.allowed_domains),
            hashes=self._known.hashes,
        )

    async def _start(self, visitor: Visitor) -> None:
        """Visit the start address by itself: where it leads decides what belongs to the crawl."""
        entry = Entry(self._options.url, 0)
        if self._frontier.claim(entry.url) or self._frontier.drop(entry):
            await self._visit_start(visitor, entry)
        if self._options.max_depth > 0:
            await self._add_sitemaps(visitor)

    async def _visit_start(self, visitor: Visitor, entry: Entry) -> None:
        async with tenant_scope(self._tenant_id):
            await store.add_waiting(self._known.crawl_id, [entry])
        before = visitor.scope
        outcome = await visitor.visit(entry, heed_canonical=False)
        await self._note(entry, outcome)
        if outcome.state != "fetched" and outcome.reason not in ("noindex", "empty"):
            raise cannot_start(entry.url, outcome)
        if visitor.scope != before:
            await self._widen(visitor.scope)

    async def _widen(self, scope: Scope) -> None:
        domains = (*self._options.allowed_domains, *sorted(scope.places))
        async with tenant_scope(self._tenant_id):
            await store.set_options(
                self._known.crawl_id,
                msgspec.structs.replace(self._options, allowed_domains=domains),
            )

    async def _add_sitemaps(self, visitor: Visitor) -> None:
        room = self._options.max_pages * _ROOM_PER_PAGE
        addresses = await self._robots.sitemaps(self._options.url)
        found = [normalise(url) for url in await read_sitemaps(self._fetcher, addresses, room)]
        await self._queue(
            Entry(url, 1)
            for url in found
            if url and visitor.scope.contains(url) and not looks_like_media(url)
        )

    async def _visit_all(self, visitor: Visitor) -> None:
        running: set[asyncio.Task[None]] = set()
        try:
            while True:
                while self._may_start(len(running)):
                    visit = self._visit(visitor, self._frontier.take())
                    running.add(asyncio.create_task(visit))
                if not running:
                    return
                done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    def _may_start(self, running: int) -> bool:
        room = self._options.max_pages - len(self._taken) - running
        return bool(self._frontier) and running < AT_ONCE and room > 0

    async def _visit(self, visitor: Visitor, entry: Entry) -> None:
        outcome = await visitor.visit(entry)
        if outcome.reason == "canonical" and outcome.detail:
            self._set_aside.append((entry, outcome.detail))
        await self._note(entry, outcome)

    async def _retake(self, visitor: Visitor) -> None:
        """Take pages after all that named another address which turned out not to be there."""
        for entry, named in self._set_aside:
            if identity(named) in self._present or not self._may_take():
                continue
            outcome = await visitor.visit(entry, heed_canonical=False)
            self._counts["duplicate"] -= 1
            await self._note(entry, outcome)

    def _may_take(self) -> bool:
        return len(self._taken) < self._options.max_pages

    async def _note(self, entry: Entry, outcome: Outcome) -> None:
        """Store an outcome, queue what the page led to, and pass its document on."""
        self._counts[outcome.state] = self._counts.get(outcome.state, 0) + 1
        if outcome.state == "fetched":
            self._taken.add(identity(entry.url))
        if outcome.state == "fetched" or outcome.reason == "same-content":
            self._present.add(identity(entry.url))
        fresh = self._frontier.add(outcome.links)
        async with tenant_scope(self._tenant_id):
            await store.add_waiting(self._known.crawl_id, fresh)
            await store.record(self._known.crawl_id, entry, outcome, self._counts)
        if outcome.document_id and outcome.state == "fetched":
            await self._processing.put(outcome.document_id)
        await self._progress(place_and_path(entry.url))

    async def _progress(self, message: str) -> None:
        """Tell how far the crawl is: addresses visited and documents made searchable."""
        visited = sum(self._counts.values())
        await self._report(
            visited + self._processing.done,
            visited + len(self._frontier) + self._processing.total,
            message,
        )

    async def _note_failures(self) -> None:
        """Mark the pages whose document was fetched but could not be read."""
        async with tenant_scope(self._tenant_id):
            await store.mark_unreadable(self._known.crawl_id, self._processing.failures)

    async def _queue(self, entries: Any) -> None:
        fresh = self._frontier.add(entries)
        async with tenant_scope(self._tenant_id):
            await store.add_waiting(self._known.crawl_id, fresh)

    async def _result(self) -> dict[str, Any]:
        async with tenant_scope(self._tenant_id):
            await store.close_crawl(self._known.crawl_id, "succeeded")
            pages = await store.list_pages(self._known.crawl_id, _MOST_LISTED)
        names = ("url", "state", "reason", "explanation", "detail", "document_id")
        return {
            "crawl_id": str(self._known.crawl_id),
            "documents": len(self._taken) - len(self._processing.failures),
            "pages": [
                {name: msgspec.to_builtins(getattr(page, name)) for name in names} for page in pages
            ],
        }


def cannot_start(url: str, outcome: Outcome) -> WattosError:
    """The error of a crawl whose start address cannot be read; passing troubles are retried."""
    kind = Unavailable if outcome.reason in _PASSING else InvalidInput
    status = f" (HTTP {outcome.http_status})" if outcome.http_status else ""
    return kind(
        f"The crawl cannot start: {explain(outcome.reason).get('en', outcome.reason)}{status}",
        given=url,
        expected="a page that answers",
        hint=outcome.detail or "Open the address in a browser and check its spelling.",
    )


def place_and_path(url: str) -> str:
    """An address without its scheme, for a line of progress."""
    return url.partition("://")[2] or place_of(url)
