"""How well the words of a question are met by the words of a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wattos_offline.question import Asked, Question
from wattos_offline.vocabulary import concept_of, is_stopword
from wattos_offline.words import likeness, lower, words

Kin = Sequence[Mapping[str, float]]
"""By asked word: stems of the passages that mean something alike, with how much, 0 to 1."""

_CONCEPT_LIKENESS = 0.8


def matches(question: Question, text: str, language: str, kin: Kin = ()) -> tuple[float, ...]:
    """For each asked word the likeness of the best word of the text, 0 to 1."""
    stems = {word.stem for word in words(text, language)}
    concepts = {concept_of(stem, language) for stem in stems}
    kin = kin or ({},) * len(question.asked)
    return tuple(
        _match(asked, stems, concepts, alike)
        for asked, alike in zip(question.asked, kin, strict=True)
    )


def _match(
    asked: Asked, stems: set[str], concepts: set[str | None], alike: Mapping[str, float]
) -> float:
    if asked.word.stem in stems:
        return 1.0
    best = max((likeness(asked.word.stem, stem) for stem in stems), default=0.0)
    if asked.concept is not None and asked.concept in concepts:
        best = max(best, _CONCEPT_LIKENESS)
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
    return sum(_named(question, stem, concept_of(stem, language)) for stem in named) / len(named)


def _named(question: Question, stem: str, concept: str | None) -> float:
    by_concept = concept is not None and any(a.concept == concept for a in question.asked)
    by_word = max((likeness(stem, asked.word.stem) for asked in question.asked), default=0.0)
    return max(by_word, _CONCEPT_LIKENESS if by_concept else 0.0)
