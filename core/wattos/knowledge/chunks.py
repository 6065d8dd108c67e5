"""Passages as rows: replaced when a document changes, kept where their text is the same."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec

from wattos.database import (
    current_tenant_id,
    execute,
    executemany,
    fetch,
    fetchval,
    new_id,
)
from wattos.knowledge.documents import Pending
from wattos.knowledge.language import search_config
from wattos.knowledge.passages import Reading
from wattos.knowledge.schemas import ChunkView, ParsedDocument
from wattos.knowledge.words import vocabulary

_INSERT = """
insert into chunk (id, tenant_id, document_id, space_id, position, heading_path, page,
    start_offset, end_offset, text, language, search_config, search_text, search_hash, word_count,
    search_vector)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
    setweight(to_tsvector($12::text::regconfig, $16), 'A')
    || setweight(to_tsvector($12::text::regconfig, $17), 'B')
    || to_tsvector($12::text::regconfig, $18))
"""

_MOVE = """
update chunk set position = $3, page = $4, start_offset = $5, end_offset = $6, text = $7
where tenant_id = $1 and id = $2
"""


async def replace_chunks(
    pending: Pending, document: ParsedDocument, reading: Reading, *, title: str
) -> None:
    """Make the stored passages those of this version, and its text the one that is quoted.

    A passage whose searched text is unchanged keeps its id and its vectors. Runs in the caller's
    scope, so that readers see the old version or the new one and never a mixture.
    """
    tenant_id = current_tenant_id()
    await execute(
        "update document set text = $3, blocks = $4, title = $5, language = $6 "
        "where tenant_id = $1 and id = $2",
        tenant_id,
        pending.id,
        document.text,
        document.blocks,
        title,
        reading.language,
    )
    known = await _known_chunks(pending.id)
    moves: list[tuple[Any, ...]] = []
    inserts: list[tuple[Any, ...]] = []
    for position, passage in enumerate(reading.passages):
        span, spoken = passage.span, passage.language
        text = document.text[span.start : span.end]
        same = known[passage.digest].pop() if known[passage.digest] else None
        if same is not None:
            moves.append((tenant_id, same, position, span.page, span.start, span.end, text))
            continue
        inserts.append(
            (
                new_id(), tenant_id, pending.id, pending.space_id, position,
                list(span.heading_path), span.page, span.start, span.end, text, spoken,
                search_config(spoken), passage.searched, passage.digest,
                len(span.search_text.split()), *passage.weighted,
            )
        )  # fmt: skip
    await _drop([chunk for rest in known.values() for chunk in rest])
    await executemany(_MOVE, moves)
    await executemany(_INSERT, inserts)
    await _learn_words(reading.words if inserts else {})


async def _known_chunks(document_id: UUID) -> dict[str, list[UUID]]:
    rows = await fetch(
        "select id, search_hash from chunk where tenant_id = $1 and document_id = $2",
        current_tenant_id(),
        document_id,
    )
    known: dict[str, list[UUID]] = defaultdict(list)
    for row in rows:
        known[row["search_hash"]].append(row["id"])
    return known


async def _drop(chunk_ids: list[UUID]) -> None:
    """Delete passages and, of their words, those that no other passage has."""
    if not chunk_ids:
        return
    rows = await fetch(
        "delete from chunk where tenant_id = $1 and id = any ($2) "
        "returning language, search_config, search_text",
        current_tenant_id(),
        chunk_ids,
    )
    await forget_words([(r["language"], r["search_config"], r["search_text"]) for r in rows])


async def forget_words(gone: list[tuple[str, str, str]]) -> None:
    """Drop words of deleted passages, given as (language, configuration, text)."""
    # Of a long document that takes seconds, in which others go on.
    words = await asyncio.to_thread(_words_of, gone)
    for (language, config), lost in words.items():
        await fetchval("select forget_words($1, $2, $3)", sorted(lost), language, config)


def _words_of(gone: list[tuple[str, str, str]]) -> dict[tuple[str, str], set[str]]:
    words: dict[tuple[str, str], set[str]] = defaultdict(set)
    for language, config, text in gone:
        words[language, config] |= vocabulary(text, language).keys()
    return words


async def _learn_words(words: Mapping[str, Mapping[str, str]]) -> None:
    for language, known in words.items():
        ordered = sorted(known)  # one order everywhere: parallel inserts cannot deadlock
        await execute(
            "insert into search_word (id, tenant_id, language, word, folded) "
            "select id, $2, $3, word, folded from unnest($1::uuid[], $4::text[], $5::text[]) "
            "as new (id, word, folded) on conflict do nothing",
            [new_id() for _ in ordered],
            current_tenant_id(),
            language,
            ordered,
            [known[word] for word in ordered],
        )


async def list_chunks(document_id: UUID) -> list[ChunkView]:
    """A document's passages in reading order."""
    rows = await fetch(
        "select id, document_id, position, start_offset as start, end_offset as end, text, "
        "heading_path, page, language from chunk "
        "where tenant_id = $1 and document_id = $2 order by position",
        current_tenant_id(),
        document_id,
    )
    return [msgspec.convert(dict(row), ChunkView) for row in rows]
