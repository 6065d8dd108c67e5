"""Sources that the command line reads: addresses, files, folders, tables of tickets."""

from __future__ import annotations

import asyncio
import mimetypes
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import UUID

from wattos.cli.context import BadArguments
from wattos.cli.output import Progress
from wattos.knowledge import NewDocument
from wattos.platform import Platform

TABLES = frozenset({".csv", ".jsonl"})
mimetypes.add_type("text/markdown", ".md")
mimetypes.add_type("application/x-ndjson", ".jsonl")


def is_url(source: str) -> bool:
    """Whether a SOURCE is a website."""
    return source.startswith(("http://", "https://"))


def files_in(paths: Iterable[Path]) -> list[tuple[Path, str]]:
    """Every file with its path as given; hidden files are left out.

    Raises `BadArguments` for a path that does not exist.
    """
    found: list[tuple[Path, str]] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.is_file())
            visible = [
                p for p in inside if not any(x.startswith(".") for x in p.relative_to(path).parts)
            ]
            found += [(p, str(p)) for p in visible]
        elif path.is_file():
            found.append((path, str(path)))
        else:
            raise BadArguments("There is no such file or folder.", given=str(path))
    return found


async def ingest_paths(
    platform: Platform, tenant_id: UUID, paths: Iterable[Path], space: str, progress: Progress
) -> list[dict[str, Any]]:
    """Add files to a space and work them through; one state and reason a document.

    A table of tickets or conversations becomes one document a row.
    """
    files = files_in(paths)
    space_id = await platform.knowledge.ensure_space(tenant_id, space)
    report: list[dict[str, Any]] = []
    for path, name in files:
        report += await _add_file(platform, tenant_id, space_id, path, name)
    pending = [entry["document_id"] for entry in report]
    await platform.knowledge.process(tenant_id, pending, on_progress=progress.of_documents)
    for entry in report:
        document = await platform.knowledge.document(tenant_id, entry["document_id"])
        entry.update(state=document.state, reason=document.reason)
    return report


async def _add_file(
    platform: Platform, tenant_id: UUID, space_id: UUID, path: Path, name: str
) -> list[dict[str, Any]]:
    new = NewDocument(
        space_id=space_id,
        source_kind="ticket" if path.suffix.lower() in TABLES else "file",
        url=name,
        title=path.stem,
        data=await asyncio.to_thread(path.read_bytes),
        media_type=mimetypes.guess_type(path.name)[0] or "application/octet-stream",
    )
    added = await platform.knowledge.add_file(tenant_id, new)
    return [{"document_id": a.document_id, "url": name, "state": a.state} for a in added]


async def crawl_site(
    platform: Platform, tenant_id: UUID, url: str, options: dict[str, Any], progress: Progress
) -> dict[str, Any]:
    """Crawl a website in this process; returns the crawl's id, pages and number of documents."""
    return await platform.jobs.run_inline(
        tenant_id, "crawler.crawl", {"url": url, **options}, on_progress=progress.of_job
    )
