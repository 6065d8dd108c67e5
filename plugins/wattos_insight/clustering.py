"""Groups of alike units, and how many of them: the data choose by a stated criterion.

Clustering is what two ways on ten resamples agree on (`partitions.py`), then each unit moves to the
group it is closest to on average.

Criterion: for each number of groups the mean silhouette (Rousseeuw 1987) over standardised
distances and the mean agreement (adjusted Rand index) with both ways on ten more resamples are
computed, and the number with the best product is taken; of equals the larger. Wide groups look
stable and help nobody: one group for six documents, up to six groups, is the least that is tried.
A unit that is not close to any group is noise and stays noise. A group with too few documents of
its own, or one that resamples do not find again, is dissolved into its neighbours, or into noise.
Between that and what Hennig (2007) calls a pattern (0.6) a group is weak: it is kept, with the
reason, and pages that most resamples do not put with it leave it (`judged_again`).
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, Literal

import msgspec

from wattos_insight.judging import agreement
from wattos_insight.partitions import agreed, runs

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from wattos_insight.judging import Run

    Matrix = NDArray[np.float64]
    Labels = NDArray[np.int64]

NOISE: Final = -1
MAX_GROUPS: Final = 12
_FEWEST_GROUPS: Final = 6
_DOCUMENTS_A_GROUP: Final = 6
_STABLE: Final = 0.4
"""Mean overlap with the groups of resamples under which a group is a chance of this sample."""
WEAK: Final = 0.6
"""Mean overlap under which it is open who belongs to a group (Hennig 2007)."""
_MOSTLY: Final = 0.5
_CLOSE: Final = 0.4
"""Deviations above the corpus's average pair from which a unit is close to a group."""
_LEAST_LEFT: Final = 2
_REFINEMENTS: Final = 5
_RESAMPLES: Final = 10


Weakness = Literal["splits", "mixes"]
"""Why resamples do not find a group again: it falls apart, or it runs together with others."""


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """One number of groups that was tried, with what the criterion says of it."""

    groups: int
    silhouette: float
    stability: float

    @property
    def score(self) -> float:
        """The criterion: larger is better."""
        return max(self.silhouette, 0.0) * max(self.stability, 0.0)


class Clustering(msgspec.Struct, frozen=True, kw_only=True):
    """Labels of the units in their order (`NOISE` for none), and how sure each group is."""

    labels: tuple[int, ...]
    trials: tuple[Trial, ...]
    cohesion: dict[int, float]
    """per group: the share of members that are closer to it than to any other group"""
    stability: dict[int, float]
    """per group: mean best Jaccard overlap with the groups of resamples (Hennig 2007)"""
    weak: dict[int, Weakness] = {}
    """per group whose stability is under `WEAK`: what the resamples do with it"""
    judges: tuple[Run, ...] = ()
    """the resamples that the stability is measured on, with their groups"""

    def members(self, label: int) -> list[int]:
        """Indices of the units in group `label`."""
        return [index for index, own in enumerate(self.labels) if own == label]


def cluster(affinity: Matrix, documents: Sequence[object], *, minimum: int = 3) -> Clustering:
    """Group `n` units by their standardised `affinity` (shape `(n, n)`).

    `documents` names each unit's document: a group needs `minimum` different ones. A corpus too
    small for two such groups, or whose units cannot be told apart, becomes one group.
    """
    import numpy as np

    distinct = len(set(documents))
    highest = min(MAX_GROUPS, distinct // minimum)
    if highest > 1:
        highest = min(highest, _told_apart(affinity))
    if highest <= 1:
        return _described(affinity, np.zeros(len(affinity), dtype=np.int64), (), [])
    threads: Any = importlib.import_module("threadpoolctl")
    with threads.threadpool_limits(1):  # the matrices are small: threads only wait for each other
        lowest = min(max(2, distinct // _DOCUMENTS_A_GROUP), _FEWEST_GROUPS, highest)
        return _cluster(affinity, documents, minimum, range(lowest, highest + 1))


def _cluster(
    affinity: Matrix, documents: Sequence[object], minimum: int, counts: range
) -> Clustering:
    full = agreed(affinity, counts, runs(affinity, counts, _RESAMPLES))
    judges = runs(affinity, counts, _RESAMPLES, first=_RESAMPLES)
    distance = _distance(affinity)
    trials: dict[int, Trial] = {}
    for groups in counts:
        pairs = [(full[groups][rows], found[groups]) for rows, found in judges]
        trials[groups] = _trial(distance, full[groups], pairs)
    best = max(counts, key=lambda groups: (trials[groups].score, groups))
    labels = _settled(affinity, full[best], documents, minimum)
    judged = [(rows, found[best]) for rows, found in judges]
    labels = _only_stable(affinity, labels, judged)
    return _described(affinity, labels, tuple(trials.values()), judged)


def _told_apart(affinity: Matrix) -> int:
    """How many units are not alike in everything: there are no more groups than that."""
    import numpy as np

    return len(np.unique(affinity.round(6), axis=0))


def _distance(affinity: Matrix) -> Matrix:
    import numpy as np

    distance = affinity.max() - affinity
    np.fill_diagonal(distance, 0.0)
    return distance


def _trial(distance: Matrix, labels: Labels, pairs: Sequence[tuple[Labels, Labels]]) -> Trial:
    metrics: Any = importlib.import_module("sklearn.metrics")
    agreements = [float(metrics.adjusted_rand_score(ours, theirs)) for ours, theirs in pairs]
    return Trial(
        groups=len(set(labels.tolist())),
        silhouette=float(metrics.silhouette_score(distance, labels, metric="precomputed")),
        stability=sum(agreements) / len(agreements),
    )


def _settled(affinity: Matrix, labels: Labels, documents: Sequence[object], minimum: int) -> Labels:
    """Take noise out, then dissolve groups with fewer than `minimum` documents, smallest first."""
    import numpy as np

    result = _refined(affinity, labels)
    while True:
        sizes = {
            int(label): len({documents[int(index)] for index in np.flatnonzero(result == label)})
            for label in set(result.tolist()) - {NOISE}
        }
        weak = [label for label, size in sizes.items() if size < minimum]
        if not weak or len(sizes) == 1:
            return _renumbered(result)
        _dissolve(affinity, result, min(weak, key=lambda label: (sizes[label], label)))


def _only_stable(affinity: Matrix, labels: Labels, runs: Sequence[Run]) -> Labels:
    """Dissolve groups that resamples do not find again, the least stable first; two stay."""
    import numpy as np

    result = labels.copy()
    while True:
        stability = {
            int(label): agreement(np.flatnonzero(result == label).tolist(), runs).overlap
            for label in set(result.tolist()) - {NOISE}
        }
        weakest = min(stability, key=lambda label: stability[label])
        if stability[weakest] >= _STABLE or len(stability) <= _LEAST_LEFT:
            return _renumbered(result)
        _dissolve(affinity, result, weakest)


def _dissolve(affinity: Matrix, labels: Labels, group: int) -> None:
    """Give the group's members, in place, to the groups they are close to, or to noise."""
    import numpy as np

    members = np.flatnonzero(labels == group)
    labels[members] = NOISE
    nearest = _similarity_to_groups(affinity, labels)
    for index in members:
        label, similarity = max(nearest[index].items(), key=lambda item: item[1])
        labels[index] = label if similarity > _CLOSE else NOISE


def _refined(affinity: Matrix, labels: Labels) -> Labels:
    """Move each unit to its closest group until nothing moves; what is close to none is noise."""
    import numpy as np

    result = labels
    for _ in range(_REFINEMENTS):
        nearest = _similarity_to_groups(affinity, result)
        moved = np.asarray(
            [
                max(groups, key=lambda label: groups[label])
                if max(groups.values()) > _CLOSE
                else NOISE
                for groups in nearest
            ],
            dtype=np.int64,
        )
        if (moved == result).all() or set(moved.tolist()) == {NOISE}:
            break
        result = moved
    return result


def _similarity_to_groups(affinity: Matrix, labels: Labels) -> list[dict[int, float]]:
    """Per unit: its mean affinity to the other members of each group."""
    import numpy as np

    result: list[dict[int, float]] = [{} for _ in labels]
    for label in set(labels.tolist()) - {NOISE}:
        members = labels == label
        totals = affinity[:, members].sum(axis=1) - np.where(members, affinity.diagonal(), 0.0)
        others = members.sum() - members
        for index in range(len(labels)):
            result[index][int(label)] = (
                float(totals[index] / others[index]) if others[index] else 0.0
            )
    return result


def _renumbered(labels: Labels) -> Labels:
    """Groups in order of size, the largest first, so that equal sources give equal numbers."""
    import numpy as np

    present = [label for label in sorted(set(labels.tolist())) if label != NOISE]
    present.sort(
        key=lambda label: (-int((labels == label).sum()), int(np.flatnonzero(labels == label)[0]))
    )
    order = {label: position for position, label in enumerate(present)} | {NOISE: NOISE}
    return np.asarray([order[int(label)] for label in labels], dtype=np.int64)


def judged_again(
    affinity: Matrix, found: Clustering, labels: Labels, documents: Sequence[object], minimum: int
) -> Clustering:
    """`found` with other `labels`, of which some have left: each group judged as it now is.

    Of a weak group without requests, those that most resamples do not put with it leave too, while
    `minimum` documents stay; what resamples do not find again even then is no group. `documents`
    holds None for a request.
    """
    import numpy as np

    labels = labels.copy()
    for label in sorted(set(labels.tolist()) - {NOISE}):
        members = np.flatnonzero(labels == label).tolist()
        if not found.judges or any(documents[index] is None for index in members):
            continue
        told = agreement(members, found.judges)
        is_weak = told.overlap < WEAK
        while is_weak:
            least = min(members, key=lambda index: (told.shares[index], index))
            left = {documents[index] for index in members if index != least}
            if told.shares[least] >= _MOSTLY or len(left) < minimum:
                break
            members.remove(least)
            labels[least] = NOISE
            told = agreement(members, found.judges)
        if told.overlap < _STABLE and len(set(labels.tolist()) - {NOISE}) > _LEAST_LEFT:
            labels[members] = NOISE
    return _described(affinity, labels, found.trials, found.judges)


def _described(
    affinity: Matrix, labels: Labels, trials: tuple[Trial, ...], judges: Sequence[Run]
) -> Clustering:
    nearest = _similarity_to_groups(affinity, labels)
    cohesion: dict[int, float] = {}
    stability: dict[int, float] = {}
    weak: dict[int, Weakness] = {}
    for label in sorted(set(labels.tolist()) - {NOISE}):
        members = [index for index, own in enumerate(labels) if own == label]
        closest = [
            max(nearest[index], key=lambda other: nearest[index][other]) for index in members
        ]
        cohesion[label] = sum(own == label for own in closest) / len(members)
        told = agreement(members, judges)
        stability[label] = told.overlap
        if judges and told.overlap < WEAK:
            weak[label] = "splits" if told.together <= told.alone else "mixes"
    return Clustering(
        labels=tuple(labels.tolist()),
        trials=trials,
        cohesion=cohesion,
        stability=stability,
        weak=weak,
        judges=tuple(judges),
    )
