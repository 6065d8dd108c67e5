"""Questions with their answers as they were given: for editors, and for replays."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from wattos.conversations.schemas import HistoryMessage, TurnState
from wattos.conversations.turn_rows import history_before
from wattos.database import fetch, fetchrow, tenant_scope
from wattos.errors import NotFound
from wattos.events import Citation

_SELECT = """
select t.id as turn_id, t.conversation_id, t.agent_id, t.state, q.id as question_id,
    q.text as question, coalesce(a.text, '') as answer, coalesce(a.citations, '[]') as citations,
    coalesce(a.abstained, false) as abstained, coalesce(a.language, c.language) as language,
    a.verified_answer_id
from turn t
join conversation c on c.id = t.conversation_id
join message q on q.id = t.question_message_id
left join message a on a.id = t.answer_message_id and a.role = 'agent'
"""
_ONE = f"{_SELECT} where t.id = $1"
# Operator commands of staff are no questions: no agent has run for them.
_LAST = f"""{_SELECT}
where t.state in ('completed', 'failed') and ($1::uuid is null or t.agent_id = $1)
  and exists (select 1 from agent_run r where r.turn_id = t.id)
order by t.id desc limit $2
"""  # noqa: S608


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """A turn as a question and its answer; `history` is what was said before, oldest first."""

    turn_id: UUID
    conversation_id: UUID
    agent_id: UUID | None
    state: TurnState
    question: str
    answer: str
    citations: list[Citation]
    abstained: bool
    language: str | None
    verified_answer_id: UUID | None
    history: list[HistoryMessage] = []


async def read_exchange(tenant_id: UUID, turn_id: UUID) -> Exchange:
    """One turn, without its history. Raises NotFound."""
    async with tenant_scope(tenant_id):
        row = await fetchrow(_ONE, turn_id)
    if row is None:
        raise NotFound("There is no such turn.", given=turn_id)
    return _exchange(row, [])


async def last_exchanges(tenant_id: UUID, limit: int, agent_id: UUID | None) -> list[Exchange]:
    """The last questions that agents answered, newest first; None is every agent's."""
    async with tenant_scope(tenant_id):
        rows = await fetch(_LAST, agent_id, limit)
        return [
            _exchange(
                row,
                await history_before(row["conversation_id"], row["turn_id"], row["question_id"]),
            )
            for row in rows
        ]


def _exchange(row: asyncpg.Record, history: list[HistoryMessage]) -> Exchange:
    values: dict[str, Any] = {**dict(row), "history": history}
    del values["question_id"]
    values["citations"] = msgspec.json.decode(row["citations"], type=list[Citation])
    return Exchange(**values)
