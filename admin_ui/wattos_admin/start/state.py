"""How far the first five minutes are, read from what the rooms know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

import msgspec

from wattos.database import fetch, tenant_scope
from wattos.delivery import JobInfo
from wattos.errors import NotFound
from wattos_admin.start.comparing import Compared

if TYPE_CHECKING:
    from wattos.platform import Platform

SETTING = "console_start"
PAGES_UNTIL_CHAT = 10
SHOWN_PAGES = 14
ANALYSE, ASK_AROUND, CHECK = "insight.generate", "console.questions", "check.run"
COMPARE = "console.compare"
FINAL = ("succeeded", "failed", "cancelled")

SourceKind = Literal["website", "files", "example"]

_LATEST = """
select title, url, state from document where state <> 'received' order by updated_at desc, id desc
limit $1
"""


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """What the person gave; kept in the tenant's settings."""

    kind: SourceKind
    job_id: UUID
    url: str = ""
    """Of a website: the page to begin with, and the one the preview shows."""
    name_before: str = ""
    """Of the example city: what the organisation was called before it took the city's name."""


class ArrivedPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page or document that has come in."""

    title: str
    url: str
    state: str


class Suggestions(msgspec.Struct, frozen=True, kw_only=True):
    """Questions that were tried: the material answers these, and not that one."""

    questions: list[str] = []
    refused: str | None = None


class Start(msgspec.Struct, frozen=True, kw_only=True):
    """How far it is."""

    source: Source
    ready: int
    total: int
    failed: int
    is_read: bool
    """Whether everything has been read, or nothing more will come."""
    fault: str | None
    why_nothing: dict[str, str]
    """By language: why most addresses were left out, where none was taken."""
    latest: list[ArrivedPage]
    suggestions: Suggestions | None
    analysis: str | None
    """The state of the job that finds groups; None before it was started."""
    analysis_stage: str = ""
    check: str | None = None
    """The state of the job that checks the website; None before it was started."""
    comparing: str | None = None
    """The state of the job that tries which agents differ most; None before it was started."""
    compared: Compared | None = None

    @property
    def can_ask(self) -> bool:
        """Whether enough is read for the chat to open."""
        return self.ready >= PAGES_UNTIL_CHAT or (self.is_read and self.ready > 0)

    @property
    def is_done(self) -> bool:
        """Whether nothing will change by itself any more."""
        asked = self.suggestions is not None or self.ready == 0
        finished = all(
            state is None or state in FINAL for state in (self.analysis, self.check, self.comparing)
        )
        return self.is_read and asked and finished


async def source_of(platform: Platform, tenant_id: UUID) -> Source | None:
    """What the tenant began with; None before it began."""
    given = (await platform.tenancy.get(tenant_id)).settings.get(SETTING)
    return None if given is None else msgspec.convert(given, Source)


async def remember(platform: Platform, tenant_id: UUID, source: Source | None) -> None:
    """Keep what the tenant began with."""
    kept: Any = None if source is None else msgspec.to_builtins(source)
    await platform.tenancy.update(tenant_id, settings={SETTING: kept})


async def look(platform: Platform, tenant_id: UUID, source: Source) -> Start:
    """How far it is now."""
    reading = await _job(platform, tenant_id, source.job_id)
    counts = await platform.knowledge.counts(tenant_id)
    analysis, asked, check, comparing = [
        await _newest(platform, tenant_id, kind, reading)
        for kind in (ANALYSE, ASK_AROUND, CHECK, COMPARE)
    ]
    async with tenant_scope(tenant_id):
        latest = await fetch(_LATEST, SHOWN_PAGES)
        failed = await fetch("select count(*) as n from document where state = 'failed'")
    suggestions = None
    if asked and asked.state in FINAL:
        suggestions = msgspec.convert(asked.result or {}, Suggestions)
    # A crawl counts every address and every document on its way through the rooms.
    expected = ((reading.progress.total or 0) if reading else 0) - counts.documents
    return Start(
        source=source,
        ready=counts.ready,
        total=max(counts.documents, expected if source.kind == "website" else 0),
        failed=failed[0]["n"],
        is_read=reading is None or reading.state in FINAL,
        fault=reading.error if reading and reading.state == "failed" else None,
        why_nothing=_commonest_reason(reading) if counts.ready == 0 else {},
        latest=[ArrivedPage(**dict(row)) for row in latest],
        suggestions=suggestions,
        analysis=analysis.state if analysis else None,
        analysis_stage=analysis.progress.message if analysis else "",
        check=check.state if check else None,
        comparing=comparing.state if comparing else None,
        compared=_compared(comparing),
    )


def _commonest_reason(reading: JobInfo | None) -> dict[str, str]:
    pages: list[dict[str, Any]] = ((reading.result if reading else None) or {}).get("pages", [])
    told = [page["explanation"] for page in pages if page.get("explanation")]
    return max(told, key=told.count, default={})


async def go_on(platform: Platform, tenant_id: UUID, source: Source) -> Start:
    """Begin what can begin by now: trying questions, then finding groups; how far it is then.

    Safe to repeat.
    """
    start = await look(platform, tenant_id, source)
    begun = [kind for kind in _possible(start) if await once(platform, tenant_id, kind)]
    # Without the second look a page whose questions were tried early would seem to be done.
    return await look(platform, tenant_id, source) if begun else start


async def finish_reading(platform: Platform, tenant_id: UUID) -> None:
    """Begin what was waiting for the reading to end, also while nobody looks at the page.

    For who knows that everything is read before the job's own state says so.
    """
    source = await source_of(platform, tenant_id)
    if source is None:
        return
    start = await look(platform, tenant_id, source)
    for kind in _possible(msgspec.structs.replace(start, is_read=True)):
        await once(platform, tenant_id, kind)


def _possible(start: Start) -> Iterator[str]:
    if start.can_ask and start.suggestions is None:
        yield ASK_AROUND
    if start.is_read and start.ready and start.analysis is None:
        yield ANALYSE
    if start.is_read and start.ready and start.check is None and start.source.kind != "files":
        yield CHECK


async def once(platform: Platform, tenant_id: UUID, kind: str) -> bool:
    """Begin background work unless it is on its way already; False where nothing offers it."""
    if kind not in platform.jobs.kinds:  # its plugin is not there
        return False
    async with tenant_scope(tenant_id):
        await platform.jobs.enqueue(kind, {}, key=kind)
    return True


def _compared(job: JobInfo | None) -> Compared | None:
    return msgspec.convert(job.result, Compared) if job and job.result else None


async def _newest(
    platform: Platform, tenant_id: UUID, kind: str, reading: JobInfo | None
) -> JobInfo | None:
    """The newest job of a kind; one from before the reading was about something else."""
    jobs = await platform.jobs.list(tenant_id, kind=kind, limit=1)
    if not jobs or (reading and jobs[0].created_at < reading.created_at):
        return None
    return jobs[0]


async def _job(platform: Platform, tenant_id: UUID, job_id: UUID) -> JobInfo | None:
    try:
        return await platform.jobs.get(tenant_id, job_id)
    except NotFound:
        return None
