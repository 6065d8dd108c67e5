"""A small embedder and parser, so that the room's tests need no plugin."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from wattos.errors import Unavailable
from wattos.knowledge import (
    DocumentBuilder,
    DocumentError,
    Embedder,
    ParsedDocument,
    Parser,
    PersonalSpan,
    RecordExtractor,
    Redactor,
    VectorStore,
)
from wattos.knowledge.text import fold


class TrigramEmbedder:
    """Counts letter trigrams in hashed places: similar spelling, similar vector."""

    def __init__(self, name: str = "test/trigrams", dimensions: int = 64) -> None:
        self.name = name
        self.dimensions = dimensions
        self.language_gap = 0.0
        self.embedded: list[str] = []
        self.available = True

    async def embed_passages(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        if not self.available:
            raise Unavailable("The test embedder is switched off.")
        self.embedded += texts
        return [self._vector(text) for text in texts]

    async def embed_query(self, text: str) -> Sequence[float]:
        if not self.available:
            raise Unavailable("The test embedder is switched off.")
        return self._vector(text)

    def _vector(self, text: str) -> list[float]:
        folded = f" {fold(text)} "
        counts = [0.0] * self.dimensions
        for at in range(len(folded) - 2):
            digest = hashlib.md5(folded[at : at + 3].encode(), usedforsecurity=False).digest()
            counts[digest[0] % self.dimensions] += 1.0
        length = sum(count * count for count in counts) ** 0.5 or 1.0
        return [count / length for count in counts]


class LineParser:
    """Lines are paragraphs, `# ` makes a heading, `!locked` fails like a protected file."""

    media_types = ("text/plain",)
    extensions = (".txt",)
    reading = 0

    def __init__(self) -> None:
        self.parsed: list[str] = []

    def parse(self, data: bytes, *, url: str, media_type: str) -> ParsedDocument:
        self.parsed.append(url)
        text = data.decode()
        if text.startswith("!locked"):
            raise DocumentError("password-protected")
        builder = DocumentBuilder()
        for line in text.splitlines():
            if line.startswith("# "):
                builder.heading(line[2:], 1)
            else:
                builder.paragraph(line)
        return builder.build()


class Registry:
    """What a plugin host would offer."""

    def __init__(self) -> None:
        self.embedder = TrigramEmbedder()
        self.others: list[TrigramEmbedder] = []
        self.parser = LineParser()
        self.redactor_list: list[Redactor] = []
        self.extractors: list[RecordExtractor] = []

    def parsers(self) -> Sequence[Parser]:
        return [self.parser]

    def embedders(self) -> Sequence[Embedder]:
        return [self.embedder, *self.others]

    def remote_embedder(self, name: str, tenant_id: UUID | None = None) -> Embedder | None:
        return None

    def vector_stores(self) -> Sequence[VectorStore]:
        return []

    def redactors(self) -> Sequence[Redactor]:
        return self.redactor_list

    def record_extractors(self) -> Sequence[RecordExtractor]:
        return self.extractors


class AddText(Protocol):
    """The fixture `add_text`."""

    async def __call__(self, tenant: UUID, url: str, text: str) -> UUID: ...


class FindsNothing:
    """The half of a redactor that documents do not need."""

    async def find_in_message(self, text: str, *, tenant_id: UUID) -> Sequence[PersonalSpan]:
        return []

    def find(self, text: str, language: str | None = None) -> Sequence[PersonalSpan]:
        return []
