"""One ranking from several: dense and lexical scores on a common scale, by language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from uuid import UUID

import msgspec

from wattos.knowledge.lexical import LexicalMatches
from wattos.knowledge.protocols import DenseMatches

DENSE_WEIGHT = 0.9
"""Share of the dense score within one language (`benchmarks/xquad.py`)."""
SECOND_WEIGHT = 0.3
"""Share of the second embedder in the dense score across languages (`benchmarks/xquad.py`)."""


def fuse(
    dense: DenseMatches,
    lexical: LexicalMatches,
    second: DenseMatches,
    *,
    same_language: Mapping[UUID, bool],
) -> dict[UUID, float]:
    """Fused standard scores of every passage that has a vector or matching words.

    All sides are standardised over all passages they compared, not over the few returned, so that
    a side on which everything is alike cannot shout. Within the question's language meaning and
    words count; a second embedder was measured to add nothing there. Across languages shared words
    mislead, and two embedders agree on more than one. A passage without a vector yet counts by its
    words.
    """
    passages = dense.similarities.keys() | lexical.scores.keys()
    scores: dict[UUID, float] = {}
    for passage in passages:
        similarity = dense.similarities.get(passage)
        meaning = None if similarity is None else _standard(similarity, dense.mean, dense.deviation)
        if same_language.get(passage, True):
            scores[passage] = _within(meaning, passage, lexical)
        else:
            scores[passage] = _across(meaning or 0.0, passage, second)
    return scores


def level(
    dense: DenseMatches,
    language_gap: float,
    languages: Mapping[UUID, str],
    *,
    asked_in: str,
    sample: Collection[UUID],
) -> DenseMatches:
    """The similarities without the model's favour for the question's own language (`asked_in`).

    A model with a `language_gap` ranks what is about something else above the answer in another
    language. Not all of the gap is given back, but as much as is likely to be needed: the share
    of a passage's language in the `sample`. So somebody who asks in the language of most pages
    goes on being answered from those.
    """
    counts = Counter(languages.get(passage, "") for passage in sample)
    total = counts.total() or 1
    levelled = dict(dense.similarities)
    for passage, similarity in dense.similarities.items():
        language = languages.get(passage, asked_in)
        if language != asked_in:
            levelled[passage] = similarity + language_gap * counts[language] / total
    return msgspec.structs.replace(dense, similarities=levelled)


def _within(meaning: float | None, passage: UUID, lexical: LexicalMatches) -> float:
    if not lexical.scores:
        return DENSE_WEIGHT * (meaning or 0.0)
    by_words = _standard(lexical.scores.get(passage, 0.0), lexical.mean, lexical.deviation)
    return DENSE_WEIGHT * (meaning or 0.0) + (1 - DENSE_WEIGHT) * by_words


def _across(meaning: float, passage: UUID, second: DenseMatches) -> float:
    if not second.similarities:
        return DENSE_WEIGHT * meaning
    lowest = min(second.similarities.values())
    similarity = second.similarities.get(passage, lowest)
    opinion = _standard(similarity, second.mean, second.deviation)
    return DENSE_WEIGHT * ((1 - SECOND_WEIGHT) * meaning + SECOND_WEIGHT * opinion)


def _standard(value: float, mean: float, deviation: float) -> float:
    return (value - mean) / deviation if deviation > 1e-9 else 0.0
