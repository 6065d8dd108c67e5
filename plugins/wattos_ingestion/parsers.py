"""The formats as parsers that do their work in a child process."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import msgspec

from wattos.knowledge import ParsedDocument, Parser, PartDocument
from wattos_ingestion.sandbox import Sandbox


class Format(msgspec.Struct, frozen=True, kw_only=True):
    """A file format; `name` is its module in `wattos_ingestion.formats`."""

    name: str
    media_types: tuple[str, ...]
    extensions: tuple[str, ...]


PLAIN = Format(name="plain", media_types=("text/plain",), extensions=(".txt", ".text", ".log"))
MARKDOWN = Format(
    name="markdown",
    media_types=("text/markdown", "text/x-markdown"),
    extensions=(".md", ".markdown"),
)
HTML = Format(
    name="html",
    media_types=("text/html", "application/xhtml+xml"),
    extensions=(".html", ".htm", ".xhtml"),
)
PDF = Format(name="pdf", media_types=("application/pdf",), extensions=(".pdf",))
DOCX = Format(
    name="docx",
    media_types=("application/vnd.openxmlformats-officedocument.wordprocessingml.document",),
    extensions=(".docx",),
)
RECORDS = Format(
    name="records",
    media_types=(
        "text/csv", "text/tab-separated-values", "application/jsonl", "application/x-ndjson",
        "application/vnd.wattos.record+json",
    ),
    extensions=(".csv", ".tsv", ".jsonl", ".ndjson"),
)  # fmt: skip


class FormatParser:
    """A `Parser` for one format."""

    def __init__(self, file_format: Format, sandbox: Sandbox) -> None:
        self._format = file_format
        self._sandbox = sandbox

    @property
    def media_types(self) -> tuple[str, ...]:
        return self._format.media_types

    @property
    def extensions(self) -> tuple[str, ...]:
        return self._format.extensions

    def parse(self, data: bytes, *, url: str, media_type: str) -> ParsedDocument:
        """Blocks until the child has answered; raises `DocumentError`."""
        return self._sandbox.run(self._format.name, "parse", data, url, media_type, ParsedDocument)


class RecordsParser(FormatParser):
    """A `Splitter`: CSV and JSON Lines may be exports of tickets or conversations."""

    def split(self, data: bytes, *, url: str, source_kind: str) -> Sequence[PartDocument]:
        """Blocks until the child has answered; raises `DocumentError`."""
        return self._sandbox.run(
            self._format.name, "split", data, url, source_kind, list[PartDocument]
        )


@cache
def all_parsers() -> list[Parser]:
    """Every format over one pool of child processes."""
    sandbox = Sandbox()
    plain = [FormatParser(each, sandbox) for each in (HTML, MARKDOWN, PLAIN, PDF, DOCX)]
    return [*plain, RecordsParser(RECORDS, sandbox)]
