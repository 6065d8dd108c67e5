"""One ranking from two: dense and lexical scores on a common scale, by language."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from wattos.knowledge.lexical import LexicalMatches
from wattos.knowledge.protocols import DenseMatches

DENSE_WEIGHT = 0.8
"""Share of the dense score within one language; measured by `benchmarks/xquad.py`."""


def fuse(
    dense: DenseMatches, lexical: LexicalMatches, *, same_language: Mapping[UUID, bool]
) -> dict[UUID, float]:
    """Fused standard scores of every passage that either side found.

    Both sides are standardised over all passages they compared, not over the few returned, so
    that a side on which everything is alike cannot shout. A passage in another language than the
    question counts by its dense score alone: shared words across languages mislead. A passage
    without a vector yet counts by its words.
    """
    passages = dense.similarities.keys() | lexical.scores.keys()
    return {
        passage: _score(passage, dense, lexical, same_language.get(passage, True))
        for passage in passages
    }


def _score(passage: UUID, dense: DenseMatches, lexical: LexicalMatches, same: bool) -> float:
    similarity = dense.similarities.get(passage)
    by_meaning = None if similarity is None else _standard(similarity, dense.mean, dense.deviation)
    if by_meaning is not None and not (same and lexical.scores):
        return DENSE_WEIGHT * by_meaning
    words = lexical.scores.get(passage, 0.0)
    by_words = _standard(words, lexical.mean, lexical.deviation)
    if by_meaning is None:
        return (1 - DENSE_WEIGHT) * by_words
    return DENSE_WEIGHT * by_meaning + (1 - DENSE_WEIGHT) * by_words


def _standard(value: float, mean: float, deviation: float) -> float:
    return (value - mean) / deviation if deviation > 1e-9 else 0.0
