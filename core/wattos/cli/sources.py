"""Sources that the command line reads: addresses, files, folders, tables of tickets."""

from __future__ import annotations

import asyncio
import logging
import mimetypes
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit
from uuid import UUID

import msgspec

from wattos.cli.context import BadArguments, JobFailed
from wattos.cli.output import say
from wattos.errors import WattosError

if TYPE_CHECKING:
    from wattos.cli.output import Progress
    from wattos.platform import Platform

log = logging.getLogger(__name__)

TABLES = frozenset({".csv", ".jsonl"})
mimetypes.add_type("text/markdown", ".md")
mimetypes.add_type("application/x-ndjson", ".jsonl")


class SourceFile(msgspec.Struct, frozen=True):
    """A file to read, and its path as it was given, which becomes the document's address."""

    path: Path
    name: str
    kind: Literal["file", "ticket"] = "file"


def is_url(source: str) -> bool:
    """Whether a SOURCE is a website."""
    try:
        parts = urlsplit(source)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def files_in(paths: Iterable[Path], *, exports: bool = False) -> list[SourceFile]:
    """Every file of the paths; hidden ones inside a folder are left out.

    With `exports` a table that is named itself must hold tickets or conversations; any other
    table may, and is read as a plain table if it does not. Raises `BadArguments` for a path that
    does not exist or is a folder without files.
    """
    return [
        SourceFile(
            file,
            _name(file),
            "ticket" if exports and file == path and file.suffix.lower() in TABLES else "file",
        )
        for path in paths
        for file in _files_of(path)
    ]


def _files_of(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise BadArguments("There is no such file or folder.", given=_name(path))
    found = sorted(p for p in path.rglob("*") if p.is_file() and not _is_hidden(p, path))
    if not found:
        raise BadArguments(
            "The folder holds no file that can be read.",
            given=_name(path),
            hint="Hidden files are left out; name them one by one.",
        )
    return found


def _is_hidden(file: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in file.relative_to(folder).parts)


def _name(path: Path) -> str:
    """The path as text; bytes of a file's name that are no UTF-8 become a replacement sign."""
    return os.fsencode(path).decode("utf-8", "replace")


async def ingest_files(
    platform: Platform,
    tenant_id: UUID,
    files: Iterable[SourceFile],
    space: str,
    progress: Progress,
    *,
    published: bool = True,
) -> list[dict[str, Any]]:
    """Add files to a space and work them through; one state and reason a document.

    A table of tickets or conversations becomes one document a row. Of `published` files contacts
    stay, as on pages. A file that cannot be read is reported as failed and the others go on.
    """
    space_id = await platform.knowledge.ensure_space(tenant_id, space)
    report: list[dict[str, Any]] = []
    for file in files:
        report += await _add_file(platform, tenant_id, space_id, file, published=published)
    added = [entry for entry in report if entry["document_id"] is not None]
    if added:
        # As a job, so that workers go on with it should this process be killed.
        waiting = {"document_ids": [str(entry["document_id"]) for entry in added]}
        await run_job(platform, tenant_id, "knowledge.process", waiting, progress)
    for entry in added:
        document = await platform.knowledge.document(tenant_id, entry["document_id"])
        entry.update(
            url=document.url,  # of a part of a file, with its place in it
            state=document.state,
            reason=document.reason,
            explanation=document.explanation,
        )
    return report


async def _add_file(
    platform: Platform, tenant_id: UUID, space_id: UUID, file: SourceFile, *, published: bool
) -> list[dict[str, Any]]:
    from wattos.knowledge import NewDocument, explain, too_large

    try:
        if file.path.stat().st_size > platform.settings.max_document_bytes:
            error = too_large(file.path.stat().st_size, platform.settings.max_document_bytes)
            return [
                _failed(file, error.reason) | {"explanation": explain(error.reason, error.detail)}
            ]
        data = await asyncio.to_thread(file.path.read_bytes)
    except OSError as error:
        return [_failed(file, f"The file cannot be read: {error.strerror}.")]
    new = NewDocument(
        space_id=space_id,
        source_kind=file.kind,
        url=file.name,
        title=Path(file.name).stem,
        data=data,
        media_type=mimetypes.guess_type(file.path.name)[0] or "application/octet-stream",
        published=published,
    )
    added = await platform.knowledge.add_file(tenant_id, new)
    return [{"document_id": a.document_id, "url": file.name, "state": a.state} for a in added]


def _failed(file: SourceFile, reason: str) -> dict[str, Any]:
    return {"document_id": None, "url": file.name, "state": "failed", "reason": reason}


def reason_of(document: dict[str, Any]) -> str:
    """Why a document or page is not there, as a sentence; empty for no reason."""
    from wattos.knowledge import explain

    told: dict[str, str] = document.get("explanation") or explain(document.get("reason"))
    return told.get("en", "")


async def run_job(
    platform: Platform, tenant_id: UUID, kind: str, payload: dict[str, Any], progress: Progress
) -> dict[str, Any]:
    """Run a job in this process; raises `JobFailed` with the reason that its row shows."""
    try:
        return await platform.jobs.run_inline(tenant_id, kind, payload, on_progress=progress.of_job)
    except WattosError as error:
        raise JobFailed(
            error.message, given=error.given, expected=error.expected, hint=error.hint
        ) from error
    except Exception as error:
        log.exception("the job %s failed", kind)
        raise JobFailed(
            "The job ended by a fault of the program.",
            given=type(error).__name__,
            hint="The trace above shows where; what was done before is kept.",
        ) from error


def tell_limit(crawl: dict[str, Any], url: str) -> None:
    """Say on stderr where a crawl ended before the website did."""
    if limit := crawl.get("page_limit"):
        say(
            f"{url}: the limit of {limit['pages']} pages stopped the crawl; {limit['left_out']} "
            "known addresses were not read. --max-pages takes more, up to the installation's "
            "WATTOS_CRAWLER_MAX_PAGES."
        )


async def crawl_site(
    platform: Platform, tenant_id: UUID, url: str, options: dict[str, Any], progress: Progress
) -> dict[str, Any]:
    """Crawl a website in this process; returns the crawl's id, pages and number of documents."""
    return await run_job(platform, tenant_id, "crawler.crawl", {"url": url, **options}, progress)
