"""The knowledge room: documents, passages, search, and what plugins may add to them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wattos.knowledge.api import route_handlers
    from wattos.knowledge.builder import DocumentBuilder
    from wattos.knowledge.chunking import chunk
    from wattos.knowledge.index_keeper import (
        INDEX_FROM,
        VectorIndex,
        keep_vector_indexes,
        maintain_vector_indexes,
    )
    from wattos.knowledge.jobs import NIGHTLY, catch_up, catch_up_kind, job_kinds
    from wattos.knowledge.language import detect_language, plain_language
    from wattos.knowledge.listing import (
        DOCUMENT_SORTS,
        DocumentPage,
        DocumentSort,
        list_documents,
    )
    from wattos.knowledge.protocols import (
        DenseMatches,
        Embedder,
        KnowledgeRegistry,
        Parser,
        PartDocument,
        QuickEmbedder,
        RecordExtractor,
        Redactor,
        Splitter,
        StoredVector,
        Vector,
        VectorStore,
    )
    from wattos.knowledge.reasons import DocumentError, explain, old_format, too_large, unsupported
    from wattos.knowledge.sandbox import LONG_TEXT, Sandbox, text_sandbox
    from wattos.knowledge.schemas import (
        AddedDocument,
        Block,
        BlockKind,
        ChunkView,
        DocumentView,
        Hit,
        KnowledgeFilter,
        NewDocument,
        ParsedDocument,
        PersonalSpan,
        PersonalType,
        ProcessReport,
        RecordFilter,
        RecordView,
        SourceKind,
        Space,
    )
    from wattos.knowledge.sentences import sentence_spans
    from wattos.knowledge.service import Knowledge
    from wattos.knowledge.switching import EmbeddingStatus
    from wattos.knowledge.text import clean_line, clean_paragraph, fold, strip_forbidden
    from wattos.knowledge.titles import is_nameless, opening_line
    from wattos.knowledge.vector_index import INDEX_PREFIX
    from wattos.knowledge.vectors import PgVectorStore
    from wattos.knowledge.words import edit_distance

_HOMES = {
    "api": ("route_handlers",),
    "builder": ("DocumentBuilder",),
    "chunking": ("chunk",),
    "index_keeper": (
        "INDEX_FROM", "VectorIndex", "keep_vector_indexes", "maintain_vector_indexes",
    ),
    "jobs": ("NIGHTLY", "catch_up", "catch_up_kind", "job_kinds"),
    "language": ("detect_language", "plain_language"),
    "listing": ("DOCUMENT_SORTS", "DocumentPage", "DocumentSort", "list_documents"),
    "protocols": (
        "DenseMatches", "Embedder", "KnowledgeRegistry", "Parser", "PartDocument",
        "QuickEmbedder", "RecordExtractor", "Redactor", "Splitter", "StoredVector", "Vector",
        "VectorStore",
    ),
    "reasons": ("DocumentError", "explain", "old_format", "too_large", "unsupported"),
    "sandbox": ("LONG_TEXT", "Sandbox", "text_sandbox"),
    "schemas": (
        "AddedDocument", "Block", "BlockKind", "ChunkView", "DocumentView", "Hit",
        "KnowledgeFilter",
        "NewDocument", "ParsedDocument", "PersonalSpan", "PersonalType",
        "ProcessReport", "RecordFilter", "RecordView", "SourceKind", "Space",
    ),
    "sentences": ("sentence_spans",),
    "service": ("Knowledge",),
    "switching": ("EmbeddingStatus",),
    "text": ("clean_line", "clean_paragraph", "fold", "strip_forbidden"),
    "titles": ("is_nameless", "opening_line"),
    "vector_index": ("INDEX_PREFIX",),
    "vectors": ("PgVectorStore",),
    "words": ("edit_distance",),
}  # fmt: skip
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "DOCUMENT_SORTS",
    "INDEX_FROM",
    "INDEX_PREFIX",
    "LONG_TEXT",
    "NIGHTLY",
    "AddedDocument",
    "Block",
    "BlockKind",
    "ChunkView",
    "DenseMatches",
    "DocumentBuilder",
    "DocumentError",
    "DocumentPage",
    "DocumentSort",
    "DocumentView",
    "Embedder",
    "EmbeddingStatus",
    "Hit",
    "Knowledge",
    "KnowledgeFilter",
    "KnowledgeRegistry",
    "NewDocument",
    "ParsedDocument",
    "Parser",
    "PartDocument",
    "PersonalSpan",
    "PersonalType",
    "PgVectorStore",
    "ProcessReport",
    "QuickEmbedder",
    "RecordExtractor",
    "RecordFilter",
    "RecordView",
    "Redactor",
    "Sandbox",
    "SourceKind",
    "Space",
    "Splitter",
    "StoredVector",
    "Vector",
    "VectorIndex",
    "VectorStore",
    "catch_up",
    "catch_up_kind",
    "chunk",
    "clean_line",
    "clean_paragraph",
    "detect_language",
    "edit_distance",
    "explain",
    "fold",
    "is_nameless",
    "job_kinds",
    "keep_vector_indexes",
    "list_documents",
    "maintain_vector_indexes",
    "old_format",
    "opening_line",
    "plain_language",
    "route_handlers",
    "sentence_spans",
    "strip_forbidden",
    "text_sandbox",
    "too_large",
    "unsupported",
]


def __getattr__(name: str) -> Any:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module 'wattos.knowledge' has no attribute {name!r}")
    return getattr(import_module(f"wattos.knowledge.{home}"), name)
