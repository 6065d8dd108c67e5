"""Analyses as rows; every function opens one short scope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

import asyncpg
import msgspec

from wattos.database import execute, fetch, fetchrow, fetchval, new_id, tenant_scope, utcnow
from wattos.errors import NotFound
from wattos_insight.schemas import AnalysisInfo, Gap, Ungrouped

_INFO = (
    "select id, created_at, language, state, stage, counts, trials, gaps, timings, error, "
    "finished_at from customer_analysis"
)
_DOCUMENTS = ("counts", "trials", "gaps", "timings")


async def find_analysis(tenant_id: UUID, fingerprint: str) -> AnalysisInfo | None:
    """The newest analysis of exactly these sources, finished or not."""
    async with tenant_scope(tenant_id):
        row = await fetchrow(
            f"{_INFO} where fingerprint = $1 order by created_at desc limit 1", fingerprint
        )
    return _info(row) if row else None


async def find_by_id(tenant_id: UUID, analysis_id: UUID) -> AnalysisInfo:
    """The analysis with this id; raises `NotFound`."""
    async with tenant_scope(tenant_id):
        row = await fetchrow(f"{_INFO} where id = $1", analysis_id)
    if row is None:
        raise NotFound("There is no such analysis.", given=analysis_id)
    return _info(row)


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


async def save_gaps(
    tenant_id: UUID, analysis_id: UUID, gaps: Sequence[Gap], doubts: Sequence[Gap] = ()
) -> None:
    """Note what the material does not answer, and what is still to be tried."""
    async with tenant_scope(tenant_id):
        await execute(
            "update customer_analysis set gaps = $2, doubts = $3 where id = $1",
            *(analysis_id, gaps, doubts),
        )


async def read_doubts(tenant_id: UUID, analysis_id: UUID) -> list[Gap]:
    """The requests that are still to be tried on the material."""
    async with tenant_scope(tenant_id):
        value = await fetchval("select doubts from customer_analysis where id = $1", analysis_id)
    return msgspec.json.decode(value, type=list[Gap]) if value else []


async def read_ungrouped(tenant_id: UUID, analysis_id: UUID) -> list[Ungrouped]:
    """What no group of the analysis has, with the reason of each."""
    async with tenant_scope(tenant_id):
        value = await fetchval("select ungrouped from customer_analysis where id = $1", analysis_id)
    return msgspec.json.decode(value, type=list[Ungrouped]) if value else []


def _info(row: asyncpg.Record) -> AnalysisInfo:
    decoded = {name: msgspec.json.decode(row[name]) for name in _DOCUMENTS}
    return msgspec.convert({**dict(row.items()), **decoded}, AnalysisInfo)
