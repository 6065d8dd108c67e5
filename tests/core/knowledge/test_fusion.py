from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from wattos.knowledge import DenseMatches
from wattos.knowledge.fusion import fuse
from wattos.knowledge.lexical import LexicalMatches

A, B, C = uuid4(), uuid4(), uuid4()
DENSE = DenseMatches(similarities={A: 0.90, B: 0.86}, mean=0.80, deviation=0.04, count=100)
LEXICAL = LexicalMatches({B: 9.0, C: 8.0}, mean=0.5, deviation=1.5)


def ranked(scores: dict[UUID, float]) -> list[UUID]:
    return sorted(scores, key=lambda passage: scores[passage], reverse=True)


def test_fuse_lets_words_decide_within_one_language() -> None:
    same = dict.fromkeys((A, B, C), True)
    assert ranked(fuse(DENSE, LEXICAL, same_language=same))[0] == B


def test_fuse_ranks_by_meaning_alone_across_languages() -> None:
    other = {A: False, B: False, C: False}
    assert ranked(fuse(DENSE, LEXICAL, same_language=other))[0] == A


def test_fuse_counts_a_passage_without_vector_by_its_words() -> None:
    scores = fuse(DenseMatches(similarities={}), LEXICAL, same_language={B: True, C: True})
    assert ranked(scores) == [B, C]


@pytest.mark.parametrize("deviation", [0.0, 1e-12])
def test_fuse_bears_scores_that_are_all_alike(deviation: float) -> None:
    flat = DenseMatches(similarities={A: 0.8}, mean=0.8, deviation=deviation, count=1)
    assert fuse(flat, LexicalMatches(), same_language={A: True}) == {A: 0.0}
