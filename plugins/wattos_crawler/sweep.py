"""Removing what a site no longer has.

The rule: a document goes at once when its address says so itself: it answers 404 or 410, leads to
another address, asks not to be indexed, or robots.txt closes it. It goes after the second crawl in
a row that does not find it, when no page and no sitemap leads to it any more, or when it answers
without content or refuses. It stays while the site is in trouble: time-outs, server errors, a
robots.txt that cannot be fetched or a crawl that ended early say nothing about a page. And when
more than half of a site (and more than ten pages) seems to be gone at once, that is taken for
trouble too, until the next crawl finds the same.

A crawl from another start on the same host may have read what this one does not lead to: of its
pages only what their addresses say themselves counts, and they are asked only where this crawl met
nearly everything that is known of the host.
"""

from __future__ import annotations

import contextlib
from typing import Final, Protocol
from uuid import UUID

import msgspec

from wattos.database import tenant_scope
from wattos.errors import NotFound
from wattos_crawler import memory, store
from wattos_crawler.frontier import Frontier
from wattos_crawler.memory import KnownPage
from wattos_crawler.schemas import Entry
from wattos_crawler.urls import identity
from wattos_crawler.visit import Visitor

AT_ONCE: Final = frozenset(
    {"not-found", "robots", "noindex", "canonical", "same-address", "same-content", "outside",
     "moved"}
)  # fmt: skip
_RELATIVE: Final = frozenset({"outside"})
"""What depends on the domains that a crawl was allowed, and says nothing of another crawl's."""
PASSING: Final = frozenset(
    {"timeout", "unreachable", "busy", "http-error", "robots-unavailable", "certificate",
     "not-stored", "unreadable", "needs-browser", "page-limit", "refused"}
)  # fmt: skip
MISSES: Final = 2
"""Crawls in a row after which a page that nothing leads to any more is removed."""
_FEW: Final = 10
_ASKED_SHARE: Final = 3
"""Pages of other crawls are asked for while they are no more than one in so many."""


class DocumentRemover(Protocol):
    """The part of the knowledge room that removal needs."""

    async def delete_document(self, tenant_id: UUID, document_id: UUID) -> None: ...


class Sweep:
    """Finds out what became of the addresses that a crawl has not met, and removes what is gone."""

    def __init__(
        self,
        tenant_id: UUID,
        space_id: UUID,
        site: str,
        crawl_id: UUID,
        knowledge: DocumentRemover,
        pages: dict[str, KnownPage],
    ) -> None:
        self._site = site
        self._tenant_id = tenant_id
        self._space_id = space_id
        self._crawl_id = crawl_id
        self._knowledge = knowledge
        self._pages = pages
        self._gone: dict[str, str] = {}
        self._missed: list[str] = []
        self.moved: list[str] = []
        """Addresses that lead elsewhere now; their rows tell of the content found there."""
        self.put_off: list[str] = []
        """Addresses that seemed gone, but too many at once."""

    async def run(self, visitor: Visitor, frontier: Frontier, *, max_depth: int | None) -> None:
        """Judge every known address that was not found.

        Those not met are asked for too, as far as a crawl of `max_depth` would have met them; None
        leaves them alone, because the crawl cannot tell. The same holds for those met too deep.

        May be repeated: what an attempt that broke off has done is not done again.
        """
        async with tenant_scope(self._tenant_id):
            unseen = await memory.unseen(self._space_id, self._crawl_id, list(self._pages))
            outcomes = await store.read_outcomes(self._crawl_id, unseen)
        others = sum(not self._pages[key].own for key in unseen if key not in outcomes)
        met_nearly_all = others * _ASKED_SHARE <= len(self._pages)
        for key in unseen:
            asked = self._pages[key].own or met_nearly_all
            state, reason = outcomes.get(key, ("", None))
            if state == "fetched" and reason != "unlinked":
                self._judge(key, "moved")
            elif state and reason != store.TOO_DEEP:
                self._judge(key, reason or "http-error")
            elif asked and max_depth is not None and max_depth >= self._pages[key].max_depth:
                self._judge(key, reason or await self._look(visitor, frontier, key))
        self._doubt()
        await self._carry_out()

    async def _look(self, visitor: Visitor, frontier: Frontier, key: str) -> str:
        """Ask for an address that nothing leads to any more; returns why it counts as missing."""
        entry = Entry(self._pages[key].memory.url, 1)
        if not visitor.scope.contains(entry.url):
            return "unlinked"
        frontier.claim(entry.url)
        outcome = await visitor.look(entry)
        reason = outcome.reason or "unlinked"
        moved = outcome.memory is not None and identity(outcome.memory.url) != key
        if outcome.state == "fetched":
            reason = "moved" if moved else "unlinked"
            outcome = msgspec.structs.replace(outcome, reason=reason)
        async with tenant_scope(self._tenant_id):
            await store.record(self._crawl_id, entry, outcome)
            if moved and outcome.memory is not None:
                await memory.remember(self._space_id, self._site, self._crawl_id, outcome.memory)
        return reason

    def _judge(self, key: str, reason: str) -> None:
        own = self._pages[key].own
        if reason in PASSING or (reason in _RELATIVE and not own):
            return
        if reason in AT_ONCE:
            self._gone[key] = reason
        elif not own:
            return
        elif self._pages[key].memory.misses + 1 >= MISSES:
            self._gone[key] = "left-site" if reason == "unlinked" else reason
        else:
            self._missed.append(key)

    def _doubt(self) -> None:
        """Put removals off where too much would go at once for the first time."""
        if len(self._gone) > max(_FEW, len(self._pages) // 2):
            first = [key for key in self._gone if self._pages[key].memory.misses == 0]
            for key in first:
                del self._gone[key]
            self._missed += first
            self.put_off = [self._pages[key].memory.url for key in first]

    async def _carry_out(self) -> None:
        for key, reason in self._gone.items():
            page = self._pages[key].memory
            if page.document_id is not None:
                # An attempt that broke off here may have removed it already.
                with contextlib.suppress(NotFound):
                    await self._knowledge.delete_document(self._tenant_id, page.document_id)
            async with tenant_scope(self._tenant_id):
                await memory.forget(self._space_id, key)
                if reason != "moved":
                    said = reason if reason == "left-site" else None
                    await store.mark_removed(self._crawl_id, page.url, said)
            if reason == "moved":
                self.moved.append(page.url)
        async with tenant_scope(self._tenant_id):
            await memory.count_misses(self._space_id, self._crawl_id, self._missed)
