"""What an analysis concluded, as rows; every function opens one short scope."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from wattos.database import (
    execute,
    executemany,
    fetch,
    fetchval,
    new_id,
    tenant_scope,
    utcnow,
)
from wattos.errors import NotFound
from wattos_insight.analysis import Analysis, Conclusion
from wattos_insight.revisions import Edit, Edits, Subject, checked, overlaid
from wattos_insight.schemas import (
    Enrichment,
    Evidence,
    Persona,
    SmokeQuestion,
    SmokeTest,
    TargetGroup,
)
from wattos_insight.versions import note_version

_PUT_GROUP = """
insert into target_group (id, tenant_id, analysis_id, key, content, documents, share, edits)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (id) do update set analysis_id = excluded.analysis_id, content = excluded.content,
    documents = excluded.documents, share = excluded.share, edits = excluded.edits, lost_at = null
"""
_PUT_PERSONA = """
insert into persona (id, tenant_id, target_group_id, content, edits) values ($1, $2, $3, $4, $5)
on conflict (id) do update set content = excluded.content, edits = excluded.edits
"""
_PUT_GENERATION = """
insert into agent_generation (id, tenant_id, analysis_id, persona_id, questions)
values ($1, $2, $3, $4, $5)
on conflict (tenant_id, persona_id) do update set analysis_id = excluded.analysis_id,
    questions = excluded.questions, smoke_test = null
"""
_PUT_ENRICHMENT = """
insert into content_enrichment (id, tenant_id, target_group_id, position, document_id, chunk_id,
    language, original, adapted, method, reason)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
"""
_GENERATIONS = """
select t.content as target, t.edits as target_edits, t.documents, p.content as persona,
  p.edits as persona_edits, g.questions, g.agent_id, g.agent_version, g.smoke_test
from target_group t
join persona p on p.target_group_id = t.id
join agent_generation g on g.persona_id = p.id
where t.lost_at is null order by t.share desc, t.key
"""


class Generation(msgspec.Struct, frozen=True, kw_only=True):
    """A persona, its group and what is known of its agent so far, with people's edits."""

    persona: Persona
    group: TargetGroup
    documents: frozenset[UUID]
    questions: tuple[SmokeQuestion, ...]
    agent_id: UUID | None
    agent_version: int | None
    smoke_test: SmokeTest | None


async def earlier_groups(tenant_id: UUID) -> dict[str, frozenset[UUID]]:
    """The documents of each stored group by its key, lost ones included."""
    async with tenant_scope(tenant_id):
        rows = await fetch("select key, documents from target_group")
    return {
        row["key"]: frozenset(msgspec.json.decode(row["documents"], type=list[UUID]))
        for row in rows
    }


async def save_conclusions(
    tenant_id: UUID, analysis_id: UUID, found: Analysis, texts: Mapping[str, str]
) -> list[UUID]:
    """Store what an analysis found, all or nothing; returns the agents that lost their group.

    People's edits stay; `texts` (the sources by document id) tell which lost their support.
    """
    async with tenant_scope(tenant_id):
        for conclusion in found.conclusions:
            await _save_conclusion(tenant_id, analysis_id, conclusion, texts)
        orphans = await fetch(
            "select g.agent_id from agent_generation g join persona p on p.id = g.persona_id "
            "join target_group t on t.id = p.target_group_id "
            "where t.analysis_id <> $1 and t.lost_at is null and g.agent_id is not null",
            analysis_id,
        )
        await execute(
            "update target_group set lost_at = $2 where analysis_id <> $1 and lost_at is null",
            *(analysis_id, utcnow()),
        )
        await execute(
            "update customer_analysis set stage = 'grouped', counts = $2, trials = $3, "
            "ungrouped = $4 where id = $1",
            *(analysis_id, _counts(found), found.trials, found.ungrouped),
        )
    return [row["agent_id"] for row in orphans]


def _counts(found: Analysis) -> dict[str, int]:
    return {**found.kinds, "units": found.units, "noise": found.noise}


async def _save_conclusion(
    tenant_id: UUID, analysis_id: UUID, conclusion: Conclusion, texts: Mapping[str, str]
) -> None:
    group, persona = conclusion.group.target, conclusion.persona
    documents = sorted({unit.document_id for unit in conclusion.group.units})
    edits = checked(await edits_of("target_group", group.id), texts)
    await execute(
        _PUT_GROUP,
        *(group.id, tenant_id, analysis_id, group.key, group, documents, group.share, edits),
    )
    await note_version("target_group", group.id, _shown(group, edits), "analysis")
    edits = checked(await edits_of("persona", persona.id), texts)
    await execute(_PUT_PERSONA, persona.id, tenant_id, group.id, persona, edits)
    await note_version("persona", persona.id, _shown(persona, edits), "analysis")
    await execute(
        _PUT_GENERATION, new_id(), tenant_id, analysis_id, persona.id, conclusion.questions
    )
    await execute("delete from content_enrichment where target_group_id = $1", group.id)
    await executemany(
        _PUT_ENRICHMENT,
        [
            (
                *(new_id(), tenant_id, group.id, item.position),
                *(item.evidence.document_id, item.evidence.chunk_id, item.language),
                *(item.evidence.quote, item.adapted, item.method, item.reason),
            )
            for item in conclusion.enrichments
        ],
    )


async def edits_of(subject: Subject, subject_id: UUID) -> Edits:
    """People's edits of a group or persona in the open scope; none for one that is new."""
    value = await fetchval(
        f"select edits from {subject} where id = $1",  # noqa: S608 - one of two names
        subject_id,
    )
    return msgspec.json.decode(value, type=dict[str, Edit]) if value else {}


def _shown(content: TargetGroup | Persona, edits: Edits) -> dict[str, Any]:
    return overlaid(msgspec.to_builtins(content), edits)


async def generations(tenant_id: UUID) -> list[Generation]:
    """Every supported persona with its group and agent, the largest group first."""
    async with tenant_scope(tenant_id):
        rows = await fetch(_GENERATIONS)
    return [_generation(row) for row in rows]


def _generation(row: asyncpg.Record) -> Generation:
    return Generation(
        group=msgspec.convert(merged(row["target"], row["target_edits"]), TargetGroup),
        persona=msgspec.convert(merged(row["persona"], row["persona_edits"]), Persona),
        documents=msgspec.json.decode(row["documents"], type=frozenset[UUID]),
        questions=msgspec.json.decode(row["questions"], type=tuple[SmokeQuestion, ...]),
        agent_id=row["agent_id"],
        agent_version=row["agent_version"],
        smoke_test=_decoded(row["smoke_test"]),
    )


def merged(content: str, edits: str) -> dict[str, Any]:
    """Stored content as people see it."""
    return overlaid(msgspec.json.decode(content), msgspec.json.decode(edits, type=dict[str, Edit]))


async def save_agent(tenant_id: UUID, persona_id: UUID, agent_id: UUID, version: int) -> None:
    """Note which agent was made for a persona."""
    async with tenant_scope(tenant_id):
        await execute(
            "update agent_generation set agent_id = $2, agent_version = $3 where persona_id = $1",
            *(persona_id, agent_id, version),
        )


async def save_smoke_test(tenant_id: UUID, persona_id: UUID, outcome: SmokeTest) -> None:
    """Note how the agent of a persona did in its smoke test."""
    async with tenant_scope(tenant_id):
        await execute(
            "update agent_generation set smoke_test = $2 where persona_id = $1",
            *(persona_id, outcome),
        )


def _decoded(value: str | None) -> SmokeTest | None:
    return msgspec.json.decode(value, type=SmokeTest) if value else None


async def enrichments(tenant_id: UUID, group_id: UUID) -> list[Enrichment]:
    """The passages chosen for a group, the best first; raises `NotFound` for no such group."""
    async with tenant_scope(tenant_id):
        if await fetchval("select 1 from target_group where id = $1", group_id) is None:
            raise NotFound("There is no such target group.", given=group_id)
        rows = await fetch(
            "select e.position, e.language, e.reason, e.document_id, e.chunk_id, e.original, "
            "e.adapted, e.method, "
            "d.url from content_enrichment e join document d on d.id = e.document_id "
            "where e.target_group_id = $1 order by e.position",
            group_id,
        )
    return [
        Enrichment(
            target_group_id=group_id,
            position=row["position"],
            evidence=Evidence(
                document_id=row["document_id"],
                chunk_id=row["chunk_id"],
                url=row["url"],
                quote=row["original"],
            ),
            language=row["language"],
            reason=row["reason"],
            adapted=row["adapted"],
            method=row["method"],
        )
        for row in rows
    ]
