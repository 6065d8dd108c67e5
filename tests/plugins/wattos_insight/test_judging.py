"""How resamples judge a group, and what is done about a weak one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from tests.plugins.wattos_insight.test_clustering import blocks
from wattos_insight.clustering import NOISE, Clustering, judged_again
from wattos_insight.judging import agreement

Run = tuple[np.ndarray, np.ndarray]


def run(*labels: int) -> Run:
    """A resample of all units, with the group of each."""
    return np.arange(len(labels)), np.asarray(labels)


def judged(
    labels: Sequence[int], runs: Sequence[Run], documents: Sequence[object] | None = None
) -> Clustering:
    found = Clustering(
        labels=tuple(labels), trials=(), cohesion={}, stability={}, judges=tuple(runs)
    )
    affinity = blocks([len(labels)])
    own = documents or range(len(labels))
    return judged_again(affinity, found, np.asarray(labels), own, 3)


def test_agreement_tells_a_group_that_falls_apart_from_one_that_runs_into_others() -> None:
    split = agreement([0, 1, 2, 3], [run(0, 0, 1, 2, 3, 3)])
    assert (split.overlap, split.together, split.alone) == (0.5, 0.5, 1.0)
    mixed = agreement([0, 1], [run(0, 0, 0, 0, 3, 3)])
    assert (mixed.overlap, mixed.together, mixed.alone) == (0.5, 1.0, 0.5)
    assert mixed.shares == {0: 1.0, 1: 1.0}


def test_agreement_of_no_resamples_is_none() -> None:
    assert agreement([0, 1], []).overlap == 0.0


def test_pages_that_most_resamples_do_not_put_with_a_weak_group_leave_it() -> None:
    runs = [run(0, 0, 0, 1, 2, 3), run(0, 0, 0, 2, 1, 3), run(0, 0, 0, 3, 2, 1)]
    found = judged([0] * 6, runs)
    assert found.labels == (0, 0, 0, NOISE, NOISE, NOISE)
    assert found.stability == {0: 1.0}
    assert found.weak == {}


def test_requests_stay_in_a_weak_group_with_its_reason() -> None:
    found = judged([0] * 6, [run(0, 0, 0, 1, 2, 2)], [None, *range(5)])
    assert found.labels == (0,) * 6
    assert found.weak == {0: "splits"}
    assert found.stability[0] == pytest.approx(0.5)


def test_groups_that_resamples_do_not_find_even_then_are_none() -> None:
    labels = [0, 0, 0, 1, 1, 1, 2, 2, 2]
    found = judged(labels, [run(0, 1, 2, 4, 4, 4, 5, 5, 5)])
    assert found.labels == (NOISE,) * 3 + (1,) * 3 + (2,) * 3
