"""How far resamples agree with a group, and what becomes of it where they do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Run = tuple[NDArray[np.int64], NDArray[np.int64]]
    """The rows of one resample and the group of each."""


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """Means over resamples, each of the group of theirs that overlaps most; 0 to 1."""

    overlap: float
    """Jaccard overlap: the stability (Hennig 2007)"""
    together: float
    """part of the members in that group: low where it falls apart"""
    alone: float
    """part of that group that members are: low where it runs together with others"""
    shares: dict[int, float]
    """per member: in how many of the resamples that have it, it is in that group"""


def agreement(members: Sequence[int], runs: Sequence[Run]) -> Agreement:
    """How the resamples see these `members` (rows of the units that were clustered)."""
    own = set(members)
    told: list[tuple[float, float, float]] = []
    seen: Counter[int] = Counter()
    inside: Counter[int] = Counter()
    for rows, labels in runs:
        groups: dict[int, set[int]] = {}
        for row, label in zip(rows.tolist(), labels.tolist(), strict=True):
            groups.setdefault(label, set()).add(row)
        present = own & set(rows.tolist())
        if not present:
            continue
        best = max(groups.values(), key=lambda group: len(present & group) / len(present | group))
        both = len(present & best)
        told.append((both / len(present | best), both / len(present), both / len(best)))
        seen.update(present)
        inside.update(present & best)
    count = max(1, len(told))
    return Agreement(
        overlap=sum(overlap for overlap, _, _ in told) / count,
        together=sum(together for _, together, _ in told) / count,
        alone=sum(alone for _, _, alone in told) / count,
        shares={member: inside[member] / max(1, seen[member]) for member in own},
    )
