"""From clusters to target groups: topics, names, figures and quotes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid5

import msgspec

from wattos_insight.clustering import NOISE, Clustering, cluster
from wattos_insight.evidence import EvidenceUnit
from wattos_insight.features import affinity
from wattos_insight.naming import (
    ANYBODY,
    Audience,
    audience_of,
    default_audience,
    describe,
    matters,
    name_from_terms,
    name_from_topics,
)
from wattos_insight.quotes import best_quote
from wattos_insight.schemas import TargetGroup
from wattos_insight.text import slugify
from wattos_insight.topics import Term, Topic, characteristic_terms, common_words, title_topic

if TYPE_CHECKING:
    from wattos_insight.features import Matrix

MINIMUM_DOCUMENTS: Final = 3
_EVIDENCE_ITEMS: Final = 8
_SATURATION: Final = 3.0
"""Documents at which the amount of evidence counts half."""
_JOINS: Final = 0.8
"""Deviations above the average pair from which a secondary page joins a group."""
_TOPICS: Final = 4
_KEY_LENGTH: Final = 48
_SAME_GROUP: Final = 0.5
"""Overlap of documents (Jaccard) from which a group is taken for an earlier one."""


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """A cluster on its way to a target group: members most central first."""

    key: str
    units: tuple[EvidenceUnit, ...]
    audience: Audience
    topics: tuple[Topic, ...]
    terms: tuple[Term, ...]
    language: str
    """the language its name is written in"""
    target: TargetGroup


class Grouping(msgspec.Struct, frozen=True, kw_only=True):
    """The groups, the units that fit none, and how the number of groups was chosen."""

    groups: tuple[Group, ...]
    noise: tuple[EvidenceUnit, ...]
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
    similarity = affinity(units)
    clustering = _cluster(units, similarity)
    common = common_words(units)
    total = sum(unit.weight for unit in units)
    asking = default_audience(units)
    groups: list[Group] = []
    for label in sorted(clustering.cohesion):
        members = _by_centrality(clustering.members(label), units, similarity)
        rest = [unit for unit, own in zip(units, clustering.labels, strict=True) if own != label]
        draft = _Draft(members, rest, common, language, asking)
        key = _key(draft, known, frozenset(group.key for group in groups))
        groups.append(draft.group(tenant_id, key, clustering, label, total))
    noise = [unit for unit, own in zip(units, clustering.labels, strict=True) if own == NOISE]
    groups.sort(key=lambda group: -group.target.share)
    return Grouping(groups=tuple(groups), noise=tuple(noise), clustering=clustering)


def _cluster(units: Sequence[EvidenceUnit], similarity: Matrix) -> Clustering:
    """Cluster the primary units; a secondary one then joins the group it is plainly close to."""
    import numpy as np

    primary = [index for index, unit in enumerate(units) if not unit.secondary] or list(
        range(len(units))
    )
    documents = [units[index].document_id for index in primary]
    found = cluster(similarity[np.ix_(primary, primary)], documents, minimum=MINIMUM_DOCUMENTS)
    labels = [NOISE] * len(units)
    for index, label in zip(primary, found.labels, strict=True):
        labels[index] = label
    groups = {
        label: [primary[member] for member in found.members(label)] for label in found.cohesion
    }
    for index in set(range(len(units))) - set(primary):
        means = {
            label: float(similarity[index, members].mean()) for label, members in groups.items()
        }
        nearest = max(means, key=lambda label: means[label], default=NOISE)
        if nearest != NOISE and means[nearest] > _JOINS:
            labels[index] = nearest
    return msgspec.structs.replace(found, labels=tuple(labels))


def _by_centrality(
    indices: Sequence[int], units: Sequence[EvidenceUnit], similarity: Matrix
) -> list[EvidenceUnit]:
    def centrality(index: int) -> float:
        return float(similarity[index, list(indices)].mean())

    return [
        units[index] for index in sorted(indices, key=lambda index: (-centrality(index), index))
    ]


def _key(draft: _Draft, known: Mapping[str, frozenset[UUID]], taken: frozenset[str]) -> str:
    """The key of the earlier group with mostly the same documents, or a new one that is free."""
    own = frozenset(unit.document_id for unit in draft.units)
    overlaps = {
        key: len(own & documents) / len(own | documents)
        for key, documents in known.items()
        if key not in taken and documents
    }
    same = max(overlaps, key=lambda key: overlaps[key], default=None)
    if same is not None and overlaps[same] >= _SAME_GROUP:
        return same
    proposed, number = draft.proposed_key, 2
    key = proposed
    while key in taken or key in known:
        key, number = f"{proposed}-{number}", number + 1
    return key


class _Draft:
    """Collects what is known of one cluster while it becomes a group."""

    def __init__(
        self,
        units: list[EvidenceUnit],
        rest: list[EvidenceUnit],
        common: frozenset[str],
        language: str,
        asking: Audience,
    ) -> None:
        self.units = units
        self.shares = _language_shares(units)
        self.language = language if language in self.shares else next(iter(self.shares))
        self.terms = characteristic_terms(units, rest, self.language)
        asked = 2 * sum(unit.asked for unit in units) >= len(units)
        self.audience = audience_of(units, default=asking if asked else ANYBODY)
        self.topics = self._topics(common)

    def _shown(self) -> list[EvidenceUnit]:
        """One unit a document, central ones first; those in the name's language before others."""
        documents = {unit.document_id: unit for unit in reversed(self.units)}
        ordered = sorted(documents.values(), key=self.units.index)
        ordered.sort(key=lambda unit: unit.language != self.language)
        return ordered[:_EVIDENCE_ITEMS]

    def _topics(self, common: frozenset[str]) -> list[Topic]:
        """Topics of the most central titles; tickets' subjects are complaints, not topics."""
        topics: dict[str, Topic] = {}
        for unit in self.units:
            if unit.asked or unit.secondary or unit.language != self.language:
                continue
            topic = title_topic(unit.title, self.language, common)
            if topic is not None:
                topics.setdefault(topic.name.casefold(), topic)
        short_first = sorted(topics.values(), key=lambda topic: topic.lengthy)
        return short_first[:_TOPICS]

    @property
    def proposed_key(self) -> str:
        """A slug of what the group is about."""
        words = matters(self.topics, self.terms, self.language)[:2]
        return slugify(" ".join(words), limit=_KEY_LENGTH) or self.audience.key

    def _name(self) -> str:
        asked = sum(unit.asked for unit in self.units)
        if self.topics and 2 * asked < len(self.units):
            return name_from_topics(self.topics, self.audience, self.language)
        terms = self.terms or [Term(stem="", word=self.units[0].title, score=0.0, documents=0)]
        return name_from_terms(self.topics, terms, self.audience, self.units, self.language)

    def group(
        self, tenant_id: UUID, key: str, clustering: Clustering, label: int, total: float
    ) -> Group:
        """The finished group; `total` is the weight of all units of the analysis."""
        documents = len({unit.document_id for unit in self.units})
        cohesion, stability = clustering.cohesion[label], clustering.stability[label]
        amount = documents / (documents + _SATURATION)
        stems = frozenset(term.stem for term in self.terms)
        target = TargetGroup(
            id=uuid5(tenant_id, f"insight/{key}"),
            key=key,
            name=self._name(),
            description=describe(self.units, self.terms, self.language),
            language=next(iter(self.shares)),
            languages=self.shares,
            size=len(self.units),
            share=round(sum(unit.weight for unit in self.units) / total, 4),
            confidence=round((cohesion * stability * amount) ** (1 / 3), 3),
            cohesion=round(cohesion, 3),
            stability=round(stability, 3),
            terms=tuple(term.word for term in self.terms),
            source_kinds=tuple(sorted({"page", "file", *(unit.kind for unit in self.units)})),
            method="terms",
            evidence=tuple(best_quote(unit, stems) for unit in self._shown()),
        )
        return Group(
            key=key,
            units=tuple(self.units),
            audience=self.audience,
            topics=tuple(self.topics),
            terms=tuple(self.terms),
            language=self.language,
            target=target,
        )


def _language_shares(units: Sequence[EvidenceUnit]) -> dict[str, float]:
    """Share of the weight by language, the largest first."""
    weights: Counter[str] = Counter()
    for unit in units:
        weights[unit.language] += unit.weight  # type: ignore[assignment]
    total = sum(weights.values())
    return {code: round(weight / total, 3) for code, weight in weights.most_common()}
