"""Analyses and conclusions as rows; every function opens one short scope."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import asyncpg
import msgspec

from wattos.database import (
    execute,
    executemany,
    fetch,
    fetchrow,
    fetchval,
    new_id,
    tenant_scope,
    utcnow,
)
from wattos.errors import NotFound
from wattos_insight.analysis import Analysis, Conclusion
from wattos_insight.schemas import (
    AnalysisInfo,
    Enrichment,
    Evidence,
    Persona,
    SmokeQuestion,
    SmokeTest,
    TargetGroup,
)

_PUT_GROUP = """
insert into target_group (id, tenant_id, analysis_id, key, content, documents, share)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (id) do update set analysis_id = excluded.analysis_id, content = excluded.content,
    documents = excluded.documents, share = excluded.share
"""
_PUT_PERSONA = """
insert into persona (id, tenant_id, target_group_id, content) values ($1, $2, $3, $4)
on conflict (id) do update set content = excluded.content
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
values ($1, $2, $3, $4, $5, $6, $7, $8, $8, 'selected', $9)
"""
_INFO = (
    "select id, created_at, language, state, stage, counts, trials, timings, error, finished_at "
    "from customer_analysis"
)


class Generation(msgspec.Struct, frozen=True, kw_only=True):
    """A persona, its group and what is known of its agent so far."""

    persona: Persona
    group: TargetGroup
    questions: tuple[SmokeQuestion, ...]
    agent_id: UUID | None
    agent_version: int | None
    smoke_test: SmokeTest | None


async def find_analysis(tenant_id: UUID, fingerprint: str) -> AnalysisInfo | None:
    """The newest analysis of exactly these sources, finished or not."""
    async with tenant_scope(tenant_id):
        row = await fetchrow(
            f"{_INFO} where fingerprint = $1 order by created_at desc limit 1", fingerprint
        )
    return _info(row) if row else None


async def latest_analysis(tenant_id: UUID) -> AnalysisInfo | None:
    """The analysis whose conclusions are stored."""
    async with tenant_scope(tenant_id):
        row = await fetchrow(f"{_INFO} where stage <> 'started' order by created_at desc limit 1")
    return _info(row) if row else None


async def list_analyses(tenant_id: UUID, limit: int) -> list[AnalysisInfo]:
    """The newest analyses first."""
    async with tenant_scope(tenant_id):
        rows = await fetch(f"{_INFO} order by created_at desc limit $1", limit)
    return [_info(row) for row in rows]


async def start_analysis(tenant_id: UUID, fingerprint: str, language: str) -> UUID:
    """A new analysis in state `running`."""
    analysis_id = new_id()
    async with tenant_scope(tenant_id):
        await execute(
            "insert into customer_analysis (id, tenant_id, fingerprint, language) "
            "values ($1, $2, $3, $4)",
            *(analysis_id, tenant_id, fingerprint, language),
        )
    return analysis_id


async def set_state(
    tenant_id: UUID,
    analysis_id: UUID,
    *,
    state: str,
    stage: str | None = None,
    timings: Mapping[str, float] | None = None,
    error: str | None = None,
) -> None:
    """Note how an analysis stands; what is not given stays, a final state gets its time."""
    async with tenant_scope(tenant_id):
        await execute(
            "update customer_analysis set state = $2, stage = coalesce($3, stage), "
            "timings = coalesce($4, timings), error = $5, finished_at = $6 where id = $1",
            *(analysis_id, state, stage, timings, error),
            None if state == "running" else utcnow(),
        )


async def earlier_groups(tenant_id: UUID) -> dict[str, frozenset[UUID]]:
    """The documents of each stored group by its key."""
    async with tenant_scope(tenant_id):
        rows = await fetch("select key, documents from target_group")
    return {
        row["key"]: frozenset(msgspec.json.decode(row["documents"], type=list[UUID]))
        for row in rows
    }


async def save_conclusions(tenant_id: UUID, analysis_id: UUID, found: Analysis) -> list[UUID]:
    """Store what an analysis found, all or nothing; returns the agents that lost their group."""
    async with tenant_scope(tenant_id):
        for conclusion in found.conclusions:
            await _save_conclusion(tenant_id, analysis_id, conclusion)
        orphans = await fetch(
            "select g.agent_id from agent_generation g join persona p on p.id = g.persona_id "
            "join target_group t on t.id = p.target_group_id "
            "where t.analysis_id <> $1 and g.agent_id is not null",
            analysis_id,
        )
        await execute("delete from target_group where analysis_id <> $1", analysis_id)
        await execute(
            "update customer_analysis set stage = 'grouped', counts = $2, trials = $3 "
            "where id = $1",
            *(analysis_id, {"units": found.units, "noise": found.noise}, found.trials),
        )
    return [row["agent_id"] for row in orphans]


async def _save_conclusion(tenant_id: UUID, analysis_id: UUID, conclusion: Conclusion) -> None:
    group, persona = conclusion.group.target, conclusion.persona
    documents = sorted({unit.document_id for unit in conclusion.group.units})
    await execute(
        _PUT_GROUP,
        *(group.id, tenant_id, analysis_id, group.key, group, documents, group.share),
    )
    await execute(_PUT_PERSONA, persona.id, tenant_id, group.id, persona)
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
                *(item.evidence.quote, item.reason),
            )
            for item in conclusion.enrichments
        ],
    )


async def generations(tenant_id: UUID) -> list[Generation]:
    """Every stored persona with its group and agent, the largest group first."""
    async with tenant_scope(tenant_id):
        rows = await fetch(
            "select t.content as target, p.content as persona, g.questions, g.agent_id, "
            "g.agent_version, g.smoke_test from target_group t "
            "join persona p on p.target_group_id = t.id "
            "join agent_generation g on g.persona_id = p.id order by t.share desc, t.key"
        )
    return [
        Generation(
            group=msgspec.json.decode(row["target"], type=TargetGroup),
            persona=msgspec.json.decode(row["persona"], type=Persona),
            questions=msgspec.json.decode(row["questions"], type=tuple[SmokeQuestion, ...]),
            agent_id=row["agent_id"],
            agent_version=row["agent_version"],
            smoke_test=_decoded(row["smoke_test"]),
        )
        for row in rows
    ]


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


def _info(row: asyncpg.Record) -> AnalysisInfo:
    decoded = {name: msgspec.json.decode(row[name]) for name in ("counts", "trials", "timings")}
    return msgspec.convert({**dict(row.items()), **decoded}, AnalysisInfo)


async def enrichments(tenant_id: UUID, group_id: UUID) -> list[Enrichment]:
    """The passages chosen for a group, the best first; raises `NotFound` for no such group."""
    async with tenant_scope(tenant_id):
        if await fetchval("select 1 from target_group where id = $1", group_id) is None:
            raise NotFound("There is no such target group.", given=group_id)
        rows = await fetch(
            "select e.position, e.language, e.reason, e.document_id, e.chunk_id, e.original, "
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
        )
        for row in rows
    ]
