"""From a question in a conversation to passages that fit into a model's context."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from wattos.agents.schemas import HistoryMessage
from wattos.events import Reading
from wattos.knowledge import Hit, KnowledgeFilter
from wattos.llm import Passage

_CHARACTERS_PER_TOKEN = 3.5  # German runs to more tokens a character than English
CONTEXT_TOKENS = 3000
SEARCH_HITS = 12
CONTACT_HITS = 10
_FEW_WORDS = 4
_WORD = re.compile(r"[^\W_]+")

_POINTING_WORDS = """
und aber oder dann dort da dafür dazu davon damit das dies diese dieser dieses er sie es ihn ihm
sein seine deren dessen auch noch sonst jetzt
and but or then there that this these those it its they them he she his her also else too
ve ama peki o bu şu onu bunu orada buna ona onun bunun onlar de da
"""
_POINTS_BACK = frozenset(_POINTING_WORDS.split())
_STANDS_FOR = frozenset(
    {"das", "es", "dafür", "dazu", "dort", "denn", "that", "this", "it", "there", "them"}
    | {"bu", "şu", "bunun", "orada"}
)
_INTRODUCES = frozenset({"ein", "eine", "einen", "einem", "einer", "a", "an", "bir"})


class KnowledgeSearch(Protocol):
    """What agents need of the knowledge room."""

    async def search(
        self,
        tenant_id: UUID,
        query: str,
        *,
        k: int = 10,
        filter: KnowledgeFilter | None = None,  # noqa: A002
    ) -> list[Hit]: ...

    async def reading(
        self,
        tenant_id: UUID,
        filter: KnowledgeFilter | None = None,  # noqa: A002
    ) -> Reading: ...


def standalone_question(question: str, history: Sequence[HistoryMessage]) -> str:
    """The question with what it leans on: a short or pointing follow-up takes its subject along.

    "Und am Samstag?" after "Wann hat das Bürgerbüro offen?" searches for both, and so does "Und am
    Montag?" after that: the subject stands in the last question that leaned on none.
    """
    if not _leans(question):
        return question
    asked = [message.text for message in history if message.role == "person"]
    if not asked:
        return question
    subject = next((text for text in reversed(asked) if not _leans(text)), asked[-1])
    return f"{subject} {question}"


def _leans(question: str) -> bool:
    """Whether it can hardly be understood alone.

    A short question with a thing of its own ("Was kostet ein Reisepass?") begins a new subject.
    """
    words = [word.lower() for word in _WORD.findall(question)]
    if not words:
        return False
    if words[0] in _POINTS_BACK or (words[-1] in _STANDS_FOR and len(words) <= _FEW_WORDS + 3):
        return True
    return len(words) <= _FEW_WORDS and not any(word in _INTRODUCES for word in words[:-1])


def passages_within(hits: Sequence[Hit], *, tokens: int = CONTEXT_TOKENS) -> tuple[Passage, ...]:
    """The best passages that fit into the budget; one that overlaps a better one is left out."""
    chosen: list[Passage] = []
    left = tokens * _CHARACTERS_PER_TOKEN
    for hit in hits:
        if any(_overlap(hit, passage) for passage in chosen) or len(hit.text) > left:
            continue
        left -= len(hit.text)
        chosen.append(_passage(hit))
    return tuple(chosen)


def _overlap(hit: Hit, passage: Passage) -> bool:
    if hit.document_id != passage.document_id:
        return False
    shared = min(hit.end, passage.end) - max(hit.start, passage.start)
    return shared > 0.5 * (hit.end - hit.start)


def _passage(hit: Hit) -> Passage:
    return Passage(
        document_id=hit.document_id,
        chunk_id=hit.chunk_id,
        title=hit.title,
        url=hit.url,
        text=hit.text,
        start=hit.start,
        end=hit.end,
        page=hit.page,
        heading_path=tuple(hit.heading_path),
        language=hit.language,
        score=hit.score,
        similarity=hit.similarity,
        search_text=hit.search_text,
        source_kind=hit.source_kind,
    )
