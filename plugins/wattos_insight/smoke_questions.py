"""Which questions test an agent: only such as its sources are known to answer.

A page's question has its answer on the page. A request is fair only where the answer it got at the
time also stands in the organisation's own material: then the material is an expected source beside
the request itself. What helped in a single case ("the toner has been sent") is no knowledge. Where
nobody kept the answers, a request is fair if the material speaks of nearly all that it names; a
group about which nothing is known gets no question rather than an unfair one.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final
from uuid import UUID

import msgspec

from wattos_insight.aspect_answers import answers
from wattos_insight.drafts import Group
from wattos_insight.evidence import EvidenceUnit
from wattos_insight.page_questions import (
    MASK,
    QUESTION_LENGTH,
    PageQuestion,
    page_questions,
)
from wattos_insight.questions import questions_in
from wattos_insight.quotes import quote_of
from wattos_insight.schemas import SmokeQuestion
from wattos_insight.sensitive import is_sensitive
from wattos_insight.text import content_words, sentences

_SAME: Final = 0.4
"""Part of what a resolution says, rare words weighing more, that a passage must say too."""
_SAME_WORDS: Final = 3
_SPOKEN_OF: Final = 0.6
"""The same for a request whose answer is not known: its words are few."""
_SPOKEN_WORDS: Final = 2
_AS_GOOD: Final = 1.0
"""How much less a question of another kind may be worth than a page's best one."""
_SUBJECT: Final = 10
_NUMBER: Final = re.compile(r"\d+(?:[.,:]\d+)*")

Pair = tuple[SmokeQuestion, str | None]
"""A question, and the same in other words."""


class Material:
    """What the organisation says itself, to look up whether it confirms an answer."""

    def __init__(self, units: Sequence[EvidenceUnit]) -> None:
        own = [(unit, chunk) for unit in units if not unit.asked for chunk in unit.chunks]
        self._passages = [(unit, chunk, _said(chunk.text, unit.language)) for unit, chunk in own]
        counts = Counter(word for _, _, said in self._passages for word in said)
        self._rarity = {
            word: math.log(1 + len(self._passages) / count) for word, count in counts.items()
        }

    def confirming(self, text: str, language: str) -> tuple[UUID, ...]:
        """Documents in `language` with a passage that says mostly what an answer says."""
        return self._saying(text, language, part=_SAME, words=_SAME_WORDS)

    def speaking_of(self, request: str, language: str) -> tuple[UUID, ...]:
        """Documents in `language` with a passage that has most of what a request names."""
        return self._saying(request, language, part=_SPOKEN_OF, words=_SPOKEN_WORDS)

    def _saying(self, text: str, language: str, *, part: float, words: int) -> tuple[UUID, ...]:
        said = _said(text, language)
        unknown = max(self._rarity.values(), default=0.0)
        whole = sum(self._rarity.get(word, unknown) for word in said)
        found = [
            unit.document_id
            for unit, _, passage in self._passages
            if unit.language == language
            and len(shared := said & passage) >= words
            and sum(self._rarity[word] for word in shared) >= part * whole
        ]
        return tuple(dict.fromkeys(found))

    def answering(self, question: PageQuestion, language: str) -> tuple[UUID, ...]:
        """Documents in `language` that name the question's topic and answer it too."""
        found = [
            unit.document_id
            for unit, chunk, said in self._passages
            if unit.language == language
            and said & question.subject
            and answers(chunk, question.key, question.subject)
        ]
        return tuple(dict.fromkeys(found))


def _said(text: str, language: str) -> set[str]:
    return {stem for stem, _ in content_words(text, language)} | set(_NUMBER.findall(text))


def smoke_questions(group: Group, material: Material, *, limit: int = 2) -> list[SmokeQuestion]:
    """At most `limit` questions from different documents, and one of them in other words.

    What people asked and the material confirms comes first, then what pages answer. Where neither
    is to be had, resolved requests alone stand for the knowledge, and else requests of which the
    material speaks. None means: nothing is known.
    """
    confirmed = [pair for unit in group.units for pair in _confirmed(unit, material)]
    confirmed.sort(key=lambda pair: pair[1] is None)
    told = [*confirmed[:1], *_from_pages(group, material), *confirmed[1:]]
    chosen = (
        _different(told, limit)
        or _different([pair for unit in group.units for pair in _resolved(unit)], limit)
        or _different([pair for unit in group.units for pair in _spoken_of(unit, material)], limit)
    )
    again = next(((question, words) for question, words in chosen if words), None)
    questions = [question for question, _ in chosen]
    if again is None:
        return questions
    question, words = again
    return [*questions, msgspec.structs.replace(question, text=words, kind="paraphrased")]


def _different(pairs: Sequence[Pair], limit: int) -> list[Pair]:
    """The first pairs that expect different documents, then others where these are too few."""
    chosen: dict[tuple[UUID, ...], Pair] = {}
    for pair in pairs:
        chosen.setdefault(pair[0].document_ids[-1:], pair)
    different = list(chosen.values())
    return [*different, *(pair for pair in pairs if pair not in different)][:limit]


def _from_pages(group: Group, material: Material) -> Iterator[Pair]:
    """One question a page, of another kind than the pages before where there is one.

    A page in the group's language begins; the others may be in any.
    """
    used: set[str] = set()
    first_own = next((unit for unit in group.units if _begins(unit, group.language)), None)
    for unit in sorted(group.units, key=lambda unit: unit is not first_own):
        options = [] if unit.asked or unit.secondary else page_questions(unit)
        if options:
            near = [option for option in options if option.worth > options[0].worth - _AS_GOOD]
            first = next((option for option in near if option.key not in used), options[0])
            used.add(first.key)
            question = SmokeQuestion(
                text=first.text,
                language=unit.language,
                document_ids=_each(*material.answering(first, unit.language), unit.document_id),
                evidence=quote_of(first.chunk, first.start, first.end),
            )
            yield question, first.again


def _each(*documents: UUID) -> tuple[UUID, ...]:
    """The documents without repeats, the last one still last."""
    return tuple(reversed(dict.fromkeys(reversed(documents))))


def _begins(unit: EvidenceUnit, language: str) -> bool:
    own = not unit.asked and not unit.secondary and unit.language == language
    return own and bool(page_questions(unit))


def _confirmed(unit: EvidenceUnit, material: Material) -> Iterator[Pair]:
    """The request, where the answer it got also stands in the material."""
    documents = material.confirming(unit.resolution, unit.language) if _usable(unit) else ()
    if documents:
        yield _request(unit, _each(unit.document_id, *documents))


def _resolved(unit: EvidenceUnit) -> Iterator[Pair]:
    if _usable(unit) and unit.resolution.strip():
        yield _request(unit, (unit.document_id,))


def _spoken_of(unit: EvidenceUnit, material: Material) -> Iterator[Pair]:
    """The question in a request, where pages of the organisation speak of it."""
    asked = questions_in(unit) if unit.asked else ()
    best = max(asked, key=lambda item: item[0], default=None)
    if best is None:
        return
    _, claim = best
    documents = material.speaking_of(claim.text, unit.language)
    if documents:
        question = SmokeQuestion(
            text=claim.text,
            language=unit.language,
            document_ids=documents,
            evidence=claim.evidence[0],
        )
        yield question, None


def _usable(unit: EvidenceUnit) -> bool:
    """Whether a request's subject is a question as people type it, and its answer can be cited."""
    subject = unit.title.strip()
    fits = _SUBJECT <= len(subject) <= QUESTION_LENGTH
    return unit.kind == "ticket" and fits and not is_sensitive(unit.text)


def _request(unit: EvidenceUnit, documents: tuple[UUID, ...]) -> Pair:
    chunk = unit.chunks[0]
    question = SmokeQuestion(
        text=unit.title.strip(),
        language=unit.language,
        document_ids=documents,
        evidence=quote_of(chunk, 0, len(chunk.text)),
    )
    words = " ".join(chunk.text[start:end] for start, end in sentences(chunk.text)[:2])
    return question, None if MASK in words else words[:QUESTION_LENGTH]
