"""How well the words of a question are met by the words of a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wattos_offline.facts import Fact, facts_in
from wattos_offline.question import Asked, Question
from wattos_offline.vocabulary import (
    CONCEPT_LIKENESS,
    Concepts,
    concept_likeness,
    concepts_of,
    is_stopword,
    with_terms,
)
from wattos_offline.words import likeness, lower, words

Kin = Sequence[Mapping[str, float]]
"""By asked word: stems of the passages that mean something alike, with how much, 0 to 1."""

_FACT_LIKENESS = 0.9
"""What a fact counts for the word that names its kind: a number in "Tel. 01999 …" for "phone"."""


def matches(question: Question, text: str, language: str, kin: Kin = ()) -> tuple[float, ...]:
    """For each asked word the likeness of the best word of the text, 0 to 1."""
    said = words(text, language)
    stems = {word.stem for word in (*said, *with_terms(said, language))}
    held = facts_in(text) if any(asked.facts for asked in question.asked) else frozenset[Fact]()
    kin = kin or ({},) * len(question.asked)
    return tuple(
        _match(asked, stems, held, language, alike)
        for asked, alike in zip(question.asked, kin, strict=True)
    )


def _match(
    asked: Asked,
    stems: set[str],
    held: frozenset[Fact],
    language: str,
    alike: Mapping[str, float],
) -> float:
    if asked.word.stem in stems:
        return 1.0
    best = max((likeness(asked.word.stem, stem) for stem in stems), default=0.0)
    if asked.facts & held:
        best = max(best, _FACT_LIKENESS)
    if asked.concepts:
        best = max([best, *(concept_likeness(asked.concepts, stem, language) for stem in stems)])
    return max([best, *(alike[stem] for stem in stems & alike.keys())])


def heading_fit(question: Question, heading: str, language: str) -> float:
    """How much of what a heading names is asked for, 0 to 1; its common words do not count."""
    named = [
        word.stem
        for word in words(heading, language)
        if not is_stopword(lower(word.text, language), language)
    ]
    if not named:
        return 0.0
    return sum(_named(question, stem, concepts_of(stem, language)) for stem in named) / len(named)


def _named(question: Question, stem: str, concepts: Concepts) -> float:
    by_concept = any(asked.concepts & concepts for asked in question.asked)
    by_word = max((likeness(stem, asked.word.stem) for asked in question.asked), default=0.0)
    return max(by_word, CONCEPT_LIKENESS if by_concept else 0.0)
