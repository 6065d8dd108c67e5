"""Questions with their answers as they were given: for editors, and for replays."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from wattos.conversations.schemas import HistoryMessage, TurnState
from wattos.conversations.turn_rows import UNDERSTOOD, history_before
from wattos.database import fetch, fetchrow, fetchval, tenant_scope
from wattos.errors import NotFound
from wattos.events import Citation

_SELECT = f"""
select t.id as turn_id, t.conversation_id, t.agent_id, t.state, q.id as question_id,
    coalesce(understood.question, q.text) as question, q.text as typed,
    coalesce(a.text, '') as answer, coalesce(a.citations, '[]') as citations,
    coalesce(a.abstained, false) as abstained, coalesce(a.language, c.language) as language,
    a.verified_answer_id
from turn t
join conversation c on c.id = t.conversation_id
join message q on q.id = t.question_message_id
left join message a on a.id = t.answer_message_id and a.role = 'agent'
{UNDERSTOOD}
"""  # noqa: S608
_ONE = f"{_SELECT} where t.id = $1"
# Operator commands of staff are no questions: no agent has run for them.
_LAST = f"""{_SELECT}
where t.state in ('completed', 'failed') and ($1::uuid is null or t.agent_id = $1)
  and exists (select 1 from agent_run r where r.turn_id = t.id)
order by t.id desc limit $2
"""  # noqa: S608
_UNDERSTOOD = f"""
select t.id, understood.question from turn t {UNDERSTOOD}
where t.conversation_id = $1 and understood.question is not null
"""  # noqa: S608
_UNDERSTOOD_AS = f"""
select understood.question from turn t join message q on q.id = t.question_message_id {UNDERSTOOD}
where t.conversation_id = $1 and btrim(q.text) = $2 order by t.id desc limit 1
"""  # noqa: S608


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """A turn as a question and its answer; `history` is what was said before, oldest first.

    `question` stands alone; of a follow-up `typed` is what the person wrote ("and on Saturday?").
    """

    turn_id: UUID
    conversation_id: UUID
    agent_id: UUID | None
    state: TurnState
    question: str
    typed: str
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


async def understood_questions(tenant_id: UUID, conversation_id: UUID) -> dict[UUID, str]:
    """What the turns of a conversation ask, in words that stand alone, by the turn's id."""
    async with tenant_scope(tenant_id):
        rows = await fetch(_UNDERSTOOD, conversation_id)
    return {row["id"]: row["question"] for row in rows}


async def understood_as(tenant_id: UUID, conversation_id: UUID, typed: str) -> str:
    """What somebody wrote in a conversation, in words that stand alone where an agent read it."""
    async with tenant_scope(tenant_id):
        question = await fetchval(_UNDERSTOOD_AS, conversation_id, typed.strip())
    return question or typed


def _exchange(row: asyncpg.Record, history: list[HistoryMessage]) -> Exchange:
    values: dict[str, Any] = {**dict(row), "history": history}
    del values["question_id"]
    values["citations"] = msgspec.json.decode(row["citations"], type=list[Citation])
    return Exchange(**values)
