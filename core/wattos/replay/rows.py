"""Replays in the database; every function runs in the open scope."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from wattos.database import current_tenant_id, execute, fetch, fetchrow, new_id
from wattos.errors import NotFound
from wattos.replay.schemas import Replay, ReplayItem, ReplayReport, ReplayRequest

_SELECT = """
select r.id, r.state, r.job_id, r.agent_id, r.agent_version, r.request, r.error, r.created_at,
    r.finished_at, (select coalesce(jsonb_object_agg(c.outcome, c.questions), '{}') from
        (select outcome, count(*) as questions from replay_item i where i.replay_id = r.id
         group by outcome) c) as counts
from replay r
"""
_ITEMS = """
select i.question, coalesce(q.text, i.question) as typed, i.asked, i.outcome, i.old_answer,
    i.new_answer, i.old_sources, i.new_sources, i.sources_disagree, i.turn_id,
    i.verified_answer_id, i.error, i.old_sources <> i.new_sources as sources_changed
from replay_item i left join turn t on t.id = i.turn_id
left join message q on q.id = t.question_message_id
where i.replay_id = $1 order by i.position
"""


async def insert(
    replay_id: UUID, request: ReplayRequest, agent_id: UUID | None, agent_version: int | None
) -> None:
    """A replay that waits for its job."""
    await execute(
        "insert into replay (id, tenant_id, agent_id, agent_version, request) "
        "values ($1, $2, $3, $4, $5)",
        *(replay_id, current_tenant_id(), agent_id, agent_version, msgspec.json.encode(request)),
    )


async def begin(replay_id: UUID, job_id: UUID) -> None:
    """Start (again) without what an earlier attempt left."""
    await execute("delete from replay_item where replay_id = $1", replay_id)
    await execute(
        "update replay set state = 'running', job_id = $2 where id = $1", replay_id, job_id
    )


async def finish(replay_id: UUID, state: str, error: str | None = None) -> None:
    """How it ended."""
    await execute(
        "update replay set state = $2, error = $3, finished_at = now() where id = $1",
        *(replay_id, state, error),
    )


async def add_item(replay_id: UUID, position: int, item: ReplayItem) -> None:
    """Keep what became of a question; one whose conversation was erased meanwhile is dropped."""
    await execute(
        "insert into replay_item (id, tenant_id, replay_id, position, question, outcome, "
        "old_answer, new_answer, old_sources, new_sources, sources_disagree, turn_id, "
        "verified_answer_id, error, asked) select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, "
        "$12, $13, $14, $15 where $12::uuid is null or exists (select 1 from turn where id = $12)",
        *(new_id(), current_tenant_id(), replay_id, position, item.question, item.outcome),
        *(item.old_answer, item.new_answer, item.old_sources, item.new_sources),
        *(item.sources_disagree, item.turn_id, item.verified_answer_id, item.error, item.asked),
    )


async def read(replay_id: UUID) -> Replay:
    """One replay; raises `NotFound`."""
    return msgspec.convert(await _row(replay_id), Replay)


async def report(replay_id: UUID) -> ReplayReport:
    """One replay with its questions; raises `NotFound`."""
    values = await _row(replay_id)
    items = [dict(row) for row in await fetch(_ITEMS, replay_id)]
    return msgspec.convert({**values, "items": items}, ReplayReport)


async def listed(limit: int) -> list[Replay]:
    """The newest first."""
    rows = await fetch(f"{_SELECT} order by r.id desc limit $1", limit)
    return [msgspec.convert(_values(row), Replay) for row in rows]


async def _row(replay_id: UUID) -> dict[str, Any]:
    row = await fetchrow(f"{_SELECT} where r.id = $1", replay_id)
    if row is None:
        raise NotFound("There is no such replay.", given=replay_id)
    return _values(row)


def _values(row: asyncpg.Record) -> dict[str, Any]:
    values = dict(row)
    return {**values, **{c: msgspec.json.decode(values[c]) for c in ("request", "counts")}}
