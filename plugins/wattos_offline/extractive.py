"""The model that answers without a language model: it quotes what the passages say."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Sequence

import msgspec

from wattos.errors import Unavailable
from wattos.llm import AnswerStyle, ChatDelta, ChatRequest, Passage
from wattos_offline.abstention import confidence, model
from wattos_offline.composition import Part, choose, compose
from wattos_offline.encoder import Encodes
from wattos_offline.evidence import USUAL_CLOSENESS, evidence
from wattos_offline.matching import Kin
from wattos_offline.meaning import cosines, kin_of
from wattos_offline.question import Question, understand
from wattos_offline.records import answer_from_records
from wattos_offline.scoring import Scored, rank_units, unit_in_context, with_meaning
from wattos_offline.units import Unit

log = logging.getLogger(__name__)

UNITS_READ = 8
"""So many of the best units by words are compared by meaning; more change nothing."""
_READ_AROUND = 600  # characters


class Reading(msgspec.Struct, frozen=True):
    """What the passages would answer: the units, and the `evidence` that they do (empty: none)."""

    chosen: tuple[Unit, ...]
    evidence: dict[str, float]


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
        reading = await self.read(question, passages, style)
        if not reading.chosen or confidence(reading.evidence) < model().enough:
            return []
        return compose(question.language, reading.chosen, passages, style)

    async def read(
        self,
        question: Question,
        passages: Sequence[Passage],
        style: AnswerStyle = AnswerStyle(),  # noqa: B008 - a frozen value
    ) -> Reading:
        """The units that would answer, and what speaks for and against them."""
        kin: Kin = ()
        closeness = USUAL_CLOSENESS
        try:
            kin = await kin_of(question, passages, self._words)
            ranked = rank_units(question, passages, kin)[:UNITS_READ]
            if ranked:
                ranked = await self._by_meaning(question, ranked, passages)
                around = passages[ranked[0].unit.passage].text[:_READ_AROUND]
                (closeness,) = await cosines(question.text, [around], self._words)
        except Unavailable as error:
            log.warning("Answering by words alone: %s", error)
            ranked = rank_units(question, passages, kin)
        if not ranked:
            return Reading((), {})
        chosen = choose(question, ranked, passages, style)
        found = evidence(question, ranked, chosen, passages, kin=kin, closeness=closeness)
        return Reading(tuple(chosen), found)

    async def _by_meaning(
        self, question: Question, ranked: Sequence[Scored], passages: Sequence[Passage]
    ) -> list[Scored]:
        contexts = [unit_in_context(each.unit, passages[each.unit.passage]) for each in ranked]
        return with_meaning(ranked, await cosines(question.text, contexts, self._units))
