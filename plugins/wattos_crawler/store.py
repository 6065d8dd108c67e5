"""Reading and writing crawls; every function but `open_crawl` expects an open tenant scope."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal
from uuid import UUID

import msgspec

from wattos.database import (
    current_tenant_id,
    execute,
    executemany,
    fetch,
    fetchval,
    new_id,
    tenant_scope,
)
from wattos_crawler.options import CrawlOptions
from wattos_crawler.schemas import Entry, Outcome
from wattos_crawler.urls import identity

TOO_DEEP: Final = "too-deep"
"""The reason of an address that is known only from pages at the depth limit."""


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
    too_deep: set[str]
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


async def is_under_way(start_url: str) -> bool:
    """Whether a crawl from this address waits or runs."""
    return bool(
        await fetchval(
            "select exists (select from crawl where tenant_id = $1 and start_url = $2 "
            "and finished_at is null)",
            current_tenant_id(),
            start_url,
        )
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
        known = await read_known(found or await add_crawl(options, job_id))
        await execute(
            "update crawl set state = 'running', error = null, finished_at = null "
            "where tenant_id = $1 and id = $2",
            tenant_id,
            known.crawl_id,
        )
    return known


async def read_known(crawl_id: UUID) -> Known:
    """What the attempts at a crawl so far have found."""
    rows = await fetch(
        "select url, identity, depth, state, reason, detail, content_hash, document_id "
        "from crawl_page where tenant_id = $1 and crawl_id = $2 order by id",
        current_tenant_id(),
        crawl_id,
    )
    too_deep = [row for row in rows if row["reason"] == TOO_DEEP]
    rows = [row for row in rows if row["reason"] != TOO_DEEP]
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
        too_deep={row["identity"] for row in too_deep},
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
    """Add addresses to a crawl's stored frontier; known ones are left alone.

    What was too deep on another way waits from now on.
    """
    tenant_id = current_tenant_id()
    if entries:
        await executemany(
            "insert into crawl_page (id, tenant_id, crawl_id, url, identity, depth) "
            "values ($1, $2, $3, $4, $5, $6) "
            "on conflict (tenant_id, crawl_id, identity) do update "
            "set state = 'queued', reason = null, depth = excluded.depth "
            "where crawl_page.reason = $7",
            [
                (
                    *(new_id(), tenant_id, crawl_id, entry.url, identity(entry.url)),
                    entry.depth,
                    TOO_DEEP,
                )
                for entry in entries
            ],
        )


async def add_too_deep(crawl_id: UUID, entries: Sequence[Entry]) -> None:
    """Note addresses that a crawl leaves out for their depth; known ones are left alone."""
    if not entries:
        return
    await executemany(
        "insert into crawl_page (id, tenant_id, crawl_id, url, identity, depth, state, reason) "
        "values ($1, $2, $3, $4, $5, $6, 'skipped', $7) "
        "on conflict (tenant_id, crawl_id, identity) do nothing",
        [
            (
                new_id(),
                current_tenant_id(),
                crawl_id,
                entry.url,
                identity(entry.url),
                entry.depth,
                TOO_DEEP,
            )
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
    await execute(
        "update crawl set state = $3, error = $4, finished_at = now() "
        "where tenant_id = $1 and id = $2",
        tenant_id,
        crawl_id,
        state,
        error,
    )
    await recount(crawl_id)


async def recount(crawl_id: UUID) -> None:
    """Write how many addresses of a crawl ended in each state."""
    await execute(
        "update crawl set counts = (select coalesce(jsonb_object_agg(state, pages), '{}') from "
        "(select state, count(*) as pages from crawl_page where tenant_id = $1 and crawl_id = $2 "
        "group by state) as each) where tenant_id = $1 and id = $2",
        current_tenant_id(),
        crawl_id,
    )


async def crawl_of_job(job_id: UUID) -> UUID | None:
    """The crawl that a job carries out."""
    return await fetchval(
        "select id from crawl where tenant_id = $1 and job_id = $2", current_tenant_id(), job_id
    )
