"""What people ask, seen through what the organisation writes.

Two short requests rarely share words, but both lie close to the same pages. Each unit is described
by how close it is to every document of the organisation (explicit semantic analysis, Gabrilovich
and Markovitch 2007, with the tenant's own documents as concepts); units are alike when these
profiles are. It needs no labels, works across languages, and raised the agreement with known groups
of requests more than anything else that was tried (see benchmarks/insight.py).

Closeness is told as retrieval tells it, by meaning and by wording, each with the same weight: the
name of a tool stands on one page and says more than any vector of a sentence about it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

import msgspec

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from wattos_insight.evidence import EvidenceUnit

    Matrix = NDArray[np.float64]


class Wording(msgspec.Struct, frozen=True):
    """What units say in words: sparse tf-idf `rows`, `(n, words)`, and how to weigh other units."""

    rows: Any
    weigh: Callable[[Sequence[EvidenceUnit]], Any]


_LEAST_ANCHORS: Final = 5
"""Documents of the organisation from which a profile says something."""
_BEST_PASSAGES: Final = 2
"""Passages that speak for a document: a long one would be near to everything otherwise."""


def anchors_of(units: Sequence[EvidenceUnit]) -> list[int]:
    """Indices of the units in which the organisation writes about one matter."""
    return [index for index, unit in enumerate(units) if not unit.asked and not unit.secondary]


def profiles(
    units: Sequence[EvidenceUnit], views: Sequence[Matrix], wording: Wording
) -> Matrix | None:
    """Closeness of each unit to each document of the organisation: `(n, anchors)`.

    `views` are matrices of unit vectors (shape `(n, dimension)`), centred by language, the first
    one in the space of the chunks' vectors; `wording` are the units' weighted words. None where
    the organisation wrote too little to compare with, where nobody asked anything, or without
    vectors.
    """
    import numpy as np

    anchors = anchors_of(units)
    if len(anchors) < _LEAST_ANCHORS or not views or not any(unit.asked for unit in units):
        return None
    documents = [units[index] for index in anchors]
    told = [
        unit_length(rows) @ unit_length(rows[anchors]).T
        if number
        else _to_passages(rows, documents)
        for number, rows in enumerate(views)
    ]
    told.append(_by_words(wording, documents))
    total = np.zeros((len(units), len(anchors)))
    for closeness in told:
        closeness = closeness - closeness.mean(axis=1, keepdims=True)
        deviation = closeness.std(axis=0)
        total += closeness / np.where(deviation > 0, deviation, 1.0)
    return total


def nearest_anchors(units: Sequence[EvidenceUnit], closeness: Matrix) -> tuple[int, ...]:
    """Per unit: the index in `units` of the document that `profiles` says it is closest to."""
    anchors = anchors_of(units)
    return tuple(anchors[int(place)] for place in closeness.argmax(axis=1))


def _to_passages(rows: Matrix, documents: Sequence[EvidenceUnit]) -> Matrix:
    """Mean closeness to the best passages of each document."""
    import numpy as np

    owners: list[int] = []
    vectors: list[tuple[float, ...]] = []
    for place, document in enumerate(documents):
        own = [chunk.vector for chunk in document.chunks if chunk.vector is not None]
        vectors += own
        owners += [place] * len(own)
    passages = np.asarray(vectors, dtype=np.float64)
    closeness = unit_length(rows) @ unit_length(passages - passages.mean(axis=0)).T
    return _of_documents(closeness, owners)


def _by_words(wording: Wording, documents: Sequence[EvidenceUnit]) -> Matrix:
    """Mean closeness to the best passages of each document, by the words that they share."""
    passages = [
        (place, msgspec.structs.replace(document, chunks=(chunk,)))
        for place, document in enumerate(documents)
        for chunk in document.chunks
    ]
    weights = wording.weigh([passage for _, passage in passages])
    closeness = (wording.rows @ weights.T).toarray()
    return _of_documents(closeness, [place for place, _ in passages])


def _of_documents(closeness: Matrix, owners: Sequence[int]) -> Matrix:
    """Closeness to passages, `(n, passages)`, as closeness to their documents, `owners`."""
    import numpy as np

    owner = np.asarray(owners)
    return np.stack(
        [
            np.sort(closeness[:, owner == place], axis=1)[:, -_BEST_PASSAGES:].mean(axis=1)
            for place in range(max(owners) + 1)
        ],
        axis=1,
    )


def unit_length(rows: Matrix) -> Matrix:
    """The rows scaled to length 1; a row of zeros stays."""
    import numpy as np

    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(norms > 0, norms, 1.0)
