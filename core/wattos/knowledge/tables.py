"""The knowledge room's tables."""

from __future__ import annotations

from piccolo.columns import (
    JSONB,
    UUID,
    Array,
    Boolean,
    Bytea,
    Integer,
    Text,
    Timestamptz,
)
from piccolo.columns.base import Column

from wattos.database import HalfVec, TenantTable


class TsVector(Column):
    """Postgres's full text vector; written by SQL only."""

    value_type = str

    @property
    def column_type(self) -> str:
        return "TSVECTOR"


class KnowledgeSpace(TenantTable, tablename="knowledge_space"):
    """A named shelf of documents."""

    slug = Text()
    name = Text()


class Document(TenantTable, tablename="document"):
    """A document, its readable state, and the text that citations quote."""

    space_id = UUID()
    source_kind = Text()
    url = Text()
    title = Text()
    language = Text()
    media_type = Text()
    content_hash = Text()
    state = Text()
    reason = Text(null=True, default=None)
    reason_detail = JSONB(null=True, default=None)
    text = Text()
    blocks = JSONB()
    byte_size = Integer()
    depth = Integer()
    published = Boolean(default=False)
    metadata = JSONB()
    updated_at = Timestamptz()
    records_version = Text(null=True, default=None)


class DocumentContent(TenantTable, tablename="document_content"):
    """What is needed to go on after a crash: the bytes, then the parsed text. Gone when ready."""

    document_id = UUID()
    data = Bytea()
    parsed = JSONB(null=True, default=None)


class Chunk(TenantTable, tablename="chunk"):
    """A passage; `text` is the document's text from `start_offset` to `end_offset`."""

    document_id = UUID()
    space_id = UUID()
    position = Integer()
    heading_path = Array(Text())
    page = Integer(null=True, default=None)
    start_offset = Integer()
    end_offset = Integer()
    text = Text()
    language = Text()
    search_config = Text()
    search_vector = TsVector()
    search_text = Text()
    search_hash = Text()
    word_count = Integer()


class ChunkEmbedding(TenantTable, tablename="chunk_embedding"):
    """A passage's vector under one model; several models stand side by side."""

    chunk_id = UUID()
    document_id = UUID()
    model = Text()
    embedding = HalfVec()


class AwaitedSource(TenantTable, tablename="awaited_source"):
    """A crawl or import on its way, and how many of its documents are not here yet."""

    space_id = UUID()
    source = UUID()
    source_kind = Text()
    documents = Integer()
    updated_at = Timestamptz()


class SearchWord(TenantTable, tablename="search_word"):
    """A word that occurs in the tenant's passages, for typos, compounds and missing accents."""

    language = Text()
    word = Text()
    folded = Text()


class KnowledgeRecord(TenantTable, tablename="knowledge_record"):
    """A fact read from a document; `text` is the document's text between its offsets."""

    document_id = UUID()
    kind = Text()
    subject = Text()
    data = JSONB()
    start_offset = Integer()
    end_offset = Integer()
    text = Text()
    language = Text()
