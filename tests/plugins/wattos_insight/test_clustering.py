"""Groups come from the data: found where they are, refused where they are not."""

from __future__ import annotations

import numpy as np
import pytest

from wattos_insight.clustering import NOISE, cluster


def blocks(sizes: list[int], *, inside: float = 3.0, outside: float = -0.5) -> np.ndarray:
    """Affinity with groups of the given sizes and a little reproducible disorder."""
    labels = np.repeat(np.arange(len(sizes)), sizes)
    same = labels[:, None] == labels[None, :]
    disorder = np.random.default_rng(1).normal(0, 0.2, same.shape)
    return np.where(same, inside, outside) + (disorder + disorder.T) / 2


def test_clustering_finds_the_groups_that_are_there() -> None:
    found = cluster(blocks([6, 5, 4]), range(15))
    assert [len(found.members(label)) for label in sorted(found.cohesion)] == [6, 5, 4]
    assert all(found.stability[label] > 0.9 for label in found.cohesion)


def test_clustering_states_why_it_chose_the_number() -> None:
    found = cluster(blocks([6, 5, 4]), range(15))
    best = max(found.trials, key=lambda trial: trial.score)
    assert best.groups == 3
    assert best.stability == pytest.approx(1.0, abs=0.05)


def test_clustering_leaves_a_stranger_as_noise() -> None:
    affinity = blocks([6, 5, 4])
    affinity[0, 1:] = affinity[1:, 0] = -2.0
    assert cluster(affinity, range(15)).labels[0] == NOISE


def test_clustering_needs_three_documents_a_group_not_three_units() -> None:
    documents = [*range(6), *range(10, 15), 99, 99, 99, 99]
    found = cluster(blocks([6, 5, 4]), documents)
    assert [len(found.members(label)) for label in sorted(found.cohesion)] == [6, 5]
    assert found.labels[-4:] == (NOISE,) * 4


def test_clustering_of_few_documents_is_one_group() -> None:
    assert set(cluster(blocks([3, 2]), range(5)).labels) == {0}


def test_clustering_is_the_same_every_time() -> None:
    affinity = blocks([5, 5, 5, 5], inside=0.6)
    one, other = cluster(affinity, range(20)), cluster(affinity, range(20))
    assert (one.labels, one.stability, one.trials) == (other.labels, other.stability, other.trials)


def test_clustering_is_less_sure_of_groups_that_are_hardly_there() -> None:
    clear, vague = blocks([8, 8, 8]), blocks([8, 8, 8], inside=0.15, outside=0.0)
    sure, unsure = cluster(clear, range(24)), cluster(vague, range(24))
    least = min(sure.stability.values())
    assert all(value < least for value in unsure.stability.values())


def test_clustering_of_units_that_cannot_be_told_apart_is_one_group() -> None:
    assert set(cluster(np.ones((14, 14)), range(14)).labels) == {0}


def test_clustering_makes_no_more_groups_than_there_are_different_units() -> None:
    twice = np.full((14, 14), 3.0)
    twice[7:, :7] = twice[:7, 7:] = -0.5
    found = cluster(twice, range(14))
    assert [trial.groups for trial in found.trials] == [2]
    assert [len(found.members(label)) for label in sorted(found.cohesion)] == [7, 7]
