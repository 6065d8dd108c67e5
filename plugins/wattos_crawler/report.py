"""Closing the books on a crawl: who links to whom, what is dead, what has changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any, Final, Protocol
from uuid import UUID

import msgspec

from wattos.database import current_tenant_id, fetch, tenant_scope
from wattos.errors import NotFound
from wattos_crawler import store, views
from wattos_crawler.politeness import Gate
from wattos_crawler.urls import identity

_MOST_NAMED: Final = 200
_MOST_SOURCES: Final = 10


class Annotator(Protocol):
    """The part of the knowledge room that takes what a crawl learned about a document."""

    async def annotate(
        self, tenant_id: UUID, document_id: UUID, metadata: Mapping[str, Any]
    ) -> None: ...


class Circumstances(msgspec.Struct, frozen=True, kw_only=True):
    """What the rows of a crawl do not tell."""

    complete: bool
    put_off: list[str]
    moved: list[str]
    gates: dict[str, Gate]
    avoided: Counter[str]


class _Row(msgspec.Struct, frozen=True, kw_only=True):
    url: str
    identity: str
    state: str
    reason: str | None
    detail: str | None
    http_status: int | None
    document_id: UUID | None
    change: str | None
    listed: bool
    links: list[str]


class Graph:
    """The links between the addresses of a crawl; redirects and copies count for their targets."""

    def __init__(self, rows: list[_Row]) -> None:
        self._final = {
            row.identity: identity(row.detail)
            for row in rows
            if row.state == "duplicate" and row.detail
        }
        self._dead = {row.identity: row for row in rows if row.reason == "not-found"}
        self._sources: defaultdict[str, list[str]] = defaultdict(list)
        for row in rows:
            for target in dict.fromkeys(identity(link) for link in row.links):
                for key in {target, self._final.get(target, target)} - {row.identity}:
                    self._sources[key].append(row.url)

    def inbound(self, row: _Row) -> int:
        """How many addresses link to one."""
        return len(self._sources[row.identity])

    def dead_links(self, row: _Row) -> list[dict[str, Any]]:
        """The links of a page that lead nowhere, with the status that came back."""
        dead = [(link, self._dead.get(identity(link))) for link in row.links]
        return [
            {"url": link, "status": found.http_status} for link, found in dead if found is not None
        ]

    def dead_targets(self) -> list[dict[str, Any]]:
        """Every dead address that a page links to, with the pages that do."""
        return [
            {
                "url": row.url,
                "status": row.http_status,
                "linked_from": self._sources[row.identity][:_MOST_SOURCES],
            }
            for row in self._dead.values()
            if self._sources[row.identity]
        ]


async def close_books(
    tenant_id: UUID, crawl_id: UUID, knowledge: Annotator, told: Circumstances
) -> dict[str, Any]:
    """Tell documents how they are linked, and store the crawl's report; returns the report."""
    async with tenant_scope(tenant_id):
        rows = await _read_rows(crawl_id)
    graph = Graph(rows)
    for row in rows:
        if row.document_id is None or row.state != "fetched":
            continue
        metadata = {
            "inbound_links": graph.inbound(row),
            "in_sitemap": row.listed,
            "dead_links": graph.dead_links(row),
        }
        try:
            await knowledge.annotate(tenant_id, row.document_id, metadata)
        except NotFound:
            continue  # somebody deleted the document meanwhile
    report = _report(rows, graph, told)
    async with tenant_scope(tenant_id):
        await store.set_report(crawl_id, report)
    return report


async def correct_books(tenant_id: UUID, crawl_id: UUID, knowledge: Annotator) -> None:
    """Bring a closed crawl's report up to date after one of its addresses was visited again."""
    async with tenant_scope(tenant_id):
        old = await views.get_report(crawl_id)
    told = Circumstances(
        complete=old.get("complete", False),
        put_off=old.get("removals_put_off", []),
        moved=[entry["url"] for entry in old.get("removed", []) if entry["reason"] == "moved"],
        gates={},
        avoided=Counter(),
    )
    new = await close_books(tenant_id, crawl_id, knowledge, told)
    kept = {name: old[name] for name in ("hosts", "traps") if name in old}
    async with tenant_scope(tenant_id):
        await store.set_report(crawl_id, {**new, **kept})


def _report(rows: list[_Row], graph: Graph, told: Circumstances) -> dict[str, Any]:
    by_change: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows:
        by_change[row.change or ""].append(row.url)
    reasons = {row.url: row.reason for row in rows if row.change == "removed"}
    by_change["removed"] += told.moved
    kinds = ("new", "changed", "unchanged", "removed")
    return {
        "complete": told.complete,
        "changes": {kind: len(by_change[kind]) for kind in kinds},
        "states": dict(Counter(row.state for row in rows)),
        "reasons": dict(Counter(row.reason for row in rows if row.reason)),
        "new": by_change["new"][:_MOST_NAMED],
        "changed": by_change["changed"][:_MOST_NAMED],
        "removed": [
            {"url": url, "reason": reasons.get(url, "moved")} for url in by_change["removed"]
        ][:_MOST_NAMED],
        "removals_put_off": told.put_off[:_MOST_NAMED],
        "dead_links": graph.dead_targets()[:_MOST_NAMED],
        "orphans": [
            row.url
            for row in rows
            if row.listed and row.state == "fetched" and not graph.inbound(row)
        ][:_MOST_NAMED],
        "traps": [
            {"shape": shape, "avoided": count}
            for shape, count in told.avoided.most_common(_MOST_NAMED)
        ],
        "hosts": [
            {
                "host": host,
                "requests": gate.requests,
                "delay_seconds": round(gate.delay, 3),
                "waited_seconds": round(gate.waited, 1),
                "asked_to_stop": gate.closed,
            }
            for host, gate in told.gates.items()
        ],
    }


async def _read_rows(crawl_id: UUID) -> list[_Row]:
    rows = await fetch(
        "select url, identity, state, reason, detail, http_status, document_id, change, listed, "
        "links::text from crawl_page where tenant_id = $1 and crawl_id = $2 order by id",
        current_tenant_id(),
        crawl_id,
    )
    found: list[_Row] = []
    for row in rows:
        fields: dict[str, Any] = dict(row)
        fields["links"] = msgspec.json.decode(fields["links"], type=list[str])
        found.append(_Row(**fields))
    return found
