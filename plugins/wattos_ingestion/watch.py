"""A folder on the server whose files become documents, and go when the files go."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any, Final
from uuid import UUID

import msgspec

from wattos.delivery import JobContext, JobKind
from wattos.errors import ConfigurationError, NotFound
from wattos.knowledge import DocumentView, Knowledge, NewDocument
from wattos.tenancy import Tenancy
from wattos_ingestion.catalogue import reading_of

log = logging.getLogger(__name__)

KIND: Final = "ingestion.watch"
SPACE: Final = "watched-folder"
PRIVATE: Final = "private"
"""The folder below a tenant's for files that the organisation does not show to people."""
EVERY_SECONDS: Final = 60
_SETTLED_SECONDS = 5.0  # a file that changed just now may still be written
_PAGE = 500


class Strangers:
    """Says once of each folder below the watched one that no organisation has its name."""

    def __init__(self, tenancy: Tenancy, root: Path) -> None:
        self._tenancy = tenancy
        self._root = root
        self._told: set[str] = set()

    async def look(self) -> list[str]:
        """The folders that were not told of yet, which a warning now names."""
        slugs = [tenant.slug for tenant in await self._tenancy.list()]
        found = await asyncio.to_thread(folders_below, self._root)
        new = [name for name in found if name not in slugs and name not in self._told]
        self._told.update(new)
        for name in new:
            log.warning(
                "Nobody reads the folder %r in WATTOS_WATCH_FOLDER: no organisation is called so. "
                "There are: %s; `wattos tenant create` makes one.",
                name,
                ", ".join(slugs) or "none",
            )
        return new


class WatchedFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file in the folder; `url` is its path below it.

    `mark` changes when the file does, or the rules by which it is read.
    """

    path: Path
    url: str
    mark: str


def watch_job(
    knowledge: Knowledge, tenancy: Tenancy, root: Path | None, *, max_bytes: int
) -> JobKind:
    """The job kind `ingestion.watch`: brings a tenant's documents in step with `root/SLUG`."""

    strangers = Strangers(tenancy, root) if root is not None else None

    async def run(context: JobContext) -> dict[str, Any]:
        if root is None or strangers is None:
            raise ConfigurationError(
                "No folder is watched.", hint="Name one with WATTOS_WATCH_FOLDER and start again."
            )
        await strangers.look()
        slug = (await tenancy.get(context.tenant_id)).slug
        sync = FolderSync(knowledge, context.tenant_id, root / slug, max_bytes=max_bytes)
        return await sync.run(context)

    return JobKind(name=KIND, run=run, queue="bulk", lease_seconds=300)


class FolderSync:
    """One comparison of a tenant's folder with the documents that came from it."""

    def __init__(
        self, knowledge: Knowledge, tenant_id: UUID, folder: Path, *, max_bytes: int
    ) -> None:
        self._knowledge = knowledge
        self._tenant_id = tenant_id
        self._folder = folder
        self._max_bytes = max_bytes

    async def run(self, context: JobContext) -> dict[str, Any]:
        """Read what is new or changed, delete what is gone; says how many, and what failed.

        A folder that is not there changes nothing: a disk that is not mounted must not empty the
        knowledge. Run again after a crash, it goes on with what was not ready.
        """
        if not await asyncio.to_thread(self._folder.is_dir):
            return {"read": 0, "removed": 0, "failed": 0, "unreadable": []}
        files, present = await asyncio.to_thread(scan, self._folder, time.time())
        space_id = await self._knowledge.ensure_space(self._tenant_id, SPACE)
        known = await self._known(space_id)
        changed = [file for file in files if not _is_current(known.get(file.url, ()), file)]
        current = {url: {d.id for d in known.get(url, ())} for url in present}
        unreadable: list[str] = []
        for done, file in enumerate(changed):
            await context.progress(done, len(changed), file.url)
            try:
                current[file.url] = await self._add(space_id, file)
            except OSError as error:
                log.warning("A watched file cannot be opened: %s", type(error).__name__)
                unreadable.append(file.url)
        kept = {document_id for each in current.values() for document_id in each}
        gone = [d.id for each in known.values() for d in each if d.id not in kept]
        for document_id in gone:
            with suppress(NotFound):  # rows that left their file went with its new version
                await self._knowledge.delete_document(self._tenant_id, document_id)
        report = await self._knowledge.process(self._tenant_id, list(kept))
        return {
            "read": len(changed) - len(unreadable),
            "removed": len(gone),
            "failed": report.failed,
            "unreadable": unreadable,
        }

    async def _known(self, space_id: UUID) -> dict[str, list[DocumentView]]:
        """The documents that came from the folder, by their file."""
        found: dict[str, list[DocumentView]] = {}
        after: UUID | None = None
        while True:
            page = await self._knowledge.documents(
                self._tenant_id, space_id=space_id, limit=_PAGE, after=after
            )
            for document in page:
                file = str(document.metadata.get("watched_file", document.url))
                found.setdefault(file, []).append(document)
            if len(page) < _PAGE:
                return found
            after = page[-1].id

    async def _add(self, space_id: UUID, file: WatchedFile) -> set[UUID]:
        data = await asyncio.to_thread(_read, file.path, self._max_bytes)
        new = NewDocument(
            space_id=space_id,
            source_kind="file",
            url=file.url,
            title=PurePosixPath(file.url).stem,
            data=data,
            published=not file.url.startswith(f"{PRIVATE}/"),
            metadata={"watched_file": file.url, "watched_mark": file.mark},
        )
        added = await self._knowledge.add_file(self._tenant_id, new)
        if not any(each.changed for each in added):
            # The same bytes under a new time stay as they are, and need not be read once more.
            await self._knowledge.annotate(self._tenant_id, added[0].document_id, new.metadata)
        return {each.document_id for each in added}


def scan(folder: Path, now: float) -> tuple[list[WatchedFile], set[str]]:
    """The files to read, and the paths of all, also of those that are still being written.

    Hidden files and what links lead to outside the folder are left out.
    """
    settled: list[WatchedFile] = []
    present: set[str] = set()
    for path in _visible(folder):
        status = path.stat()
        url = _spelt(path.relative_to(folder).as_posix())
        present.add(url)
        if now - status.st_mtime >= _SETTLED_SECONDS:
            rules = f"-{reading}" if (reading := reading_of(path.name)) else ""
            mark = f"{status.st_size}-{status.st_mtime_ns}{rules}"
            settled.append(WatchedFile(path=path, url=url, mark=mark))
    return settled, present


def _spelt(name: str) -> str:
    """A name that is no UTF-8, as old archives and shares leave them, in letters of Latin-1."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return os.fsencode(name).decode("latin-1")
    return name


def folders_below(root: Path) -> list[str]:
    """The names of the folders that are not hidden; none where there is no such folder."""
    try:
        return sorted(p.name for p in root.iterdir() if p.is_dir() and not p.name.startswith("."))
    except OSError:
        return []


def _visible(folder: Path) -> Iterator[Path]:
    inside = folder.resolve()
    for path in sorted(folder.rglob("*")):
        hidden = any(name.startswith((".", "~$")) for name in path.relative_to(folder).parts)
        if not hidden and path.is_file() and path.resolve().is_relative_to(inside):
            yield path


def _read(path: Path, most: int) -> bytes:
    """The file, or one byte more than is allowed, which is refused with its reason."""
    with path.open("rb") as file:
        return file.read(most + 1)


def _is_current(documents: Sequence[DocumentView], file: WatchedFile) -> bool:
    return any(document.metadata.get("watched_mark") == file.mark for document in documents)
