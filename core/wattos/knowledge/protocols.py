"""What plugins offer to the knowledge room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, runtime_checkable
from uuid import UUID

import msgspec

from wattos.knowledge.schemas import KnowledgeFilter, ParsedDocument, PersonalSpan, SourceKind
from wattos.records import Record

Vector = Sequence[float]


@runtime_checkable
class Parser(Protocol):
    """Turns bytes of some formats into a `ParsedDocument`.

    `parse` may take long: it is called in a thread. It raises `DocumentError` with a reason code
    for documents that cannot be read.

    A parser may say the version of its rules in an attribute `reading` (a number, 0 where there is
    none): the same bytes that older rules read are read anew when they come again.
    """

    @property
    def media_types(self) -> tuple[str, ...]: ...

    @property
    def extensions(self) -> tuple[str, ...]:
        """Lower case, with the dot: (".html", ".htm")."""
        ...

    def parse(self, data: bytes, *, url: str, media_type: str) -> ParsedDocument: ...


class PartDocument(msgspec.Struct, frozen=True, kw_only=True):
    """One ticket or conversation of an export; `key` is stable and unique within the file."""

    key: str
    title: str
    data: bytes
    media_type: str
    source_kind: SourceKind
    language: str | None = None
    metadata: dict[str, Any] = {}


@runtime_checkable
class Splitter(Parser, Protocol):
    """A parser whose files may hold many documents, such as a CSV export of tickets."""

    def split(self, data: bytes, *, url: str, source_kind: SourceKind) -> Sequence[PartDocument]:
        """The documents inside; empty when the file is one document.

        Raises `DocumentError` ("wrong-columns") when `source_kind` asks for tickets or
        conversations and the file has no text of that kind.
        """
        ...


@runtime_checkable
class Embedder(Protocol):
    """Turns texts into vectors of unit length under a model's `name`."""

    @property
    def name(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    @property
    def language_gap(self) -> float:
        """By how much the cosine of a question and a text in another language falls short of the
        cosine with the same text in the question's own; 0 where it was not measured."""
        ...

    async def embed_passages(self, texts: Sequence[str]) -> Sequence[Vector]:
        """One vector a text, in order; raises `Unavailable` when the model does not answer."""
        ...

    async def embed_query(self, text: str) -> Vector: ...


@runtime_checkable
class QuickEmbedder(Embedder, Protocol):
    """An embedder that is asked about a few dozen short texts while somebody waits.

    For models on this machine that take about a millisecond a text; as the second embedder such a
    one also compares headings with questions in another language.
    """

    async def embed_queries(self, texts: Sequence[str]) -> Sequence[Vector]:
        """One vector a text, in order; raises `Unavailable` when the model does not answer."""
        ...


@runtime_checkable
class Redactor(Protocol):
    """Takes personal data out of a parsed document before it is stored, embedded or sent."""

    async def redact(
        self,
        document: ParsedDocument,
        *,
        source_kind: SourceKind,
        published: bool,
        tenant_id: UUID,
        document_id: UUID,
    ) -> ParsedDocument:
        """The document without what the policy of its kind of source takes out.

        `published` tells files that the organisation shows to the public from other uploads.

        Text, title, headings and table headers are redacted alike, and blocks keep pointing at
        their text. Called outside a transaction; slow work belongs in a thread.
        """
        ...

    async def find_in_message(self, text: str, *, tenant_id: UUID) -> Sequence[PersonalSpan]:
        """What the tenant's policy for conversations takes out of what a person wrote."""
        ...

    def find(self, text: str, language: str | None = None) -> Sequence[PersonalSpan]:
        """All personal data in a text whatever its source, in order and without overlaps.

        Needs no database; may take seconds at its first call.
        """
        ...


@runtime_checkable
class RecordExtractor(Protocol):
    """Reads facts with a structure (hours, fees, contacts …) from a document."""

    @property
    def version(self) -> str:
        """Name and number; another one than a document's records were read with reads it again."""
        ...

    def extract(self, document: ParsedDocument, *, url: str, language: str) -> Sequence[Record]:
        """The records, each with the place in `document.text` that says it.

        The document is redacted: what its `metadata` says besides counts only where the text says
        it too. May take long: it is called in a thread. A failure costs the document its records,
        nothing else.
        """
        ...


class StoredVector(msgspec.Struct, frozen=True):
    """A passage's vector on its way into a store."""

    chunk_id: UUID
    document_id: UUID
    vector: Vector


class DenseMatches(msgspec.Struct, frozen=True, kw_only=True):
    """Nearest passages with their cosine, and the spread of cosines over all that were compared.

    `mean` and `deviation` make scores of different questions comparable (standard scores). A store
    with an approximate index takes them from a sample, and `count` is the sample's.
    """

    similarities: dict[UUID, float]
    mean: float = 0.0
    deviation: float = 1.0
    count: int = 0


@runtime_checkable
class VectorStore(Protocol):
    """Keeps vectors of several models side by side; every call concerns one tenant.

    Deleting a chunk deletes its vectors: a store outside Postgres implements `forget`.
    """

    @property
    def name(self) -> str: ...

    async def put(self, tenant_id: UUID, model: str, vectors: Sequence[StoredVector]) -> None: ...

    async def stored(self, tenant_id: UUID, model: str, document_ids: Sequence[UUID]) -> set[UUID]:
        """The passages of these documents that have a vector under the model."""
        ...

    async def forget(self, tenant_id: UUID, document_id: UUID) -> None:
        """Drop every vector of a document."""
        ...

    async def counts(self, tenant_id: UUID) -> dict[str, int]:
        """How many vectors there are by model."""
        ...

    async def has_others(self, tenant_id: UUID, models: Sequence[str]) -> bool:
        """Whether there are vectors of models besides these; asked with every search."""
        ...

    async def drop_others(self, tenant_id: UUID, models: Sequence[str]) -> None:
        """Drop the vectors of all models but these."""
        ...

    async def nearest(
        self,
        tenant_id: UUID,
        model: str,
        query: Vector,
        *,
        limit: int,
        knowledge_filter: KnowledgeFilter,
        always: Sequence[UUID] = (),
    ) -> DenseMatches:
        """The `limit` nearest passages, and those named by `always` whatever their rank."""
        ...

    async def vectors(
        self, tenant_id: UUID, model: str, chunk_ids: Sequence[UUID]
    ) -> dict[UUID, Vector]: ...


class KnowledgeRegistry(Protocol):
    """What the plugin host hands to the knowledge room."""

    def parsers(self) -> Sequence[Parser]: ...

    def embedders(self) -> Sequence[Embedder]: ...

    def remote_embedder(self, name: str, tenant_id: UUID | None = None) -> Embedder | None:
        """The embedder "provider/model" of a configured model provider.

        With a tenant it books its calls there and raises `Barred` where the tenant's policy keeps
        texts from the provider; without one only texts that are nobody's may go through it.
        """
        ...

    def vector_stores(self) -> Sequence[VectorStore]: ...

    def redactors(self) -> Sequence[Redactor]: ...

    def record_extractors(self) -> Sequence[RecordExtractor]: ...
