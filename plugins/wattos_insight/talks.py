"""The platform's own conversations as a source: what people asked its agents, and how it went.

Nothing that was said leaves the conversations room unredacted, whatever the source's policy: each
question is kept without personal data, and only as a quote beside the group it belongs to.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final, Literal
from uuid import UUID

import msgspec

from wattos.agents import topic_of
from wattos.conversations import AskedQuestion, asked_questions
from wattos.database import tenant_scope
from wattos.knowledge import detect_language
from wattos_insight.evidence import SourceChunk
from wattos_insight.text import words

if TYPE_CHECKING:
    from wattos.knowledge import Embedder, Redactor

DAYS: Final = 180
"""How far back questions count: older ones were answered by other material."""
_MOST: Final = 1_000
_LEAST_WORDS: Final = 2
"""Words of three letters or more under which a message is small talk, not a question."""
_TITLE_LENGTH: Final = 80
_MASK: Final = "[…]"


async def read_talks(
    tenant_id: UUID, redactors: Sequence[Redactor], language: str
) -> list[SourceChunk]:
    """The tenant's questions of the last half year as sources without vectors, oldest first.

    A conversation that names nothing ("Was kostet das?") is left out: such questions would make a
    group of people who have only their wording in common.
    """
    async with tenant_scope(tenant_id):
        asked = await asked_questions(days=DAYS, limit=_MOST)
    named = {item.conversation_id for item in asked if topic_of(item.text)}
    telling = [
        item
        for item in asked
        if item.conversation_id in named and sum(1 for _ in words(item.text)) >= _LEAST_WORDS
    ]
    texts = await asyncio.to_thread(_redacted, telling, redactors)
    return [_chunk(item, text, language) for item, text in zip(telling, texts, strict=True)]


async def embedded(chunks: Sequence[SourceChunk], embedder: Embedder) -> list[SourceChunk]:
    """The chunks, with vectors for those questions that have none: they are not stored."""
    waiting = [c for c in chunks if c.vector is None and c.source_kind == "conversation"]
    vectors = await embedder.embed_passages([c.text for c in waiting]) if waiting else []
    found = {c.chunk_id: tuple(v) for c, v in zip(waiting, vectors, strict=True)}
    return [
        msgspec.structs.replace(c, vector=found[c.chunk_id]) if c.chunk_id in found else c
        for c in chunks
    ]


def _redacted(asked: Iterable[AskedQuestion], redactors: Sequence[Redactor]) -> list[str]:
    return [masked(item.text, item.language, redactors) for item in asked]


def masked(text: str, language: str | None, redactors: Sequence[Redactor]) -> str:
    """The text with all personal data taken out."""
    for redactor in redactors:
        for span in sorted(redactor.find(text, language), key=lambda span: -span.start):
            text = f"{text[: span.start]}{_MASK}{text[span.end :]}"
    return text


def _chunk(item: AskedQuestion, text: str, language: str) -> SourceChunk:
    unmet: Literal["unanswered", "disliked"] | None = None
    if item.unanswered or item.disliked:
        unmet = "unanswered" if item.unanswered else "disliked"
    return SourceChunk(
        document_id=item.conversation_id,
        chunk_id=item.turn_id,
        source_kind="conversation",
        url=f"/conversations/{item.conversation_id}",
        title=text[:_TITLE_LENGTH],
        language=item.language or detect_language(text, language),
        heading_path=(),
        text=text,
        channel=item.channel,
        unmet=unmet,
    )
