"""Finding the verified answer whose question means the same as the one asked."""

from __future__ import annotations

import logging
from collections import OrderedDict
from typing import Protocol
from uuid import UUID

from wattos.database import tenant_scope
from wattos.errors import Unavailable
from wattos.knowledge import Embedder, Vector, clean_line
from wattos.verified import rows
from wattos.verified.profile import profile_of
from wattos.verified.sameness import Words, compare
from wattos.verified.schemas import VerifiedAnswer, VerifiedMatch
from wattos.verified.wording import framed

log = logging.getLogger(__name__)

NEAREST = 24
"""Stored questions that are compared closely; a paraphrase was never further down."""
UNEMBEDDED = 200
_KEPT_WORDS = 4096
_LONGEST_QUESTION = 300
"""A longer message says more than one stored question could."""


class Embedders(Protocol):
    """What the matcher needs of the knowledge room."""

    def embedder_for(self, tenant_id: UUID) -> Embedder:
        """The tenant's embedder."""
        ...

    def second_embedder_for(self, tenant_id: UUID | None = None) -> Embedder | None:
        """A fast one that compares words across languages, where there is one."""
        ...


class KnownWords:
    """An embedder's vectors of single words, kept in `known` because subjects come again."""

    def __init__(self, embedder: Embedder, known: OrderedDict[str, Vector]) -> None:
        self._embedder = embedder
        self._known = known

    async def embed_query(self, text: str) -> Vector:
        """The vector of a word or two; raises `Unavailable`."""
        if text not in self._known:
            self._known[text] = await self._embedder.embed_query(text)
        self._known.move_to_end(text)
        while len(self._known) > _KEPT_WORDS:
            self._known.popitem(last=False)
        return self._known[text]


class Matcher:
    """Compares questions with stored ones; without a second embedder within a language only."""

    def __init__(self, embedders: Embedders) -> None:
        self._embedders = embedders
        self._known: OrderedDict[str, Vector] = OrderedDict()

    async def find(
        self, tenant_id: UUID, question: str, *, language: str, agent_id: UUID | None
    ) -> VerifiedMatch | None:
        """The verified answer to a question in `language`, or None.

        A tenant without verified answers pays one small query. An embedder that does not answer
        leaves the question to retrieval.
        """
        question = clean_line(question)
        if not question or len(question) > _LONGEST_QUESTION:
            return None
        async with tenant_scope(tenant_id):
            if not await rows.any_usable(agent_id):
                return None
        try:
            return await self._nearest(tenant_id, question, language, agent_id)
        except Unavailable as error:
            log.warning("Answering without verified answers: %s", error)
            return None

    async def _nearest(
        self, tenant_id: UUID, question: str, language: str, agent_id: UUID | None
    ) -> VerifiedMatch | None:
        embedder = self._embedders.embedder_for(tenant_id)
        vector = await embedder.embed_query(question)
        async with tenant_scope(tenant_id):
            found = await rows.candidates(
                agent_id, embedder.name, vector, nearest=NEAREST, unembedded=UNEMBEDDED
            )
        asked = profile_of(question, language)
        words = self.words(tenant_id)
        best: tuple[float, float, UUID, str] | None = None
        for row in found:
            stored = profile_of(row["text"], row["language"])
            same = await compare(asked, stored, words)
            rank = (same.score, -row["distance"], row["verified_answer_id"], row["text"])
            if same.score > 0 and (best is None or rank > best):
                best = rank
        if best is None:
            return None
        score, _, answer_id, phrasing = best
        async with tenant_scope(tenant_id):
            answer = await rows.read(answer_id)
        return _match(answer, language, phrasing, score)

    def words(self, tenant_id: UUID) -> Words | None:
        """What compares words by meaning, where there is a second embedder."""
        second = self._embedders.second_embedder_for(tenant_id)
        return None if second is None else KnownWords(second, self._known)


def _match(answer: VerifiedAnswer, language: str, phrasing: str, score: float) -> VerifiedMatch:
    text = answer.answer if language == answer.language else answer.translations.get(language)
    return VerifiedMatch(
        verified_answer_id=answer.id,
        text=text or framed(answer.answer, answer.language, language),
        language=language,
        sources=answer.sources,
        phrasing=phrasing,
        score=round(score, 4),
        quoted_language="" if text else answer.language,
    )
