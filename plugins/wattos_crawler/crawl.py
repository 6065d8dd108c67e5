"""A whole crawl: from the start address through the frontier to searchable documents."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import chain
from typing import Any, Final, Protocol
from uuid import UUID

import msgspec

from wattos.database import tenant_scope, utcnow
from wattos.errors import InvalidInput, Unavailable, WattosError
from wattos.outbound import OutboundPolicy
from wattos_crawler import memory, store, views
from wattos_crawler.announcing import Announcing, Expecting
from wattos_crawler.browser import Browser
from wattos_crawler.fetch import Fetcher
from wattos_crawler.frontier import Frontier
from wattos_crawler.ledger import PASSING, Ledger
from wattos_crawler.memory import KnownPage
from wattos_crawler.processing import Processing, Processor
from wattos_crawler.reasons import explain
from wattos_crawler.report import Annotator, Circumstances, close_books
from wattos_crawler.robots import Robots, read_sitemaps
from wattos_crawler.schemas import Entry, Outcome
from wattos_crawler.settings import CrawlerSettings
from wattos_crawler.sweep import DocumentRemover, Sweep
from wattos_crawler.traps import Traps
from wattos_crawler.urls import Scope, identity, looks_like_media, normalise, place_of
from wattos_crawler.visit import DocumentStore, Visitor

AT_ONCE: Final = 16
"""Addresses visited at a time over all hosts."""
_ROOM_PER_PAGE: Final = 40
_MOST_LISTED: Final = 2000

Report = Callable[[int, int | None, str], Awaitable[None]]
"""Takes what is done, what there is in all (None: unknown) and a line for people."""


class KnowledgeRoom(DocumentStore, Expecting, Processor, DocumentRemover, Annotator, Protocol):
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
        settings: CrawlerSettings,
        chromium: str | None,
        report: Report,
    ) -> None:
        options = known.options
        self._tenant_id = tenant_id
        self._known = known
        self._options = options
        self._knowledge = knowledge
        self._report = report
        self._under_way: set[str] = set()
        self._listed: set[str] = set()
        self._met: set[str] = set()
        self._running: Counter[str] = Counter()
        self._frontier = Frontier(known.seen, room=options.max_pages * _ROOM_PER_PAGE)
        self._ledger = Ledger(tenant_id, known, self._frontier)
        self._traps = Traps(utcnow().date())
        self._fetcher = Fetcher(policy, options, settings)
        self._robots = Robots(self._fetcher)
        self._browser = Browser(self._fetcher, chromium, settings.user_agent)
        self._processing = Processing(knowledge, tenant_id, self._progress)
        self._announcing = Announcing(knowledge, tenant_id, known.crawl_id)

    async def run(self) -> dict[str, Any]:
        """Visit everything that belongs to the crawl and make it searchable.

        Returns the crawl's id, its pages (at most 2,000), the number of documents, `changes`
        (how many of them are new, changed, unchanged and removed), and `page_limit`: where it
        stopped the crawl, how many pages that were (`pages`) and how many known addresses were not
        visited (`left_out`); else None.

        Raises:
            InvalidInput, Unavailable: the start address cannot be read.
        """
        async with self._reading() as (space_id, pages):
            self._frontier.restore(self._known.waiting)
            visitor = self._visitor(space_id, pages)
            await self._processing.put(*self._known.document_ids)
            await self._start(visitor, space_id)
            await self._visit_all(visitor, space_id)
            complete = self._is_complete()
            await self._retake(visitor, space_id)
            await self._announcing.end(space_id)
            sweep = Sweep(
                self._tenant_id,
                space_id,
                identity(self._options.url),
                self._known.crawl_id,
                self._knowledge,
                pages,
            )
            can_tell = complete and not self._ledger.troubled
            depth = self._options.max_depth if can_tell else None
            await sweep.run(visitor, self._frontier, max_depth=depth)
        return await self._close(sweep, complete=complete)

    async def retry(self, entry: Entry) -> Outcome:
        """Visit one address again after the crawl's end; where it leads is not followed."""
        async with self._reading() as (space_id, pages):
            visited = await self._visitor(space_id, pages).visit(entry, last_word=True)
            outcome = msgspec.structs.replace(visited, links=())
            await self._note(entry, outcome, space_id)
        return outcome

    @asynccontextmanager
    async def _reading(self) -> AsyncGenerator[tuple[UUID, dict[str, KnownPage]]]:
        """The space and what it holds of the site; in the end everything met is searchable."""
        space_id = await self._knowledge.ensure_space(self._tenant_id, self._options.space)
        async with tenant_scope(self._tenant_id):
            pages = await memory.read_memory(space_id, identity(self._options.url))
        async with AsyncExitStack() as ending:  # each is done though the one before fails
            ending.push_async_callback(self._fetcher.close)
            ending.push_async_callback(self._browser.close)
            ending.push_async_callback(self._announcing.end, space_id)
            digest = asyncio.create_task(self._processing.run())
            ending.push_async_callback(_end, digest)
            yield space_id, pages
            self._processing.finish()
            await digest
            await self._note_failures()

    def _visitor(self, space_id: UUID, pages: dict[str, KnownPage]) -> Visitor:
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
            traps=self._traps,
            memory=pages,
            hashes=self._known.hashes,
        )

    async def _start(self, visitor: Visitor, space_id: UUID) -> None:
        """Visit the start address by itself: where it leads decides what belongs to the crawl."""
        entry = Entry(self._options.url, 0)
        if self._frontier.claim(entry.url) or self._frontier.drop(entry):
            await self._visit_start(visitor, entry, space_id)
        await self._meet(visitor, self._options.url)

    async def _visit_start(self, visitor: Visitor, entry: Entry, space_id: UUID) -> None:
        async with tenant_scope(self._tenant_id):
            await store.add_waiting(self._known.crawl_id, [entry])
        before = visitor.scope
        outcome = await visitor.visit(entry, last_word=True)
        await self._note(entry, outcome, space_id)
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

    async def _meet(self, visitor: Visitor, url: str) -> None:
        """Queue what the sitemaps of a host name, when the first of its addresses comes up."""
        place = place_of(url)
        if self._options.max_depth == 0 or place in self._met:
            return
        self._met.add(place)
        room = self._options.max_pages * _ROOM_PER_PAGE
        addresses = await self._robots.sitemaps(url)
        named = [normalise(found) for found in await read_sitemaps(self._fetcher, addresses, room)]
        pages = [
            page
            for page in named
            if page and visitor.scope.contains(page) and not looks_like_media(page)
        ]
        self._listed |= {identity(page) for page in pages}
        await self._ledger.queue(Entry(page, 1) for page in pages if not self._traps.blocks(page))

    async def _visit_all(self, visitor: Visitor, space_id: UUID) -> None:
        running: set[asyncio.Task[None]] = set()
        try:
            while True:
                while (entry := self._next(len(running))) is not None:
                    self._under_way.add(entry.url)
                    running.add(asyncio.create_task(self._visit(visitor, entry, space_id)))
                if not running:
                    return
                done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    def _next(self, running: int) -> Entry | None:
        """An address that may be visited now: hosts side by side, each with its own limit."""
        if running >= AT_ONCE or running >= self._ledger.room:
            return None
        entry = self._frontier.take(lambda place: self._running[place] >= self._options.per_host)
        if entry is not None:
            self._running[place_of(entry.url)] += 1
        return entry

    async def _visit(self, visitor: Visitor, entry: Entry, space_id: UUID) -> None:
        try:
            await self._meet(visitor, entry.url)
            await self._announce(space_id)
            outcome = await visitor.visit(entry)
        finally:
            self._running[place_of(entry.url)] -= 1
            self._under_way.discard(entry.url)
        self._ledger.set_aside(entry, outcome)
        await self._note(entry, outcome, space_id)

    async def _announce(self, space_id: UUID) -> None:
        coming = chain(self._under_way, self._frontier.waiting())
        await self._announcing.tell(space_id, coming, self._ledger.room)

    async def _retake(self, visitor: Visitor, space_id: UUID) -> None:
        """Take pages after all that were left out for another which turned out not to be there."""
        for entry in self._ledger.bereft(visitor.holds):
            outcome = await visitor.visit(entry, last_word=True)
            await self._note(entry, outcome, space_id)

    def _is_complete(self) -> bool:
        """Whether every address that the site leads to was asked for."""
        closed = any(gate.closed for gate in self._fetcher.gates.values())
        return not (self._frontier or self._frontier.full or closed)

    async def _note(self, entry: Entry, outcome: Outcome, space_id: UUID) -> None:
        """Store an outcome, queue what the page led to, and pass its document on."""
        await self._ledger.note(entry, outcome, space_id)
        if outcome.document_id and outcome.state == "fetched":
            await self._processing.put(outcome.document_id)
        await self._progress(place_and_path(entry.url))

    async def _progress(self, message: str) -> None:
        """Tell how far the crawl is: addresses visited and documents made searchable.

        Of the addresses that wait no more count than may still be taken.
        """
        visited = self._ledger.visited
        await self._report(
            visited + self._processing.done,
            visited + min(len(self._frontier), self._ledger.room) + self._processing.total,
            message,
        )

    async def _note_failures(self) -> None:
        """Mark the pages whose document was fetched but could not be read."""
        async with tenant_scope(self._tenant_id):
            await store.mark_unreadable(self._known.crawl_id, self._processing.failures)

    async def _close(self, sweep: Sweep, *, complete: bool) -> dict[str, Any]:
        crawl_id = self._known.crawl_id
        async with tenant_scope(self._tenant_id):
            await store.close_crawl(crawl_id, "succeeded")
            await store.mark_listed(crawl_id, sorted(self._listed))
            pages = await views.list_pages(crawl_id, _MOST_LISTED)
        told = Circumstances(
            complete=complete,
            put_off=sweep.put_off,
            moved=sweep.moved,
            gates=self._fetcher.gates,
            avoided=self._traps.avoided,
        )
        report = await close_books(self._tenant_id, crawl_id, self._knowledge, told)
        names = ("url", "state", "reason", "explanation", "detail", "document_id", "change")
        return {
            "crawl_id": str(crawl_id),
            "documents": self._ledger.taken - len(self._processing.failures),
            "changes": report["changes"],
            "page_limit": _page_limit(self._options.max_pages, report),
            "pages": [
                {name: msgspec.to_builtins(getattr(page, name)) for name in names} for page in pages
            ],
        }


def _page_limit(pages: int, report: dict[str, Any]) -> dict[str, Any] | None:
    left_out = report["reasons"].get("page-limit", 0)
    if not left_out:
        return None
    return {"pages": pages, "left_out": left_out, "explanation": explain("page-limit")}


_CANNOT_START: Final = {
    "de": "Die Website kann nicht gelesen werden.",
    "en": "The website cannot be read.",
}


def cannot_start(url: str, outcome: Outcome) -> WattosError:
    """The error of a crawl whose start address cannot be read; passing troubles are retried."""
    kind = Unavailable if outcome.reason in PASSING else InvalidInput
    # A refusal says itself what to do; other details are the fault in the words of the network.
    what_to_do = outcome.detail if outcome.reason == "refused" else None
    details = [
        f"HTTP {outcome.http_status}" if outcome.http_status else None,
        None if what_to_do else outcome.detail,
    ]
    known = ", ".join(detail for detail in details if detail)
    fault = f" ({known})" if known else ""
    told = {
        language: f"{lead} {explain(outcome.reason).get(language, outcome.reason)}{fault} ({url})"
        + (f"\n\n{what_to_do}" if what_to_do else "")
        for language, lead in _CANNOT_START.items()
    }
    return kind(
        f"The crawl cannot start: {explain(outcome.reason).get('en', outcome.reason)}{fault}",
        given=url,
        expected="a page that answers",
        hint=what_to_do or "Open the address in a browser and check its spelling.",
        told=told,
    )


def place_and_path(url: str) -> str:
    """An address without its scheme, for a line of progress."""
    return url.partition("://")[2] or place_of(url)


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
