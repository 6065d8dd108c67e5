"""Partitions of units into so many groups: single ones, and what many of them agree on.

Two ways see different groups: k-means on kernel principal components (what many units share) and
on the spectrum of the graph of nearest neighbours (what hangs together, Ng, Jordan and Weiss 2002).
Neither is better on every corpus. So both are tried on resamples, and a partition of all units is
what these runs agree on (evidence accumulation, Fred and Jain 2005): units are close when they are
mostly put together.

Tried and dropped (adjusted Rand index of help desk, transport; benchmarks/insight.py): average,
complete and Ward linkage of the affinity alone (at best 0.34, 0.69), either way alone (0.50, 0.80
and 0.51, 0.81, but one or the other falls behind on pages), agreement of one way with itself (0.52,
0.81, with a group of stability 0.45 beside 0.80).
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]
    Labels = NDArray[np.int64]
    Run = tuple[Labels, Mapping[int, Labels]]
    """The rows of one resample, and for each number of groups the label of each of these rows."""

_COMPONENTS: Final = 12
_FEWEST_NEIGHBOURS: Final = 5
_RESAMPLE_SHARE: Final = 0.8
_RESAMPLE_LIMIT: Final = 300
"""Units in one resample at most: an eigenvalue problem grows cubically."""
_SEED: Final = 20_260


def runs(affinity: Matrix, counts: Sequence[int], draws: int, *, first: int = 0) -> list[Run]:
    """Both ways on `draws` resamples without replacement, the same at every call.

    `first` counts the draws that others have had, so that these are new.
    """
    import numpy as np

    generator = np.random.default_rng(_SEED)
    count = len(affinity)
    size = min(_RESAMPLE_LIMIT, max(2, round(_RESAMPLE_SHARE * count)))
    samples = [
        np.sort(generator.choice(count, size=size, replace=False)) for _ in range(first + draws)
    ]
    found: list[Run] = []
    for rows in samples[first:]:
        part = affinity[np.ix_(rows, rows)]
        components, spectrum = _principal(part), _neighbourly(part, max(counts))
        found.append((rows, {groups: _means(components, groups) for groups in counts}))
        found.append((rows, {groups: _means(spectrum[:, :groups], groups) for groups in counts}))
    return found


def agreed(affinity: Matrix, counts: Sequence[int], tried: Sequence[Run]) -> dict[int, Labels]:
    """For each number in `counts` the partition of all units that the runs agree on."""
    return {groups: _agreed(affinity, groups, tried) for groups in counts}


def _agreed(affinity: Matrix, groups: int, tried: Sequence[Run]) -> Labels:
    """Average linkage on the share of runs that put two units apart."""
    import numpy as np

    hierarchy: Any = importlib.import_module("scipy.cluster.hierarchy")
    distance: Any = importlib.import_module("scipy.spatial.distance")
    apart = np.zeros_like(affinity)
    for rows, partitions in tried:
        labels = _everywhere(affinity, rows, partitions[groups])
        apart += labels[:, None] != labels[None, :]
    tree = hierarchy.average(distance.squareform(apart / len(tried), checks=False))
    return hierarchy.fcluster(tree, groups, "maxclust").astype(np.int64) - 1


def _everywhere(affinity: Matrix, rows: Labels, labels: Labels) -> Labels:
    """A resample's groups for all units: each left-out one goes where it is closest on average."""
    import numpy as np

    members = (labels[:, None] == np.unique(labels)[None, :]).astype(np.float64)
    means = affinity[:, rows] @ members / members.sum(axis=0)
    result = np.unique(labels)[means.argmax(axis=1)]
    result[rows] = labels
    return result


def _means(rows: Matrix, groups: int) -> Labels:
    """k-means on the rows, brought to unit length."""
    import numpy as np

    clusters: Any = importlib.import_module("sklearn.cluster")
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    means = clusters.KMeans(groups, n_init=5, random_state=_SEED)
    return means.fit_predict(rows / np.where(lengths > 0, lengths, 1.0)).astype(np.int64)


def _principal(affinity: Matrix) -> Matrix:
    """The leading kernel principal components: the rest of short texts is chance wording."""
    import numpy as np

    centred = affinity - affinity.mean(axis=0)
    centred = centred - centred.mean(axis=1, keepdims=True)
    values, vectors = _leading(centred, _COMPONENTS)
    return vectors * np.sqrt(np.maximum(values, 0.0))


def _neighbourly(affinity: Matrix, components: int) -> Matrix:
    """The leading eigenvectors of the graph that links each unit with its nearest ones."""
    import numpy as np

    count = len(affinity)
    neighbours = min(count - 1, max(_FEWEST_NEIGHBOURS, round(count**0.5)))
    closeness = affinity.copy()
    np.fill_diagonal(closeness, -np.inf)
    nearest = np.argsort(-closeness, axis=1, kind="stable")[:, :neighbours]
    links = np.zeros_like(affinity)
    np.put_along_axis(links, nearest, 0.5, axis=1)
    links = links + links.T
    degrees = links.sum(axis=1)
    return _leading(links / np.sqrt(np.outer(degrees, degrees)), components)[1]


def _leading(matrix: Matrix, components: int) -> tuple[Matrix, Matrix]:
    """The largest eigenvalues of a symmetric matrix with their vectors, the largest first."""
    linalg: Any = importlib.import_module("scipy.linalg")
    count = len(matrix)
    first = max(0, count - components)
    values, vectors = linalg.eigh(matrix, subset_by_index=(first, count - 1))
    return values[::-1], vectors[:, ::-1]
