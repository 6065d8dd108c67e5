from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from wattos.knowledge import DenseMatches
from wattos.knowledge.fusion import fuse, level
from wattos.knowledge.lexical import LexicalMatches

A, B, C = uuid4(), uuid4(), uuid4()
DENSE = DenseMatches(similarities={A: 0.88, B: 0.86}, mean=0.80, deviation=0.04, count=100)
NONE = DenseMatches(similarities={})
LEXICAL = LexicalMatches({B: 9.0, C: 8.0}, mean=0.5, deviation=1.5)


def ranked(scores: dict[UUID, float]) -> list[UUID]:
    return sorted(scores, key=lambda passage: scores[passage], reverse=True)


def test_fuse_lets_words_decide_within_one_language() -> None:
    same = dict.fromkeys((A, B, C), True)
    assert ranked(fuse(DENSE, LEXICAL, NONE, same_language=same))[0] == B


def test_fuse_ranks_by_meaning_alone_across_languages() -> None:
    other = {A: False, B: False, C: False}
    assert ranked(fuse(DENSE, LEXICAL, NONE, same_language=other))[0] == A


def test_fuse_counts_a_passage_without_vector_by_its_words() -> None:
    scores = fuse(NONE, LEXICAL, NONE, same_language={B: True, C: True})
    assert ranked(scores) == [B, C]


@pytest.mark.parametrize("deviation", [0.0, 1e-12])
def test_fuse_bears_scores_that_are_all_alike(deviation: float) -> None:
    flat = DenseMatches(similarities={A: 0.8}, mean=0.8, deviation=deviation, count=1)
    assert fuse(flat, LexicalMatches(), NONE, same_language={A: True}) == {A: 0.0}


def test_fuse_hears_the_second_embedder_across_languages_only() -> None:
    close = DenseMatches(similarities={A: 0.81, B: 0.80}, mean=0.78, deviation=0.02, count=9)
    second = DenseMatches(similarities={A: 0.1, B: 0.6}, mean=0.1, deviation=0.1, count=9)
    nothing = LexicalMatches()
    within = fuse(close, nothing, second, same_language={A: True, B: True})
    across = fuse(close, nothing, second, same_language={A: False, B: False})
    assert ranked(within) == [A, B]
    assert ranked(across) == [B, A]


def test_level_gives_back_what_the_model_favours_the_own_language_by() -> None:
    found = DenseMatches(similarities={A: 0.84, B: 0.82}, mean=0.78, deviation=0.02, count=9)
    languages = {A: "tr", B: "de", C: "de"}
    without = level(found, 0.0, languages, asked_in="tr", sample=[B, C])
    levelled = level(found, 0.04, languages, asked_in="tr", sample=[B, C])
    assert ranked(without.similarities) == [A, B]
    assert ranked(levelled.similarities) == [B, A]


def test_level_gives_a_language_that_few_pages_are_in_little_back() -> None:
    found = DenseMatches(similarities={A: 0.84, B: 0.82}, mean=0.78, deviation=0.02, count=9)
    languages = {A: "de", B: "tr", C: "de"}
    levelled = level(found, 0.04, languages, asked_in="de", sample=[A, B, C])
    assert levelled.similarities[A] == 0.84
    assert levelled.similarities[B] == pytest.approx(0.82 + 0.04 / 3)
