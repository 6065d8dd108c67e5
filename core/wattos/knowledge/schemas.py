"""What the knowledge room takes and gives: documents, blocks, chunks, hits."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from wattos.records import RecordData, RecordKind

SourceKind = Literal["page", "file", "conversation", "ticket"]
DocumentState = Literal["received", "parsed", "redacted", "chunked", "embedded", "ready", "failed"]
BlockKind = Literal["heading", "paragraph", "list_item", "table_row", "code"]


class NewDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A document as it arrives; the same `url` in the same space again is a new version."""

    space_id: UUID
    source_kind: SourceKind
    url: str
    data: bytes
    media_type: str = ""
    """IANA media type; empty means that the file's extension decides."""
    title: str = ""
    language: str | None = None
    """ISO 639-1 code when the source states it; otherwise it is detected."""
    depth: int = 0
    """Clicks from the home page; shallow documents are embedded first."""
    published: bool = False
    """Whether the organisation shows a file to the public; its contacts then stay as on a page."""
    metadata: dict[str, Any] = {}


class AddedDocument(msgspec.Struct, frozen=True, kw_only=True):
    """What became of an added document; `changed` is False when the very same bytes were known."""

    document_id: UUID
    changed: bool
    state: DocumentState
    reason: str | None = None
    explanation: dict[str, str] = {}
    """The reason as a sentence in German and English, with the line or number that it is about."""


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """A structural piece of a document; `start` and `end` are character offsets into its text."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    """Of a heading: 1 to 6."""
    heading_path: tuple[str, ...] = ()
    """The headings above the block, outermost first; a heading's own text is not in it."""
    page: int | None = None
    """From 1, for formats that have pages."""
    header: tuple[str, ...] = ()
    """Of a table row: the table's column headings."""


class ParsedDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A parser's result. Citations quote `text`, so it is stored as it is here."""

    title: str
    """The document's own title, empty when it has none."""
    text: str
    blocks: tuple[Block, ...]
    language: str | None = None
    """What the document itself declares; otherwise it is detected."""
    metadata: dict[str, Any] = {}


PersonalType = Literal[
    "PERSON", "EMAIL", "PHONE", "IBAN", "CREDIT_CARD", "TAX_ID", "SOCIAL_SECURITY", "ID_CARD",
    "HEALTH_INSURANCE", "DATE_OF_BIRTH", "ADDRESS", "LICENSE_PLATE", "IP_ADDRESS",
]  # fmt: skip


class PersonalSpan(msgspec.Struct, frozen=True, kw_only=True):
    """Personal data in a text: `text[start:end]`, in characters."""

    start: int
    end: int
    type: PersonalType


class ChunkSpan(msgspec.Struct, frozen=True, kw_only=True):
    """A passage: `text[start:end]` of its document, and what is searched with it."""

    start: int
    end: int
    heading_path: tuple[str, ...] = ()
    page: int | None = None
    search_text: str = ""
    """The passage with its table headers spelt out; title and headings come on top."""


class KnowledgeFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Narrows a search; None means no restriction, an empty tuple matches nothing."""

    space_ids: tuple[UUID, ...] | None = None
    document_ids: tuple[UUID, ...] | None = None
    source_kinds: tuple[SourceKind, ...] | None = None
    languages: tuple[str, ...] | None = None


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """A found passage, best first by `score`; `text` is the document's `text[start:end]`.

    `score` is the fused score: comparable within one search only. `similarity` is the cosine of
    the question and the passage under the embedder, levelled across languages (0 when the passage
    is not embedded yet). `search_text` is what was searched: title, headings, and table rows with
    their column headings.
    """

    document_id: UUID
    chunk_id: UUID
    title: str
    url: str
    score: float
    start: int
    end: int
    text: str
    heading_path: tuple[str, ...] = ()
    page: int | None = None
    language: str
    source_kind: SourceKind
    similarity: float = 0.0
    search_text: str = ""


class RecordFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Narrows a list of records; None means no restriction.

    `subject` is looked for in the record's subject and its document's title, whatever its case and
    accents.
    """

    kinds: tuple[RecordKind, ...] | None = None
    document_ids: tuple[UUID, ...] | None = None
    subject: str | None = None


class RecordView(msgspec.Struct, frozen=True, kw_only=True):
    """A stored record; `text` is the document's `text[start:end]`, the place that says it.

    `chunk_id` is the passage around the place, with its page and headings.
    """

    id: UUID
    document_id: UUID
    title: str
    url: str
    kind: RecordKind
    subject: str
    data: RecordData
    start: int
    end: int
    text: str
    language: str
    chunk_id: UUID
    page: int | None = None
    heading_path: tuple[str, ...] = ()


class Space(msgspec.Struct, frozen=True, kw_only=True):
    """A knowledge space: a named shelf of documents."""

    id: UUID
    slug: str
    name: str


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """How much a tenant's knowledge holds; `ready` documents are searchable."""

    documents: int
    ready: int
    chunks: int


class DocumentView(msgspec.Struct, frozen=True, kw_only=True):
    """A document as people and programs see it; `reason` is a code, `explanation` a sentence."""

    id: UUID
    space_id: UUID
    source_kind: SourceKind
    url: str
    title: str
    language: str
    media_type: str
    state: DocumentState
    reason: str | None
    explanation: dict[str, str] = {}
    byte_size: int
    depth: int
    published: bool = False
    metadata: dict[str, Any] = {}
    created_at: datetime
    updated_at: datetime


class ChunkView(msgspec.Struct, frozen=True, kw_only=True):
    """A stored passage of a document, in reading order by `position`."""

    id: UUID
    document_id: UUID
    position: int
    start: int
    end: int
    text: str
    heading_path: tuple[str, ...] = ()
    page: int | None = None
    language: str


class ProcessReport(msgspec.Struct, frozen=True, kw_only=True):
    """How a run over waiting documents ended; `failures` maps document ids to reason codes."""

    ready: int = 0
    failed: int = 0
    chunks: int = 0
    failures: dict[str, str] = {}
