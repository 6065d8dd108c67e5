"""A knowledge room over the real database, with a small embedder and parser of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

import pytest

from wattos.errors import Unavailable
from wattos.knowledge import (
    DocumentBuilder,
    DocumentError,
    Embedder,
    Knowledge,
    NewDocument,
    ParsedDocument,
    Parser,
    Redactor,
    VectorStore,
)
from wattos.knowledge.text import fold
from wattos.settings import Settings


class TrigramEmbedder:
    """Counts letter trigrams in hashed places: similar spelling, similar vector."""

    def __init__(self, name: str = "test/trigrams", dimensions: int = 64) -> None:
        self.name = name
        self.dimensions = dimensions
        self.embedded: list[str] = []
        self.available = True

    async def embed_passages(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        if not self.available:
            raise Unavailable("The test embedder is switched off.")
        self.embedded += texts
        return [self._vector(text) for text in texts]

    async def embed_query(self, text: str) -> Sequence[float]:
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
        self.parser = LineParser()
        self.redactor_list: list[Redactor] = []

    def parsers(self) -> Sequence[Parser]:
        return [self.parser]

    def embedders(self) -> Sequence[Embedder]:
        return [self.embedder]

    def vector_stores(self) -> Sequence[VectorStore]:
        return []

    def redactors(self) -> Sequence[Redactor]:
        return self.redactor_list


@pytest.fixture
def registry() -> Registry:
    return Registry()


@pytest.fixture
def knowledge(registry: Registry) -> Knowledge:
    return Knowledge(Settings(embedder="test/trigrams"), registry)


AddText = Callable[..., Awaitable[UUID]]


@pytest.fixture
def add_text(knowledge: Knowledge) -> AddText:
    """Adds a text to a tenant's default space and processes it; returns the document's id."""

    async def add(tenant: UUID, url: str, text: str, **fields: object) -> UUID:
        space = await knowledge.ensure_space(tenant)
        new = NewDocument(
            space_id=space, url=url, data=text.encode(), **({"source_kind": "file"} | fields)
        )
        added = await knowledge.add(tenant, new)
        await knowledge.process(tenant, [added.document_id])
        return added.document_id

    return add
