"""From a redacted text to its passages and records: all the reckoning before they are stored."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from functools import partial

import msgspec

from wattos.knowledge.chunking import chunk
from wattos.knowledge.language import detect_language
from wattos.knowledge.protocols import RecordExtractor
from wattos.knowledge.reasons import DocumentError
from wattos.knowledge.records import extract_records
from wattos.knowledge.sandbox import LONG_TEXT, text_sandbox
from wattos.knowledge.schemas import ChunkSpan, ParsedDocument
from wattos.knowledge.words import lower, vocabulary
from wattos.records import Record
from wattos.settings import DocumentLimits


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """A passage as it is stored; `weighted` are title, headings and text for the word search."""

    span: ChunkSpan
    language: str
    searched: str
    digest: str
    weighted: tuple[str, str, str]


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What a document is found by; `words` are the folded forms of its words by language."""

    language: str
    passages: list[Passage]
    words: dict[str, dict[str, str]]
    records: list[Record]


async def read_passages(
    document: ParsedDocument,
    *,
    title: str,
    language: str | None,
    url: str,
    extractors: Sequence[RecordExtractor],
    limits: DocumentLimits,
) -> Reading:
    """Cut the document, tell its languages and read its records, a long one in a child.

    `language` is the one that its source names. Raises `DocumentError` for a document without
    text, or one that is over a limit.
    """
    work = partial(_read, document, title, language, url, tuple(extractors))
    if len(document.text) <= LONG_TEXT:
        return await asyncio.to_thread(work)
    sandbox = text_sandbox(limits)
    return await asyncio.to_thread(sandbox.run, work, Reading, fault="parser-crashed")


def _read(
    document: ParsedDocument,
    title: str,
    stated: str | None,
    url: str,
    extractors: tuple[RecordExtractor, ...],
) -> Reading:
    spans = chunk(document)
    if not spans:
        raise DocumentError("empty")
    language = (stated or "")[:2].lower() or detect_language(
        document.text, (document.language or "")[:2].lower() or "de"
    )
    passages = [_passage(document, span, title, language) for span in spans]
    words: dict[str, dict[str, str]] = {}
    for passage in passages:
        known = words.setdefault(passage.language, {})
        known |= vocabulary(passage.searched, passage.language)
    named = msgspec.structs.replace(document, title=title)
    return Reading(
        language=language,
        passages=passages,
        words=words,
        records=extract_records(extractors, named, url=url, language=language),
    )


def _passage(document: ParsedDocument, span: ChunkSpan, title: str, language: str) -> Passage:
    searched = embedding_text(document.title, span)
    spoken = detect_language(document.text[span.start : span.end], language)
    return Passage(
        span=span,
        language=spoken,
        searched=searched,
        digest=hashlib.sha256(f"{document.title}\n{searched}".encode()).hexdigest(),
        weighted=(
            lower(title, spoken),
            lower(" ".join(span.heading_path), spoken),
            lower(span.search_text, spoken),
        ),
    )


def embedding_text(title: str, span: ChunkSpan) -> str:
    """What stands for a passage in meaning search: title, headings, then the passage."""
    headings = [heading for heading in span.heading_path if heading != title]
    context = " › ".join([title, *headings] if title else headings)
    return f"{context}\n{span.search_text}" if context else span.search_text
