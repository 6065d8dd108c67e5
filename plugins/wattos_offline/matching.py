"""How well the words of a question are met by the words of a text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

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
from wattos_offline.words import Word, compounds, likeness, lower, words

Kin = Sequence[Mapping[str, float]]
"""By asked word: stems of the passages that mean something alike, with how much, 0 to 1."""

_ADJECTIVE = re.compile(r"..e[mnrs]?$")
_CHIEF = "ober"
_FACT_LIKENESS = 0.9
"""What a fact counts for the word that names its kind: a number in "Tel. 01999 …" for "phone"."""


def matches(question: Question, text: str, language: str, kin: Kin = ()) -> tuple[float, ...]:
    """For each asked word the likeness of the best word of the text, 0 to 1."""
    said = words(text, language)
    stems = {word.stem for word in (*said, *with_terms(said, language))}
    made = _compounds(said, text) if language == "de" else set[str]()
    who = "person" in question.wants
    chiefs = {word.removeprefix(_CHIEF) for word in stems if word.startswith(_CHIEF) and who}
    held = facts_in(text) if any(asked.facts for asked in question.asked) else frozenset[Fact]()
    kin = kin or ({},) * len(question.asked)
    return tuple(
        1.0
        if asked.word.stem in stems | made or asked.joint & stems or _is_chief(asked, chiefs)
        else _match(asked, stems, held, language, alike)
        for asked, alike in zip(question.asked, kin, strict=True)
    )


def _is_chief(asked: Asked, chiefs: set[str]) -> bool:
    """Whether one of the `chiefs` is the one who is asked for, whatever the gender.

    Who asks for the mayor of a town with a lord mayor means her, but not with "first mayor".
    """
    return not asked.joint and any(chief.startswith(asked.word.stem) for chief in chiefs)


def _compounds(said: Sequence[Word], text: str) -> set[str]:
    """What adjectives and hyphens make of the words of a German text: "grüner Tee" is "Grüntee"."""
    return {
        made
        for one, other in pairwise(said)
        if text[one.start + len(one.text) : other.start]
        in ({" "} if one.text.islower() and _ADJECTIVE.search(one.text) else {"-"})
        and other.text[0].isupper()
        for made in compounds(one, other)
    }


def _match(
    asked: Asked,
    stems: set[str],
    held: frozenset[Fact],
    language: str,
    alike: Mapping[str, float],
) -> float:
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
