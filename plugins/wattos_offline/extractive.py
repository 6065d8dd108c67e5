"""The model that answers without a language model: it quotes what the passages say."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Sequence

from wattos.errors import Unavailable
from wattos.llm import AnswerStyle, ChatDelta, ChatRequest, Passage
from wattos_offline.abstention import ENOUGH, confidence
from wattos_offline.composition import Part, compose
from wattos_offline.encoder import Encodes
from wattos_offline.meaning import cosines, kin_of
from wattos_offline.question import Question, understand
from wattos_offline.records import answer_from_records
from wattos_offline.scoring import Scored, rank_units, unit_in_context, with_meaning

log = logging.getLogger(__name__)

UNITS_READ = 8
"""So many of the best units by words are compared by meaning; more change nothing."""
_READ_AROUND = 600  # characters


class ExtractiveProvider:
    """Serves `offline/extractive`: the best sentences, list items and table rows, quoted exactly.

    It reads the request's question, passages and language; messages and tools mean nothing to it.
    """

    prefix = "offline"
    generative = False
    region = "local"

    def __init__(self, *, units: Encodes, words: Encodes) -> None:
        self._units = units
        self._words = words

    async def stream(self, request: ChatRequest) -> AsyncIterator[ChatDelta]:
        """An answer from records, or the parts of a quoted one, or one abstention."""
        question = understand(request.question, request.language)
        computed = answer_from_records(request, question)
        if computed is not None:
            yield ChatDelta(text=computed.text, quotes=computed.quotes)
            return
        parts = await self._answer(question, request.passages, request.style)
        if not parts:
            yield ChatDelta(abstained=True)
        for number, part in enumerate(parts):
            separator = "\n\n" if number else ""
            yield ChatDelta(text=separator + part.text, quotes=(part.quote,))

    async def _answer(
        self, question: Question, passages: Sequence[Passage], style: AnswerStyle
    ) -> list[Part]:
        """The parts of the answer in reading order; none when the passages hold no answer."""
        try:
            ranked, confident = await self._read(question, passages)
        except Unavailable as error:
            log.warning("Answering by words alone: %s", error)
            ranked = rank_units(question, passages)
            confident = confidence(question, ranked[0]) if ranked else 0.0
        return compose(question, ranked, passages, style) if confident >= ENOUGH else []

    async def _read(
        self, question: Question, passages: Sequence[Passage]
    ) -> tuple[list[Scored], float]:
        """The units worth answering with, best first, and how surely the best one answers."""
        kin = await kin_of(question, passages, self._words)
        ranked = rank_units(question, passages, kin)[:UNITS_READ]
        if not ranked:
            return [], 0.0
        contexts = [unit_in_context(each.unit, passages[each.unit.passage]) for each in ranked]
        ranked = with_meaning(ranked, await cosines(question.text, contexts, self._units))
        around = passages[ranked[0].unit.passage].text[:_READ_AROUND]
        (closeness,) = await cosines(question.text, [around], self._words)
        return ranked, confidence(question, ranked[0], closeness)
