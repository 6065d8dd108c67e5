"""Reading and writing crawls; every function but `open_crawl` expects an open tenant scope."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

import msgspec

from wattos.database import (
    current_tenant_id,
    execute,
    executemany,
    fetch,
    fetchrow,
    fetchval,
    new_id,
    tenant_scope,
)
from wattos.errors import NotFound
from wattos_crawler.options import CrawlOptions
from wattos_crawler.reasons import explain
from wattos_crawler.schemas import CrawlView, Entry, Outcome, OutcomeCount, PageView
from wattos_crawler.urls import identity

_CRAWL = "id, start_url, state, counts::text, options::text, error, job_id, created_at, finished_at"
_PAGE = "id, url, depth, state, reason, detail, http_status, document_id, bytes, change"


class SetAside(msgspec.Struct, frozen=True):
    """An address that was left out for `named`, which has or should have its content."""

    entry: Entry
    named: str
    content_hash: str | None


class Known(msgspec.Struct, kw_only=True):
    """What an earlier attempt at a crawl left behind; all empty for a new one.

    Failed addresses wait again: an attempt that follows another may find the site back.
    """

    crawl_id: UUID
    options: CrawlOptions
    waiting: list[Entry]
    seen: set[str]
    taken: set[str]
    hashes: dict[str, str]
    document_ids: list[UUID]
    counts: dict[str, int]
    set_aside: list[SetAside]


async def add_crawl(options: CrawlOptions, job_id: UUID | None = None) -> UUID:
    """Write a new crawl."""
    crawl_id = new_id()
    await execute(
        "insert into crawl (id, tenant_id, start_url, options, job_id) values ($1, $2, $3, $4, $5)",
        crawl_id,
        current_tenant_id(),
        options.url,
        msgspec.to_builtins(options),
        job_id,
    )
    return crawl_id


async def set_options(crawl_id: UUID, options: CrawlOptions) -> None:
    """Change what a crawl may do, for its further attempts."""
    await execute(
        "update crawl set options = $3 where tenant_id = $1 and id = $2",
        current_tenant_id(),
        crawl_id,
        msgspec.to_builtins(options),
    )


async def set_job(crawl_id: UUID, job_id: UUID) -> None:
    """Tell a crawl which job carries it out."""
    await execute(
        "update crawl set job_id = $3 where tenant_id = $1 and id = $2",
        current_tenant_id(),
        crawl_id,
        job_id,
    )


async def open_crawl(
    tenant_id: UUID, job_id: UUID, crawl_id: UUID | None, options: CrawlOptions
) -> Known:
    """Find the crawl of a job (a second attempt goes on with it) or write a new one."""
    async with tenant_scope(tenant_id):
        found = await fetchval(
            "select id from crawl where tenant_id = $1 and (job_id = $2 or id = $3)",
            tenant_id,
            job_id,
            crawl_id,
        )
        known = await _read_known(found or await add_crawl(options, job_id))
        await execute(
            "update crawl set state = 'running', error = null, finished_at = null "
            "where tenant_id = $1 and id = $2",
            tenant_id,
            known.crawl_id,
        )
    return known


async def _read_known(crawl_id: UUID) -> Known:
    rows = await fetch(
        "select url, identity, depth, state, reason, detail, content_hash, document_id "
        "from crawl_page where tenant_id = $1 and crawl_id = $2 order by id",
        current_tenant_id(),
        crawl_id,
    )
    fetched = [row for row in rows if row["state"] == "fetched"]
    waiting = [row for row in rows if row["state"] in ("queued", "failed")]
    states = [row["state"] for row in rows if row["state"] not in ("queued", "failed")]
    options = await fetchval(
        "select options::text from crawl where tenant_id = $1 and id = $2",
        current_tenant_id(),
        crawl_id,
    )
    return Known(
        crawl_id=crawl_id,
        options=msgspec.json.decode(options, type=CrawlOptions),
        waiting=[Entry(row["url"], row["depth"]) for row in waiting],
        seen={row["identity"] for row in rows},
        taken={row["identity"] for row in fetched},
        hashes={row["content_hash"]: row["url"] for row in fetched if row["content_hash"]},
        document_ids=[row["document_id"] for row in fetched if row["document_id"]],
        counts={state: states.count(state) for state in set(states)},
        set_aside=[
            SetAside(Entry(row["url"], row["depth"]), row["detail"], row["content_hash"])
            for row in rows
            if row["reason"] in ("canonical", "same-content") and row["detail"]
        ],
    )


async def add_waiting(crawl_id: UUID, entries: Sequence[Entry]) -> None:
    """Add addresses to a crawl's stored frontier; known ones are left alone."""
    tenant_id = current_tenant_id()
    if entries:
        await executemany(
            "insert into crawl_page (id, tenant_id, crawl_id, url, identity, depth) "
            "values ($1, $2, $3, $4, $5, $6) "
            "on conflict (tenant_id, crawl_id, identity) do nothing",
            [
                (new_id(), tenant_id, crawl_id, entry.url, identity(entry.url), entry.depth)
                for entry in entries
            ],
        )


async def read_outcomes(
    crawl_id: UUID, identities: Sequence[str]
) -> dict[str, tuple[str, str | None]]:
    """State and reason of those addresses that a crawl has visited."""
    rows = await fetch(
        "select identity, state, reason from crawl_page where tenant_id = $1 and crawl_id = $2 "
        "and identity = any ($3) and state <> 'queued'",
        current_tenant_id(),
        crawl_id,
        list(identities),
    )
    return {row["identity"]: (row["state"], row["reason"]) for row in rows}


async def record(
    crawl_id: UUID, entry: Entry, outcome: Outcome, counts: dict[str, int] | None = None
) -> None:
    """Write what became of an address, and the crawl's counts where they are given."""
    tenant_id = current_tenant_id()
    # The address may be visited before the page that led to it has stored its links.
    await execute(
        "insert into crawl_page (id, tenant_id, crawl_id, url, identity, depth, state, reason, "
        "detail, http_status, document_id, content_hash, bytes, change, links) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) "
        "on conflict (tenant_id, crawl_id, identity) do update set state = excluded.state, "
        "reason = excluded.reason, detail = excluded.detail, http_status = excluded.http_status, "
        "document_id = excluded.document_id, content_hash = excluded.content_hash, "
        "bytes = excluded.bytes, change = excluded.change, links = excluded.links",
        new_id(),
        tenant_id,
        crawl_id,
        entry.url,
        identity(entry.url),
        entry.depth,
        outcome.state,
        outcome.reason,
        outcome.detail,
        outcome.http_status,
        outcome.document_id,
        outcome.content_hash,
        outcome.bytes,
        outcome.change,
        list(outcome.targets),
    )
    if counts is not None:
        await execute(
            "update crawl set counts = $3 where tenant_id = $1 and id = $2",
            tenant_id,
            crawl_id,
            counts,
        )


async def mark_listed(crawl_id: UUID, identities: Sequence[str]) -> None:
    """Note which addresses of a crawl stand in a sitemap."""
    await execute(
        "update crawl_page set listed = true "
        "where tenant_id = $1 and crawl_id = $2 and identity = any ($3)",
        current_tenant_id(),
        crawl_id,
        list(identities),
    )


async def mark_removed(crawl_id: UUID, url: str, reason: str | None = None) -> None:
    """Note that the document of an address was removed, and why, where its outcome does not say."""
    await execute(
        "update crawl_page set change = 'removed', document_id = null, "
        "state = case when $4::text is null then state else 'skipped' end, "
        "reason = coalesce($4, reason) where tenant_id = $1 and crawl_id = $2 and identity = $3",
        current_tenant_id(),
        crawl_id,
        identity(url),
        reason,
    )


async def set_report(crawl_id: UUID, report: dict[str, Any]) -> None:
    """Keep a crawl's report."""
    await execute(
        "update crawl set report = $3 where tenant_id = $1 and id = $2",
        current_tenant_id(),
        crawl_id,
        report,
    )


async def get_report(crawl_id: UUID) -> dict[str, Any]:
    """A crawl's report; empty while it runs. Raises `NotFound`."""
    await get_crawl(crawl_id)
    stored = await fetchval(
        "select report::text from crawl where tenant_id = $1 and id = $2",
        current_tenant_id(),
        crawl_id,
    )
    return msgspec.json.decode(stored, type=dict[str, Any])


async def mark_unreadable(crawl_id: UUID, failures: dict[str, str]) -> None:
    """Mark the pages whose documents the knowledge room could not read, with its reasons."""
    await executemany(
        "update crawl_page set state = 'failed', reason = 'not-stored', detail = $4 "
        "where tenant_id = $1 and crawl_id = $2 and document_id = $3",
        [
            (current_tenant_id(), crawl_id, UUID(document_id), reason)
            for document_id, reason in failures.items()
        ],
    )


async def close_crawl(
    crawl_id: UUID, state: Literal["succeeded", "failed", "cancelled"], error: str | None = None
) -> None:
    """Write a crawl's end; addresses that were never visited say that the limit was reached."""
    tenant_id = current_tenant_id()
    if state == "succeeded":
        await execute(
            "update crawl_page set state = 'skipped', reason = 'page-limit' "
            "where tenant_id = $1 and crawl_id = $2 and state = 'queued'",
            tenant_id,
            crawl_id,
        )
    rows = await fetch(
        "select state, count(*) as pages from crawl_page where tenant_id = $1 and crawl_id = $2 "
        "group by state",
        tenant_id,
        crawl_id,
    )
    await execute(
        "update crawl set state = $3, error = $4, finished_at = now(), counts = $5 "
        "where tenant_id = $1 and id = $2",
        tenant_id,
        crawl_id,
        state,
        error,
        {row["state"]: row["pages"] for row in rows},
    )


async def crawl_of_job(job_id: UUID) -> UUID | None:
    """The crawl that a job carries out."""
    return await fetchval(
        "select id from crawl where tenant_id = $1 and job_id = $2", current_tenant_id(), job_id
    )


async def list_crawls(limit: int, after: UUID | None = None) -> list[CrawlView]:
    """The latest crawls first; `after` is the last id of the page before."""
    rows = await fetch(
        f"select {_CRAWL} from crawl where tenant_id = $1 and ($2::uuid is null or id < $2) "  # noqa: S608
        "order by id desc limit $3",
        current_tenant_id(),
        after,
        limit,
    )
    return [_crawl_view(row) for row in rows]


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
    offset: int = 0,
) -> list[PageView]:
    """A crawl's addresses in the order they were found; `after` is the last id before.

    `text` stands somewhere in the address, `reason` is a code.
    """
    rows = await fetch(
        f"select {_PAGE} from crawl_page where tenant_id = $1 and crawl_id = $2 "  # noqa: S608
        "and ($3::uuid is null or id > $3) and ($4::text is null or state = $4) "
        "and ($5::text is null or reason = $5) and strpos(lower(url), lower($6)) > 0 "
        "order by id limit $7 offset $8",
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


def _crawl_view(row: Any) -> CrawlView:
    values = dict(row)
    values["counts"] = msgspec.json.decode(values["counts"])
    values["options"] = msgspec.json.decode(values["options"])
    return CrawlView(**values)
