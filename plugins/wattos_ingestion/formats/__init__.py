"""The formats, a module each, imported in the children that read files."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wattos.knowledge import ParsedDocument, PartDocument
    from wattos_ingestion.source import Source


def parse_file(name: str, source: Source) -> ParsedDocument:
    """Read a file of the format `name`; raises `DocumentError`, or whatever a library raises."""
    parsed: ParsedDocument = import_module(f"{__name__}.{name}").parse(source)
    return parsed


def split_file(name: str, source: Source, source_kind: str) -> list[PartDocument]:
    """The documents inside a file; `source_kind` is what its uploader announced."""
    parts: list[PartDocument] = import_module(f"{__name__}.{name}").split(source, source_kind)
    return parts
