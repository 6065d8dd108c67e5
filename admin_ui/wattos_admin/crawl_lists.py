"""The lists of crawls and of a crawl's addresses: what is asked of the API, totals, exports."""

from __future__ import annotations

from typing import Any, Final, TypeVar

from wattos_admin.crawls import (
    CRAWL_WORDS,
    CRAWLS,
    PAGE_WORDS,
    Crawl,
    CrawlCount,
    CrawledPage,
    Outcomes,
    read,
)
from wattos_admin.formats import timestamp
from wattos_admin.listing import Filter, Listing, ListQuery, choices, csv_file
from wattos_admin.view import HtmlResponse, View

SORTS: Final = ("created_at", "start_url")
ADDRESS_SORTS: Final = ("found", "url", "http_status", "depth", "bytes")
ROWS_AT_ONCE: Final = 500
_T = TypeVar("_T")


async def crawls_of(view: View, query: ListQuery) -> Listing:
    """The page of crawls that the address asks for."""
    states = await read(view, f"{CRAWLS}/states", list[CrawlCount], q=query.q)
    asked = _crawls(query)
    return Listing(
        query=query,
        rows=await read(view, CRAWLS, list[Crawl], limit=query.limit, **asked),
        total=sum(one.crawls for one in states if asked.get("state", one.state) == one.state),
        filters=[choices("state", view._("Every state"), CRAWL_WORDS, view._)],
    )


async def addresses_of(view: View, here: str, query: ListQuery, every: list[Outcomes]) -> Listing:
    """The page of a crawl's addresses that is asked for; `every` are the outcomes of them all."""
    matching = await read(view, f"{here}/outcomes", list[Outcomes], q=query.q)
    return Listing(
        query=query,
        rows=await read(
            view, f"{here}/pages", list[CrawledPage], limit=query.limit, **_addresses(query)
        ),
        total=sum(one.pages for one in matching if _fits(one, query)),
        filters=_filters(view, every),
    )


async def export_crawls(view: View, query: ListQuery) -> HtmlResponse:
    """The crawls that the address asks for, as a table."""
    headings = [view._("Website"), view._("State"), view._("Taken"), view._("Left out"),
                view._("Failed"), view._("Began"), view._("Ended")]  # fmt: skip
    return csv_file(
        "crawls",
        headings,
        [
            (
                *(one.start_url, view._(CRAWL_WORDS.get(one.state, one.state))),
                *(one.taken, one.left_out, one.failed),
                *(timestamp(moment, view.zone) for moment in (one.created_at, one.finished_at)),
            )
            for one in await _all(view, CRAWLS, Crawl, _crawls(query))
        ],
    )


async def export_addresses(view: View, here: str, query: ListQuery) -> HtmlResponse:
    """A crawl's addresses that are asked for, as a table."""
    headings = [view._("Address"), view._("State"), view._("Reason"), view._("Answer of the site")]
    return csv_file(
        "crawl",
        headings,
        [
            (
                *(one.url, view._(PAGE_WORDS[one.state])),
                *(one.explanation.get(view.language, ""), one.http_status),
            )
            for one in await _all(view, f"{here}/pages", CrawledPage, _addresses(query))
        ],
    )


async def _all(view: View, path: str, kind: type[_T], asked: dict[str, Any]) -> list[_T]:
    """Every row that is asked for; the API gives them in parts."""
    found: list[_T] = []
    while True:
        at = asked | {"limit": ROWS_AT_ONCE, "offset": len(found)}
        rows = await read(view, path, list[kind], **at)
        found += rows
        if len(rows) < ROWS_AT_ONCE:
            return found


def _crawls(query: ListQuery) -> dict[str, Any]:
    state = query.filters.get("state")
    return {
        "q": query.q,
        "sort": query.sort,
        "descending": query.descending,
        "offset": query.offset,
        **({"state": state} if state in CRAWL_WORDS else {}),
    }


def _addresses(query: ListQuery) -> dict[str, Any]:
    state, reason = query.filters.get("state"), query.filters.get("reason")
    return {
        "q": query.q,
        "sort": query.sort,
        "descending": query.descending,
        "offset": query.offset,
        **({"state": state} if state in PAGE_WORDS else {}),
        **({"reason": reason} if reason else {}),
    }


def _fits(outcome: Outcomes, query: ListQuery) -> bool:
    asked = _addresses(query)
    return asked.get("state", outcome.state) == outcome.state and (
        asked.get("reason", outcome.reason) == outcome.reason
    )


def _filters(view: View, outcomes: list[Outcomes]) -> list[Filter]:
    there = {one.state for one in outcomes}
    reasons = {
        one.reason: one.explanation.get(view.language, one.reason)
        for one in outcomes
        if one.reason is not None
    }
    states = {state: words for state, words in PAGE_WORDS.items() if state in there}
    return [
        choices("state", view._("Every state"), states, view._),
        Filter(name="reason", label=view._("Every reason"), options=list(reasons.items())),
    ]
