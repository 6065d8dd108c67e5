"""What a crawl remembers for the next one; every function expects an open tenant scope."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import msgspec

from wattos.database import current_tenant_id, execute, executemany, fetch, new_id
from wattos_crawler.schemas import READER, Link, Memory
from wattos_crawler.urls import identity

_COLUMNS = (
    "s.url, s.identity, s.document_id, s.crawl_id, s.etag, s.last_modified, s.content_hash, "
    "s.links::text, s.reader, s.misses, d.state = 'ready' as is_ready, "
    "(c.options ->> 'max_depth')::integer as max_depth"
)


class KnownPage(msgspec.Struct, frozen=True, kw_only=True):
    """An address as the last crawl of its site left it."""

    memory: Memory
    seen_by: UUID
    """The crawl that saw it last."""
    is_ready: bool
    """Whether its document is there and could be read."""
    max_depth: int
    """How far from the start that crawl went."""
    own: bool
    """Whether that crawl had the same start; another may have had another part of the site."""

    def conditions(self) -> dict[str, str]:
        """Header lines that ask for the content only if it has changed (RFC 9110, 13.1)."""
        memory = self.memory
        if not self.is_ready or memory.reader != READER:
            return {}
        asked = {"If-None-Match": memory.etag, "If-Modified-Since": memory.last_modified}
        return {name: value for name, value in asked.items() if value}


async def read_memory(space_id: UUID, site: str) -> dict[str, KnownPage]:
    """What the space holds of the host of `site`, by identity.

    `site` is the identity of a crawl's start. Crawls from other starts on the same host count too,
    and so does what crawls from this one read elsewhere.
    """
    rows = await fetch(
        f"select {_COLUMNS}, s.site = $3 as own from site_page s left join document d "  # noqa: S608
        "on d.tenant_id = s.tenant_id and d.id = s.document_id "
        "join crawl c on c.tenant_id = s.tenant_id and c.id = s.crawl_id "
        "where s.tenant_id = $1 and s.space_id = $2 and (s.site = $3 "
        "or split_part(s.identity, '/', 1) = split_part($3, '/', 1)) order by s.id",
        current_tenant_id(),
        space_id,
        site,
    )
    found: dict[str, KnownPage] = {}
    for row in rows:
        values = dict(row)
        key, seen_by = values.pop("identity"), values.pop("crawl_id")
        is_ready, max_depth = bool(values.pop("is_ready")), int(values.pop("max_depth"))
        own = bool(values.pop("own"))
        links = msgspec.json.decode(values.pop("links"), type=tuple[Link, ...])
        found[key] = KnownPage(
            memory=Memory(**values, links=links),
            seen_by=seen_by,
            is_ready=is_ready,
            max_depth=max_depth,
            own=own,
        )
    return found


async def remember(space_id: UUID, site: str, crawl_id: UUID, memory: Memory) -> None:
    """Write what this crawl knows of an address."""
    await execute(
        "insert into site_page (id, tenant_id, space_id, site, url, identity, document_id, "
        "crawl_id, etag, last_modified, content_hash, links, reader, misses) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) "
        "on conflict (tenant_id, space_id, identity) do update set site = excluded.site, "
        "url = excluded.url, document_id = excluded.document_id, crawl_id = excluded.crawl_id, "
        "etag = excluded.etag, last_modified = excluded.last_modified, "
        "content_hash = excluded.content_hash, links = excluded.links, "
        "reader = excluded.reader, misses = excluded.misses",
        new_id(),
        current_tenant_id(),
        space_id,
        site,
        memory.url,
        identity(memory.url),
        memory.document_id,
        crawl_id,
        memory.etag,
        memory.last_modified,
        memory.content_hash,
        msgspec.to_builtins(memory.links),
        memory.reader,
        memory.misses,
    )


async def unseen(space_id: UUID, crawl_id: UUID, identities: Sequence[str]) -> list[str]:
    """Which of these addresses this crawl has neither found nor missed yet.

    Another crawl at the same time may have put its name to a page that this one found as well; what
    tells that from an address that leads elsewhere now is that its document is the same.
    """
    rows = await fetch(
        "select s.identity from site_page s where s.tenant_id = $1 and s.space_id = $2 "
        "and s.crawl_id <> $3 and s.identity = any ($4) and not exists ("
        "select from crawl_page p where p.tenant_id = $1 and p.crawl_id = $3 "
        "and p.identity = s.identity and p.state = 'fetched' and p.reason is null "
        "and p.document_id = s.document_id) order by s.id",
        current_tenant_id(),
        space_id,
        crawl_id,
        list(identities),
    )
    return [row["identity"] for row in rows]


async def count_misses(space_id: UUID, crawl_id: UUID, identities: Sequence[str]) -> None:
    """Note that a crawl did not find these addresses; once a crawl."""
    await executemany(
        "update site_page set misses = misses + 1, crawl_id = $3 "
        "where tenant_id = $1 and space_id = $2 and identity = $4 and crawl_id <> $3",
        [(current_tenant_id(), space_id, crawl_id, key) for key in identities],
    )


async def forget(space_id: UUID, key: str) -> None:
    """Drop an address from memory; its document goes separately."""
    await execute(
        "delete from site_page where tenant_id = $1 and space_id = $2 and identity = $3",
        current_tenant_id(),
        space_id,
        key,
    )
