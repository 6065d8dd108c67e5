"""A document's way from bytes to searchable passages, one visible state after the other."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from pathlib import PurePosixPath
from urllib.parse import urlsplit
from uuid import UUID

import msgspec

from wattos.database import tenant_scope
from wattos.errors import WattosError
from wattos.events import PlatformEvent, Track
from wattos.knowledge.chunks import replace_chunks
from wattos.knowledge.documents import (
    PREPARED,
    Pending,
    advance,
    load_pending,
    set_state,
    waiting_documents,
)
from wattos.knowledge.embedding import Embedding, embed_documents
from wattos.knowledge.passages import read_passages
from wattos.knowledge.protocols import KnowledgeRegistry, Parser
from wattos.knowledge.reasons import DocumentError, unsupported
from wattos.knowledge.records import STATING, records_version, replace_records
from wattos.knowledge.schemas import ParsedDocument, ProcessReport
from wattos.knowledge.titles import is_nameless, opening_line
from wattos.settings import DocumentLimits

log = logging.getLogger(__name__)

Progress = Callable[[int, int, str], Awaitable[None]]
"""Called with documents done, documents in all, and the title of the last one."""

_PARALLEL = 2


async def quiet(_done: int, _total: int, _message: str) -> None:
    """The progress callback of callers that show none."""


class Pipeline:
    """Moves documents of any tenant; holds no connection while it parses or embeds."""

    def __init__(
        self,
        registry: KnowledgeRegistry,
        embedding: Embedding,
        track: Track,
        limits: DocumentLimits,
    ) -> None:
        self._registry = registry
        self._limits = limits
        self._embedding = embedding
        self._track = track

    async def run(
        self,
        tenant_id: UUID,
        document_ids: Sequence[UUID] | None = None,
        on_progress: Progress = quiet,
    ) -> ProcessReport:
        """Take waiting documents (all, or those named) to `ready` or `failed`.

        Words are searchable as soon as a document is `chunked`; vectors follow for all documents
        together, shallow and short ones first. Running it again after a crash goes on where the
        stored state stands.
        """
        failures = await self.prepare(tenant_id, document_ids)
        report = await self.embed(tenant_id, document_ids, on_progress)
        failures |= report.failures
        return msgspec.structs.replace(report, failed=len(failures), failures=failures)

    async def prepare(
        self, tenant_id: UUID, document_ids: Sequence[UUID] | None = None
    ) -> dict[str, str]:
        """Make the words of waiting documents searchable; returns reasons by id of the failed."""
        async with tenant_scope(tenant_id):
            waiting = await waiting_documents(document_ids)
        slots = asyncio.Semaphore(_PARALLEL)

        async def prepare(document_id: UUID) -> str | None:
            async with slots:
                return await self._prepare(tenant_id, document_id)

        reasons = await asyncio.gather(*(prepare(document_id) for document_id in waiting))
        failed = {i: reason for i, reason in zip(waiting, reasons, strict=True) if reason}
        for document_id, reason in failed.items():
            self._track(_outcome(tenant_id, document_id, reason))
        return {str(document_id): reason for document_id, reason in failed.items()}

    async def embed(
        self,
        tenant_id: UUID,
        document_ids: Sequence[UUID] | None = None,
        on_progress: Progress = quiet,
    ) -> ProcessReport:
        """Give prepared documents their vectors, shallow and short ones first."""
        async with tenant_scope(tenant_id):
            prepared = await waiting_documents(document_ids, PREPARED)
        report = await embed_documents(tenant_id, prepared, self._embedding, on_progress)
        for document_id in prepared:
            self._track(_outcome(tenant_id, document_id, report.failures.get(str(document_id))))
        return report

    async def _prepare(self, tenant_id: UUID, document_id: UUID) -> str | None:
        """Take one document to `chunked`; returns the reason when it failed."""
        async with tenant_scope(tenant_id):
            pending = await load_pending(document_id)
        if pending is None:
            return None
        try:
            await self._to_chunks(tenant_id, pending)
        except DocumentError as error:
            async with tenant_scope(tenant_id):
                await set_state(
                    pending.id,
                    "failed",
                    reason=error.reason,
                    detail=error.detail,
                    content_hash=pending.content_hash,
                )
            return error.reason
        return None

    async def _to_chunks(self, tenant_id: UUID, pending: Pending) -> None:
        parsed = pending.parsed
        if parsed is None:
            parsed = await self._parse(pending)
            async with tenant_scope(tenant_id):
                if not await advance(pending, "parsed", parsed):
                    return
        if pending.state != "redacted":
            pending, parsed = await self._redact(tenant_id, pending, parsed)
            async with tenant_scope(tenant_id):
                if not await advance(pending, "redacted", parsed):
                    return
        title = parsed.title or _title(pending, parsed)
        # People's tickets and chats state nothing that a record is made of.
        states = pending.source_kind in STATING
        reading = await read_passages(
            parsed,
            title=title,
            language=pending.language,
            url=pending.url,
            extractors=self._registry.record_extractors() if states else (),
            limits=self._limits,
        )
        async with tenant_scope(tenant_id):
            if await set_state(pending.id, "chunked", content_hash=pending.content_hash):
                await replace_chunks(pending, parsed, reading, title=title)
                await replace_records(
                    pending.id,
                    parsed.text,
                    reading.records,
                    language=reading.language,
                    version=records_version(self._registry.record_extractors()),
                )

    async def _parse(self, pending: Pending) -> ParsedDocument:
        if not pending.data:
            raise DocumentError("empty")
        parser = find_parser(self._registry.parsers(), pending.media_type, pending.url)
        if parser is None:
            raise unsupported(pending.media_type, pending.url)
        return await asyncio.to_thread(
            parser.parse, pending.data, url=pending.url, media_type=pending.media_type
        )

    async def _redact(
        self, tenant_id: UUID, pending: Pending, parsed: ParsedDocument
    ) -> tuple[Pending, ParsedDocument]:
        """The document and its parse without what the redactors take out, the title included."""
        own_title = bool(parsed.title)
        # A title from outside the text, such as a ticket's subject line, is redacted with it.
        parsed = msgspec.structs.replace(parsed, title=parsed.title or pending.title)
        for redactor in self._registry.redactors():
            try:
                parsed = await redactor.redact(
                    parsed,
                    source_kind=pending.source_kind,
                    published=pending.published,
                    tenant_id=tenant_id,
                    document_id=pending.id,
                )
            except DocumentError:
                raise
            except WattosError as error:
                log.warning("Redaction failed for document %s: %s", pending.id, error.code)
                raise DocumentError("redaction-failed") from error
        pending = msgspec.structs.replace(pending, title=parsed.title)
        return pending, parsed if own_title else msgspec.structs.replace(parsed, title="")


def _title(pending: Pending, parsed: ParsedDocument) -> str:
    """What it came with; where that is only a file's name, the line that it opens with."""
    if pending.source_kind == "file" and is_nameless(pending.title):
        return opening_line(parsed.text) or pending.title
    return pending.title


_VAGUE = frozenset({"", "text/plain", "application/octet-stream", "application/vnd.ms-excel"})
"""Media types that browsers send for files of many formats."""


def find_parser(parsers: Sequence[Parser], media_type: str, url: str) -> Parser | None:
    """The parser for a media type; where that says little, for the extension of the address.

    Of a file within a file (`mail.eml#letter.txt`), the inner name says more.
    """
    plain = media_type.split(";")[0].strip().lower()
    address = urlsplit(url)
    suffixes = [PurePosixPath(name).suffix.lower() for name in (address.fragment, address.path)]
    by_type = next((p for p in parsers if plain in p.media_types), None)
    by_extension = next((p for each in suffixes for p in parsers if each in p.extensions), None)
    return by_extension or by_type if plain in _VAGUE else by_type or by_extension


def _outcome(tenant_id: UUID, document_id: UUID, reason: str | None) -> PlatformEvent:
    data = {"document_id": document_id}
    if reason is None:
        return PlatformEvent(name="document.ready", tenant_id=tenant_id, data=data)
    failed = {**data, "reason": reason}
    return PlatformEvent(name="document.failed", tenant_id=tenant_id, data=failed)
