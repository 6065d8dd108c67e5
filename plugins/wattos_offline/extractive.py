"""The model that answers without a language model: it quotes what the passages say."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Sequence
from uuid import UUID

import msgspec

from wattos.errors import Unavailable
from wattos.llm import AnswerStyle, ChatDelta, ChatRequest, Passage
from wattos_offline.abstention import confidence, model
from wattos_offline.colloquial import hyphenated_as, spelt_out
from wattos_offline.composition import Part, Piece, choose, compose, without_repeats
from wattos_offline.encoder import Encodes, Reads
from wattos_offline.evidence import USUAL_CLOSENESS, evidence
from wattos_offline.general import foreign_page, general_first
from wattos_offline.halves import halves_of
from wattos_offline.matching import Kin
from wattos_offline.meaning import cosines, kin_of, language_gaps, senses_of, subjects_of
from wattos_offline.question import Question, understand
from wattos_offline.records import answer_from_records
from wattos_offline.scoring import UNITS_READ, Scored, rank_units, unit_in_context, with_meaning
from wattos_offline.units import Unit

log = logging.getLogger(__name__)

_READ_AROUND = 600  # characters
MOST_PIECES = 3
"""An answer to two questions cites no more places than any other."""


SAMPLE = ChatRequest(
    model="extractive",
    question="Was kostet ein Ausweis?",
    language="de",
    passages=(
        Passage(
            document_id=UUID(int=0),
            chunk_id=UUID(int=0),
            title="Ausweis",
            url="",
            text="Ein Ausweis kostet 37 Euro.",
            start=0,
            end=27,
        ),
    ),
)
"""What it answers to be warm."""


class Reading(msgspec.Struct, frozen=True):
    """What the passages would answer: the units, and the `evidence` that they do (empty: none)."""

    chosen: tuple[Unit, ...]
    evidence: dict[str, float]
    named: bool = False
    """Whether headings name all that is asked, which needs no more evidence."""


class ExtractiveProvider:
    """Serves `offline/extractive`: the best sentences, list items and table rows, quoted exactly.

    It reads the request's question, passages and language; messages and tools mean nothing to it.
    """

    prefix = "offline"
    generative = False
    region = "local"

    def __init__(self, *, units: Reads, words: Encodes) -> None:
        self._units = units
        self._words = words

    async def warm(self) -> None:
        """Answer once, so that word lists and stemmers are there for the first visitor."""
        async for _ in self.stream(SAMPLE):
            pass

    async def stream(self, request: ChatRequest) -> AsyncIterator[ChatDelta]:
        """An answer from records, or the parts of a quoted one, or one abstention."""
        asked = hyphenated_as(
            spelt_out(request.question), (passage.text for passage in request.passages)
        )
        question = understand(asked, request.language)
        told = await self._tell_halves(halves_of(question), request)
        told = told or await self._tell(question, request)
        if not told:
            yield ChatDelta(abstained=True)
        for number, piece in enumerate(told):
            separator = "\n\n" if number else ""
            yield ChatDelta(text=separator + piece.text, quotes=piece.quotes)

    async def _tell_halves(self, halves: Sequence[Question], request: ChatRequest) -> list[Piece]:
        """The short answers to two questions in one; nothing when it is one, or one has none."""
        if len(halves) == 1:
            return []
        style = msgspec.structs.replace(request.style, length="short")
        request = msgspec.structs.replace(request, style=style)
        told = [await self._tell(half, request) for half in halves]
        if not all(told):
            return []
        return without_repeats(*told)[:MOST_PIECES]

    async def _tell(self, question: Question, request: ChatRequest) -> list[Piece]:
        """An answer from records, else quoted pieces with their marks."""
        computed = answer_from_records(request, question)
        if computed is not None:
            return [computed]
        parts = await self._answer(question, request.passages, request.style)
        return [Piece(part.text, (part.quote,)) for part in parts]

    async def _answer(
        self, question: Question, passages: Sequence[Passage], style: AnswerStyle
    ) -> list[Part]:
        """The parts of the answer in reading order; none when the passages hold no answer."""
        reading = await self.read(question, passages, style)
        if not reading.chosen:
            return []
        if not reading.named and confidence(reading.evidence) < model().enough:
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
            subjects = await subjects_of(question, passages, self._words)
            every = rank_units(question, passages, kin, subjects)
            ranked = every[:UNITS_READ]
            if ranked:
                ranked = await self._by_meaning(question, ranked, passages)
                around = passages[ranked[0].unit.passage].text[:_READ_AROUND]
                (closeness,) = await cosines(question.text, [around], self._words)
        except Unavailable as error:
            log.warning("Answering by words alone: %s", error)
            every = ranked = rank_units(question, passages, kin)
        if not ranked:
            return Reading((), {})
        general = general_first(question, ranked, passages, every)
        chosen = choose(question, general or ranked, passages, style)
        found = evidence(question, ranked, chosen, passages, kin=kin, closeness=closeness)
        if general is None and confidence(found) < model().enough:
            general = foreign_page(question, every, passages)
            chosen = choose(question, general, passages, style) if general else chosen
        return Reading(tuple(chosen), found, named=general is not None)

    async def _by_meaning(
        self, question: Question, ranked: Sequence[Scored], passages: Sequence[Passage]
    ) -> list[Scored]:
        contexts = [unit_in_context(each.unit, passages[each.unit.passage]) for each in ranked]
        read = await self._units.read(question.text, contexts)
        gaps = language_gaps(passages, self._units.language_gap)
        levelled = [
            found.cosine
            + (gaps[passages[each.unit.passage].language] if each.setting.foreign else 0.0)
            for each, found in zip(ranked, read, strict=True)
        ]
        foreign = [each.setting.foreign for each in ranked]
        senses = await senses_of(question, contexts, foreign, self._words)
        return with_meaning(ranked, levelled, [found.answers for found in read], senses)
