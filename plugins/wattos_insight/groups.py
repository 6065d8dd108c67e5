"""From clusters to target groups: topics, names, figures and quotes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final
from uuid import UUID

import msgspec

from wattos_insight.belonging import strays
from wattos_insight.clustering import NOISE, Clustering, cluster, judged_again
from wattos_insight.drafts import Draft, Group
from wattos_insight.evidence import EvidenceUnit
from wattos_insight.features import Likeness, likeness
from wattos_insight.naming import default_audience
from wattos_insight.schemas import TargetGroup, Ungrouped
from wattos_insight.topics import common_words, repeated_titles
from wattos_insight.ungrouped import without_group

if TYPE_CHECKING:
    from wattos_insight.features import Matrix

MINIMUM_DOCUMENTS: Final = 3
_JOINS: Final = 0.8
"""Deviations above the average pair from which a secondary page joins a group."""
_USUAL: Final = 0.6
"""Part of a group's median closeness under which one of its pages is about something else."""
_SAME_GROUP: Final = 0.5
"""Overlap of documents (Jaccard) from which a group is taken for an earlier one."""


class Grouping(msgspec.Struct, frozen=True, kw_only=True):
    """The groups, the units that fit none, and how the number of groups was chosen."""

    groups: tuple[Group, ...]
    noise: tuple[EvidenceUnit, ...]
    ungrouped: tuple[Ungrouped, ...] = ()
    """the same as people read it, with the reason of each"""
    clustering: Clustering


def form_groups(
    units: Sequence[EvidenceUnit],
    *,
    tenant_id: UUID,
    language: str,
    known: Mapping[str, frozenset[UUID]],
) -> Grouping:
    """Cluster `units` and describe each cluster in `language`, the tenant's.

    A group takes over the key of the earlier group in `known` that has mostly the same documents.
    Ids are derived from the tenant and the key: the same sources give the same ids.
    """
    if not units:
        empty = Clustering(labels=(), trials=(), cohesion={}, stability={})
        return Grouping(groups=(), noise=(), clustering=empty)
    everything, astray = units, strays(units)
    units = [unit for index, unit in enumerate(everything) if index not in astray]
    alike = likeness(units)
    clustering = cluster_units(units, alike.affinity)
    common, repeated = common_words(units), repeated_titles(units)
    total = sum(unit.weight for unit in everything)
    asking = default_audience(units)
    documents = {unit.document_id: unit for unit in units}
    written = frozenset(unit.document_id for unit in units if not unit.asked)
    groups: list[Group] = []
    for label in sorted(clustering.cohesion):
        own = clustering.members(label)
        draft = Draft(
            _by_centrality(own, units, alike.affinity),
            [unit for unit, its in zip(units, clustering.labels, strict=True) if its != label],
            common,
            language,
            asking,
            requests_near(units, alike, clustering.labels, label),
            documents,
            repeated,
        )
        key = _key(draft, known, frozenset(group.key for group in groups), written)
        names = frozenset(group.target.name for group in groups)
        groups.append(
            draft.group(
                tenant_id, key, clustering=clustering, label=label, total=total, taken=names
            )
        )
    noise = [everything[index] for index in sorted(astray)]
    noise += [unit for unit, own in zip(units, clustering.labels, strict=True) if own == NOISE]
    groups.sort(key=lambda group: -group.target.share)
    return Grouping(
        groups=tuple(groups),
        noise=tuple(noise),
        ungrouped=tuple(without_group(noise, astray, everything)),
        clustering=clustering,
    )


def unassigned(groups: Sequence[TargetGroup]) -> float:
    """The part of the evidence's weight, 0 to 1, that no group of an analysis has."""
    return round(max(0.0, 1.0 - sum(group.share for group in groups)), 4) if groups else 0.0


def cluster_units(units: Sequence[EvidenceUnit], similarity: Matrix) -> Clustering:
    """Cluster the primary units; a secondary one then joins the group it is plainly close to."""
    import numpy as np

    primary = [index for index, unit in enumerate(units) if not unit.secondary] or list(
        range(len(units))
    )
    documents = [units[index].document_id for index in primary]
    inner = similarity[np.ix_(primary, primary)]
    found = cluster(inner, documents, minimum=MINIMUM_DOCUMENTS)
    labels = [NOISE] * len(units)
    for index, label in zip(primary, found.labels, strict=True):
        labels[index] = label
    # Before others join: two home pages are so alike that a group's own pages look far out.
    for label in found.cohesion:
        for index in outsiders(units, similarity, labels, label):
            labels[index] = NOISE
    found = judged_again(
        inner,
        found,
        np.asarray([labels[index] for index in primary]),
        [None if units[index].asked else units[index].document_id for index in primary],
        MINIMUM_DOCUMENTS,
    )
    for index, label in zip(primary, found.labels, strict=True):
        labels[index] = label
    groups = {
        label: [index for index in primary if labels[index] == label] for label in found.cohesion
    }
    for index in set(range(len(units))) - set(primary):
        means = {
            label: float(similarity[index, members].mean()) for label, members in groups.items()
        }
        nearest = max(means, key=lambda label: means[label], default=NOISE)
        if nearest != NOISE and means[nearest] > _JOINS:
            labels[index] = nearest
    return msgspec.structs.replace(found, labels=tuple(labels))


def outsiders(
    units: Sequence[EvidenceUnit], similarity: Matrix, labels: Sequence[int], label: int
) -> list[int]:
    """Pages that are in a group for want of a better one, the farthest first.

    On a small site the lost-property office is nearest to the waste pages, and near to nothing. A
    group keeps its least number of documents. Where people ask, each of the short texts is far
    from most others and `strays` has judged them.
    """
    import numpy as np

    left = [index for index, own in enumerate(labels) if own == label]
    if any(units[index].asked for index in left):
        return []
    gone: list[int] = []
    while len({units[index].document_id for index in left}) > MINIMUM_DOCUMENTS:
        inner = similarity[np.ix_(left, left)]
        closeness = (inner.sum(axis=1) - inner.diagonal()) / (len(left) - 1)
        farthest = int(closeness.argmin())
        if closeness[farthest] >= _USUAL * np.median(closeness):
            break
        gone.append(left.pop(farthest))
    return gone


def requests_near(
    units: Sequence[EvidenceUnit], alike: Likeness, labels: Sequence[int], label: int
) -> dict[UUID, tuple[int, int]]:
    """Per document of the organisation: requests closest to it in the group `label`, and in all.

    A document names one group: that which has the most of its requests. Where that leaves a group
    without any, all of them count. One that is in another group needs three requests to name this.
    """
    if alike.nearest is None:
        return {}
    counts: defaultdict[UUID, Counter[int]] = defaultdict(Counter)
    for index, unit in enumerate(units):
        if unit.asked:
            counts[units[alike.nearest[index]].document_id][labels[index]] += 1
    homes: defaultdict[UUID, set[int]] = defaultdict(set)
    for unit, own in zip(units, labels, strict=True):
        homes[unit.document_id].add(own)
    free = {
        document
        for document, by in counts.items()
        if {label, NOISE} & homes[document] or by[label] >= MINIMUM_DOCUMENTS
    }
    mostly = {
        document for document in free if counts[document][label] == max(counts[document].values())
    }
    naming = mostly or free
    return {
        document: (by[label] if document in naming else 0, by.total())
        for document, by in counts.items()
    }


def _by_centrality(
    indices: Sequence[int], units: Sequence[EvidenceUnit], similarity: Matrix
) -> list[EvidenceUnit]:
    def centrality(index: int) -> float:
        return float(similarity[index, list(indices)].mean())

    return [
        units[index] for index in sorted(indices, key=lambda index: (-centrality(index), index))
    ]


def _overlap(some: frozenset[UUID], others: frozenset[UUID]) -> float:
    """Jaccard overlap; 0 where there are too few to tell a group by."""
    if min(len(some), len(others)) < MINIMUM_DOCUMENTS:
        return 0.0
    return len(some & others) / len(some | others)


def _key(
    draft: Draft,
    known: Mapping[str, frozenset[UUID]],
    taken: frozenset[str],
    written: frozenset[UUID],
) -> str:
    """The key of the earlier group with mostly the same documents, or a new one that is free.

    Requests come and go: the same of the organisation's own documents (`written`) are enough.
    """
    own = frozenset(unit.document_id for unit in draft.units)
    overlaps = {
        key: max(_overlap(own, documents), _overlap(own & written, documents & written))
        for key, documents in known.items()
        if key not in taken
    }
    same = max(overlaps, key=lambda key: overlaps[key], default=None)
    if same is not None and overlaps[same] >= _SAME_GROUP:
        return same
    proposed, number = draft.proposed_key, 2
    key = proposed
    while key in taken or key in known:
        key, number = f"{proposed}-{number}", number + 1
    return key
