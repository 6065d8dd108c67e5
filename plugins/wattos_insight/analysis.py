"""The analysis itself: from chunks to groups, personas and test questions, without a database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec

from wattos_insight.clustering import Trial
from wattos_insight.drafts import Group
from wattos_insight.enrichment import enrich
from wattos_insight.evidence import EvidenceUnit, SourceChunk, build_units
from wattos_insight.gaps import doubtful, told_gaps
from wattos_insight.groups import form_groups
from wattos_insight.personas import persona_of
from wattos_insight.schemas import Enrichment, Gap, Persona, SmokeQuestion, Ungrouped
from wattos_insight.smoke import with_foreign
from wattos_insight.smoke_questions import Material, smoke_questions

MAX_UNITS = 3_000
"""Units that are clustered: the affinity matrix grows with their square (72 MB here)."""


class Conclusion(msgspec.Struct, frozen=True, kw_only=True):
    """A group with everything made from it."""

    group: Group
    persona: Persona
    questions: tuple[SmokeQuestion, ...]
    enrichments: tuple[Enrichment, ...]


class Analysis(msgspec.Struct, frozen=True, kw_only=True):
    """What the sources say about the people behind them."""

    conclusions: tuple[Conclusion, ...]
    units: int
    kinds: dict[str, int]
    """units by kind of source"""
    noise: int
    ungrouped: tuple[Ungrouped, ...] = ()
    trials: tuple[Trial, ...]
    gaps: tuple[Gap, ...] = ()
    doubts: tuple[Gap, ...] = ()
    """what may be a gap: the agents have to try it"""


def analyse(
    units: Sequence[EvidenceUnit],
    *,
    tenant_id: UUID,
    language: str,
    known: Mapping[str, frozenset[UUID]] | None = None,
) -> Analysis:
    """Analyse a tenant's evidence; takes seconds of CPU, so call it in a thread.

    `language` is the tenant's, in which names are written. `known` holds the documents of earlier
    groups by key: a group with mostly the same documents keeps its key, and with it its agent.
    """
    grouping = form_groups(units, tenant_id=tenant_id, language=language, known=known or {})
    material = Material(units)
    plans = with_foreign(
        [smoke_questions(group, material) for group in grouping.groups],
        [group.target.language for group in grouping.groups],
    )
    conclusions = [
        Conclusion(
            group=group,
            persona=persona_of(group, units),
            questions=plan,
            enrichments=tuple(enrich(group)),
        )
        for group, plan in zip(grouping.groups, plans, strict=True)
    ]
    return Analysis(
        conclusions=tuple(conclusions),
        units=len(units),
        kinds=dict(Counter(unit.kind for unit in units)),
        noise=len(grouping.noise),
        ungrouped=grouping.ungrouped,
        trials=grouping.clustering.trials,
        gaps=tuple(told_gaps(units, grouping.groups)),
        doubts=tuple(doubtful(units, grouping.groups)),
    )


def evidence_of(chunks: Sequence[SourceChunk]) -> list[EvidenceUnit]:
    """The units to analyse: all, or an even selection in their order where there are too many."""
    units = build_units(chunks)
    if len(units) <= MAX_UNITS:
        return units
    return [units[index * len(units) // MAX_UNITS] for index in range(MAX_UNITS)]
