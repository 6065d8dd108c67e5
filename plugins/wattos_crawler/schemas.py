"""What the crawler tells about crawls and their pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

import msgspec

PageState = Literal["queued", "fetched", "skipped", "failed", "duplicate"]
FinalState = Literal["fetched", "skipped", "failed", "duplicate"]
Change = Literal["new", "changed", "unchanged", "removed"]
"""What a crawl did to the document of an address."""


CrawlSort = Literal["created_at", "start_url"]
PageSort = Literal["found", "url", "http_status", "depth", "bytes"]

READER: Final = 3
"""Version of the rules by which pages are read. Raise it when they change what is stored: an
unchanged page (304) is then read anew instead of keeping what older rules made of it."""


class Entry(msgspec.Struct, frozen=True):
    """An address waiting to be visited, `depth` clicks from the start."""

    url: str
    depth: int


class Link(msgspec.Struct, frozen=True):
    """A link of a page: where it leads, its words, and whether a crawler is to follow it."""

    url: str
    text: str = ""
    follow: bool = True


class Memory(msgspec.Struct, frozen=True, kw_only=True):
    """What a crawl remembers of an address for the next one.

    The validators are those of RFC 9110, 8.8. `url` is where the content was in the end, `reader`
    the version of the rules by which it was read: what older rules read is fetched anew.
    """

    url: str
    document_id: UUID | None
    content_hash: str = ""
    etag: str | None = None
    last_modified: str | None = None
    links: tuple[Link, ...] = ()
    reader: int = 0
    misses: int = 0
    """Crawls in a row that did not find the address."""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of an address, and the addresses it led to."""

    state: FinalState
    reason: str | None = None
    detail: str | None = None
    http_status: int | None = None
    document_id: UUID | None = None
    content_hash: str | None = None
    bytes: int | None = None
    links: tuple[Entry, ...] = ()
    """What belongs to the crawl as far as its depth allows."""
    targets: tuple[str, ...] = ()
    """Every address that the page links to, other sites included."""
    change: Change | None = None
    memory: Memory | None = None
    """What to remember for the next crawl, where there is a document."""


class CrawlView(msgspec.Struct, frozen=True, kw_only=True):
    """A crawl as people and programs see it."""

    id: UUID
    start_url: str
    state: str
    counts: dict[str, int]
    options: dict[str, Any]
    error: str | None
    job_id: UUID | None
    created_at: datetime
    finished_at: datetime | None


class CrawlCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many crawls are in a state."""

    state: str
    crawls: int


class PageView(msgspec.Struct, frozen=True, kw_only=True):
    """An address of a crawl; `reason` is a code, `explanation` its sentence in de and en."""

    id: UUID
    url: str
    depth: int
    state: str
    reason: str | None
    explanation: dict[str, str] = {}
    detail: str | None
    http_status: int | None
    document_id: UUID | None
    bytes: int | None
    change: str | None


class OutcomeCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many of a crawl's addresses came to a state for a reason."""

    state: str
    reason: str | None
    explanation: dict[str, str] = {}
    pages: int
