"""Gaps: what people ask and the organisation's pages and files do not answer.

Questions that the agents refused, or whose answers were disliked, are gaps as they stand. Of the
requests that came otherwise, those farthest from the material are put to the group's agent again,
with pages and files alone to answer from; what it refuses is a gap.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final
from uuid import UUID

import msgspec

from wattos.agents import AgentTurn
from wattos.errors import WattosError
from wattos.knowledge import KnowledgeFilter
from wattos_insight.drafts import Group
from wattos_insight.evidence import EvidenceUnit
from wattos_insight.profiles import anchors_of, unit_length
from wattos_insight.quotes import quote_of
from wattos_insight.schemas import Gap
from wattos_insight.sensitive import is_sensitive
from wattos_insight.text import sentences

if TYPE_CHECKING:
    from wattos.agents import AgentRuntime
    from wattos.events import TurnEvent

TRIED: Final = 16
"""Requests that are put to the agents again, so that an analysis stays a matter of a minute."""
_QUESTION_LENGTH: Final = 200
_OWN_MATERIAL: Final = KnowledgeFilter(source_kinds=("page", "file"))


def told_gaps(units: Sequence[EvidenceUnit], groups: Sequence[Group]) -> list[Gap]:
    """Questions to the platform's agents that got no answer, or one that did not help."""
    homes = _homes(groups)
    return [
        _gap(unit, unit.unmet, homes)
        for unit in units
        if unit.unmet is not None and not is_sensitive(unit.text)
    ]


def doubtful(units: Sequence[EvidenceUnit], groups: Sequence[Group]) -> list[Gap]:
    """Requests of groups that are far from every passage of the organisation, farthest first."""
    import numpy as np

    homes = _homes(groups)
    passages = [
        chunk.vector
        for index in anchors_of(units)
        for chunk in units[index].chunks
        if chunk.vector is not None
    ]
    asked = [
        unit
        for unit in units
        if unit.kind == "ticket"
        and unit.document_id in homes
        and unit.chunks[0].vector is not None
        and not is_sensitive(unit.text)
    ]
    if not passages or not asked:
        return []
    material = np.asarray(passages)
    centre = material.mean(axis=0)
    rows = np.asarray([unit.chunks[0].vector for unit in asked])
    closeness = (unit_length(rows - centre) @ unit_length(material - centre).T).max(axis=1)
    return [_gap(asked[int(place)], "not covered", homes) for place in closeness.argsort()[:TRIED]]


def _homes(groups: Sequence[Group]) -> dict[UUID, UUID]:
    return {unit.document_id: group.target.id for group in groups for unit in group.units}


def _gap(unit: EvidenceUnit, reason: str, homes: dict[UUID, UUID]) -> Gap:
    chunk = unit.chunks[0]
    spans = sentences(chunk.text)[:2]
    text = " ".join(chunk.text[start:end] for start, end in spans)[:_QUESTION_LENGTH]
    return msgspec.convert(
        {
            "question": text or unit.title,
            "language": unit.language,
            "reason": reason,
            "target_group_id": homes.get(unit.document_id),
            "evidence": quote_of(chunk, 0, len(chunk.text)),
        },
        Gap,
    )


async def uncovered(
    runtime: AgentRuntime,
    tenant_id: UUID,
    doubts: Sequence[Gap],
    agents: dict[UUID, tuple[UUID, int]],
) -> list[Gap]:
    """Those doubts that the material indeed does not answer.

    `agents` names agent and version by target group; where answering fails nothing is claimed.
    """
    found: list[Gap] = []
    for doubt in doubts:
        home = doubt.target_group_id
        if home is None or home not in agents:
            continue
        agent_id, version = agents[home]
        turn = AgentTurn(
            tenant_id=tenant_id,
            question=doubt.question,
            agent=agent_id,
            agent_version=version,
            knowledge=_OWN_MATERIAL,
        )
        try:
            answer = await runtime.run(turn, _ignore)
        except WattosError:
            continue
        if answer.abstained:
            found.append(doubt)
    return found


async def _ignore(event: TurnEvent) -> None:
    """Nobody listens to a trial."""
