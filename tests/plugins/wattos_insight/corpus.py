"""A small town's pages as the analysis sees them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

from wattos_insight.evidence import EvidenceUnit, SourceChunk, build_units
from wattos_insight.schemas import SourceKind

TENANT = UUID(int=7)

PAGES: dict[str, tuple[str, str]] = {
    path: (entry["title"], entry["text"].strip())
    for path, entry in tomllib.loads(
        Path(__file__).with_name("town.toml").read_text("utf-8")
    ).items()
}


def chunks_of(
    url: str, title: str, text: str, *, kind: SourceKind = "page", language: str = "de"
) -> list[SourceChunk]:
    """One document whose paragraphs are its chunks."""
    document = uuid5(NAMESPACE_URL, url)
    return [
        SourceChunk(
            document_id=document,
            chunk_id=uuid5(document, str(position)),
            source_kind=kind,
            url=url,
            title=title,
            language=language,
            heading_path=(title,),
            text=paragraph,
        )
        for position, paragraph in enumerate(text.split("\n"))
    ]


def page(path: str, title: str, text: str, *, language: str = "de") -> list[SourceChunk]:
    """A page of the town's site."""
    url = f"https://town.example/{path}.html"
    return chunks_of(url, f"{title} | Stadt Beispiel", text, language=language)


def town() -> list[SourceChunk]:
    """All pages of the town."""
    return [
        chunk
        for path, (title, text) in PAGES.items()
        for chunk in page(path, title, f"{text}{_PAD}")
    ]


_PAD = "\nFragen beantwortet das Rathaus unter der Telefonnummer 01999 555-0." + " " * 120
"""Every page says where to ask, and is long enough not to be taken for a list of links."""


def units(chunks: Iterable[SourceChunk]) -> list[EvidenceUnit]:
    """The evidence units of chunks."""
    return build_units(chunks)


def paths(found: Sequence[EvidenceUnit]) -> set[str]:
    """The folders of the units' addresses: which of the town's needs they belong to."""
    return {unit.url.split("/")[3] for unit in found}
