"""What the crawler tells about crawls and their pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

PageState = Literal["queued", "fetched", "skipped", "failed", "duplicate"]
FinalState = Literal["fetched", "skipped", "failed", "duplicate"]


class Entry(msgspec.Struct, frozen=True):
    """An address waiting to be visited, `depth` clicks from the start."""

    url: str
    depth: int


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
