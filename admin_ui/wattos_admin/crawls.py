"""Crawls and their schedules as the API under `/api/v1/knowledge` tells them, and their words."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, TypeVar
from uuid import UUID

import msgspec

from wattos.errors import NotFound
from wattos_admin.page import key_of

if TYPE_CHECKING:
    from wattos_admin.view import View

CRAWLS: Final = "/api/v1/knowledge/crawls"
SCHEDULES: Final = "/api/v1/knowledge/crawl-schedules"
FINAL: Final = ("succeeded", "failed", "cancelled")
_T = TypeVar("_T")
CRAWL_WORDS: Final = {
    "queued": key_of("Waiting"),
    "running": key_of("Reading"),
    "succeeded": key_of("Done"),
    "failed": key_of("Failed"),
    "cancelled": key_of("Cancelled"),
}
PAGE_WORDS: Final = {
    "queued": key_of("Waiting"),
    "fetched": key_of("Taken"),
    "skipped": key_of("Left out"),
    "duplicate": key_of("Double"),
    "failed": key_of("Failed"),
}
CHANGE_WORDS: Final = {
    "new": key_of("new"),
    "changed": key_of("changed"),
    "unchanged": key_of("unchanged"),
    "removed": key_of("removed"),
}
TIMES: Final = {
    "* * *": key_of("Every night"),
    "* * 1": key_of("Every Monday"),
    "* * 2": key_of("Every Tuesday"),
    "* * 3": key_of("Every Wednesday"),
    "* * 4": key_of("Every Thursday"),
    "* * 5": key_of("Every Friday"),
    "* * 6": key_of("Every Saturday"),
    "* * 0": key_of("Every Sunday"),
    "1 * *": key_of("Every first of the month"),
}
"""The last three fields of a cron line, in words."""
_PLAIN: Final = re.compile(r"(\d{1,2}) (\d{1,2}) (\S+ \S+ \S+)")


class Crawl(msgspec.Struct, frozen=True, kw_only=True):
    """One reading of a website; `counts` are addresses by state."""

    id: UUID
    start_url: str
    state: str
    counts: dict[str, int]
    options: dict[str, Any]
    error: str | None
    created_at: datetime
    finished_at: datetime | None

    @property
    def is_over(self) -> bool:
        """Whether nothing more comes."""
        return self.state in FINAL

    @property
    def taken(self) -> int:
        """Addresses whose content was taken in."""
        return self.counts.get("fetched", 0)

    @property
    def left_out(self) -> int:
        """Addresses that were left out on purpose, doubles among them."""
        return self.counts.get("skipped", 0) + self.counts.get("duplicate", 0)

    @property
    def failed(self) -> int:
        """Addresses that could not be read."""
        return self.counts.get("failed", 0)


class CrawledPage(msgspec.Struct, frozen=True, kw_only=True):
    """An address and what became of it."""

    id: UUID
    url: str
    depth: int
    state: str
    reason: str | None
    explanation: dict[str, str]
    detail: str | None
    http_status: int | None
    document_id: UUID | None
    bytes: int | None
    change: str | None


class Outcomes(msgspec.Struct, frozen=True, kw_only=True):
    """How many addresses came to a state for a reason."""

    state: str
    reason: str | None
    explanation: dict[str, str]
    pages: int


class CrawlCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many crawls are in a state."""

    state: str
    crawls: int


class Schedule(msgspec.Struct, frozen=True, kw_only=True):
    """A crawl that comes again."""

    id: UUID
    cron: str
    timezone: str
    options: dict[str, Any]
    enabled: bool
    next_run_at: datetime | None
    last_run_at: datetime | None


async def read(view: View, path: str, kind: type[_T], **query: Any) -> _T:
    """What an address of the API answers; raises `NotFound` where there is nothing."""
    found = await view.api.get(path, **query)
    if found is None:
        raise NotFound("There is no such page here.", given=path)
    return msgspec.convert(found, kind)


def spoken_time(view: View, cron: str) -> str:
    """When a schedule comes, in words where it is one that the form can make."""
    found = _PLAIN.fullmatch(cron)
    if found is None or found[3] not in TIMES:
        return cron
    return view._(
        "%(day)s at %(time)s", day=view._(TIMES[found[3]]), time=f"{found[2]:0>2}:{found[1]:0>2}"
    )


def cron_line(days: str, time: str, own: str) -> str:
    """The cron line that a form means: its own line, else the chosen days at a time `HH:MM`."""
    if own.strip():
        return own.strip()[:100]
    hour, _, minute = time.partition(":")
    return f"{int(minute or 0)} {int(hour or 0)} {days if days in TIMES else '* * *'}"
