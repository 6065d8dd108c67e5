"""The formats as parsers that do their work in a child process."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial

from wattos.knowledge import ParsedDocument, Parser, PartDocument, Sandbox
from wattos.settings import DocumentLimits
from wattos_ingestion.catalogue import FORMATS, SPLIT_FORMATS, Format
from wattos_ingestion.formats import parse_file, split_file
from wattos_ingestion.source import Source


class FormatParser:
    """A `Parser` for one format."""

    def __init__(self, file_format: Format, sandbox: Sandbox, limits: DocumentLimits) -> None:
        self._format = file_format
        self._sandbox = sandbox
        self._limits = limits

    @property
    def media_types(self) -> tuple[str, ...]:
        return self._format.media_types

    @property
    def extensions(self) -> tuple[str, ...]:
        return self._format.extensions

    @property
    def reading(self) -> int:
        return self._format.reading

    def parse(self, data: bytes, *, url: str, media_type: str) -> ParsedDocument:
        """Blocks until the child has answered; raises `DocumentError`."""
        source = Source(data=data, url=url, media_type=media_type, limits=self._limits)
        return self._sandbox.run(partial(parse_file, self._format.name, source), ParsedDocument)


class SplittingParser(FormatParser):
    """A `Splitter`: exports of tickets or conversations, mails with attachments."""

    def split(self, data: bytes, *, url: str, source_kind: str) -> Sequence[PartDocument]:
        """Blocks until the child has answered; raises `DocumentError`."""
        source = Source(data=data, url=url, limits=self._limits)
        work = partial(split_file, self._format.name, source, source_kind)
        return self._sandbox.run(work, list[PartDocument])


@cache
def all_parsers(limits: DocumentLimits) -> list[Parser]:
    """Every format over one pool of child processes."""
    sandbox = Sandbox(limits)
    return [
        *(FormatParser(each, sandbox, limits) for each in FORMATS),
        *(SplittingParser(each, sandbox, limits) for each in SPLIT_FORMATS),
    ]
