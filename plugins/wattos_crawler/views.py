"""Crawls as people and programs read them; every function expects an open tenant scope."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from wattos.database import current_tenant_id, fetch, fetchrow, fetchval
from wattos.errors import NotFound
from wattos_crawler.reasons import explain
from wattos_crawler.schemas import (
    CrawlCount,
    CrawlSort,
    CrawlView,
    OutcomeCount,
    PageSort,
    PageView,
)

_CRAWL = "id, start_url, state, counts::text, options::text, error, job_id, created_at, finished_at"
_PAGE = "id, url, depth, state, reason, detail, http_status, document_id, bytes, change"


async def list_crawls(
    limit: int,
    after: UUID | None = None,
    *,
    text: str = "",
    state: str | None = None,
    sort: CrawlSort = "created_at",
    descending: bool = True,
    offset: int = 0,
) -> list[CrawlView]:
    """The latest crawls first, or as `sort` says; `after` is the last id of the page before.

    `text` stands somewhere in the address at which a crawl began.
    """
    turned = "desc" if descending else "asc"
    order = f"start_url {turned}, id desc" if sort == "start_url" else f"id {turned}"
    rows = await fetch(
        f"select {_CRAWL} from crawl where tenant_id = $1 and ($2::uuid is null or id < $2) "  # noqa: S608
        "and ($3::text is null or state = $3) and strpos(lower(start_url), lower($4)) > 0 "
        f"order by {order} limit $5 offset $6",
        *(current_tenant_id(), after, state, text, limit, offset),
    )
    return [_crawl_view(row) for row in rows]


async def count_crawls(text: str = "") -> list[CrawlCount]:
    """How many crawls with `text` in their address are in which state."""
    rows = await fetch(
        "select state, count(*) as crawls from crawl where tenant_id = $1 "
        "and strpos(lower(start_url), lower($2)) > 0 group by 1 order by 2 desc, 1",
        *(current_tenant_id(), text),
    )
    return [CrawlCount(**dict(row)) for row in rows]


async def get_crawl(crawl_id: UUID) -> CrawlView:
    """One crawl; raises `NotFound`."""
    row = await fetchrow(
        f"select {_CRAWL} from crawl where tenant_id = $1 and id = $2",  # noqa: S608
        current_tenant_id(),
        crawl_id,
    )
    if row is None:
        raise NotFound("There is no such crawl.", given=crawl_id)
    return _crawl_view(row)


async def list_pages(
    crawl_id: UUID,
    limit: int,
    after: UUID | None = None,
    state: str | None = None,
    *,
    reason: str | None = None,
    text: str = "",
    sort: PageSort = "found",
    descending: bool = False,
    offset: int = 0,
) -> list[PageView]:
    """A crawl's addresses in the order they were found, or as `sort` says.

    `after` is the last id of the page before, `text` stands somewhere in the address, `reason` is
    a code. What has no value of the column stands at the end.
    """
    turned = "desc" if descending else "asc"
    order = f"id {turned}" if sort == "found" else f"{sort} {turned} nulls last, id"
    rows = await fetch(
        f"select {_PAGE} from crawl_page where tenant_id = $1 and crawl_id = $2 "  # noqa: S608
        "and ($3::uuid is null or id > $3) and ($4::text is null or state = $4) "
        "and ($5::text is null or reason = $5) and strpos(lower(url), lower($6)) > 0 "
        f"order by {order} limit $7 offset $8",
        *(current_tenant_id(), crawl_id, after, state, reason, text, limit, offset),
    )
    return [PageView(**dict(row), explanation=explain(row["reason"])) for row in rows]


async def count_outcomes(crawl_id: UUID, text: str = "") -> list[OutcomeCount]:
    """How many addresses with `text` in them came to which outcome, the most frequent first."""
    rows = await fetch(
        "select state, reason, count(*) as pages from crawl_page where tenant_id = $1 "
        "and crawl_id = $2 and strpos(lower(url), lower($3)) > 0 group by 1, 2 order by 3 desc, 1",
        *(current_tenant_id(), crawl_id, text),
    )
    return [OutcomeCount(**dict(row), explanation=explain(row["reason"])) for row in rows]


async def get_report(crawl_id: UUID) -> dict[str, Any]:
    """A crawl's report; empty while it runs. Raises `NotFound`."""
    await get_crawl(crawl_id)
    stored = await fetchval(
        "select report::text from crawl where tenant_id = $1 and id = $2",
        current_tenant_id(),
        crawl_id,
    )
    return msgspec.json.decode(stored, type=dict[str, Any])


def _crawl_view(row: Any) -> CrawlView:
    values = dict(row)
    values["counts"] = msgspec.json.decode(values["counts"])
    values["options"] = msgspec.json.decode(values["options"])
    return CrawlView(**values)
