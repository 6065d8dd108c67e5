"""Reads and fenced writes of turns: only the latest attempt may end a turn."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import msgspec

from wattos.conversations.event_rows import write_events
from wattos.conversations.schemas import HistoryMessage, Owner, Question
from wattos.database import current_tenant_id, execute, fetch, fetchrow, fetchval, new_id
from wattos.errors import WattosError
from wattos.events import SequencedEvent, TurnCompleted

HISTORY_MESSAGES = 20
UNDERSTOOD = """
left join lateral (select r.question from agent_run r where r.turn_id = t.id
    order by r.id desc limit 1) understood on true
"""
"""Joins to a turn `t` its question in words that stand alone; no agent may have read it."""


class Superseded(WattosError):
    """A later attempt answers this turn, or it has ended: nothing of this attempt is kept."""

    code = "superseded"
    status = 409


class StartedTurn(msgspec.Struct, frozen=True, kw_only=True):
    """A turn that this attempt is to answer."""

    question: Question
    owner: Owner
    stop_requested: bool


async def start(turn_id: UUID, attempt: int) -> StartedTurn | None:
    """Mark the turn as this attempt's; None when it has ended already."""
    row = await fetchrow(
        "update turn set state = 'running', attempt = $2, started_at = coalesce(started_at, now()) "
        "where id = $1 and state in ('queued', 'running') and attempt < $2 "
        "returning conversation_id, question_message_id, stop_requested",
        turn_id,
        attempt,
    )
    if row is None:
        return None
    conversation = await fetchrow(
        "select c.id, c.agent_id, c.agent_version, c.owner, c.language, c.model, c.visitor_id, "
        "m.user_id, m.text from conversation c join message m on m.conversation_id = c.id "
        "where c.id = $1 and m.id = $2",
        row["conversation_id"],
        row["question_message_id"],
    )
    if conversation is None:
        return None
    question = Question(
        tenant_id=current_tenant_id(),
        conversation_id=conversation["id"],
        turn_id=turn_id,
        attempt=attempt,
        text=conversation["text"],
        history=await history_before(conversation["id"], turn_id, row["question_message_id"]),
        agent_id=conversation["agent_id"],
        agent_version=conversation["agent_version"],
        language=conversation["language"],
        model=conversation["model"],
        user_id=conversation["user_id"],
        visitor_id=conversation["visitor_id"],
    )
    return StartedTurn(
        question=question, owner=conversation["owner"], stop_requested=row["stop_requested"]
    )


async def history_before(
    conversation_id: UUID, turn_id: UUID, question_id: UUID
) -> list[HistoryMessage]:
    """What was said before the question, oldest first; ids sort by the time they were made.

    An answer stands after its own question, although the next question may have come before it.
    """
    rows = await fetch(
        "select role, text from message where conversation_id = $1 and role <> 'system' "
        "and text <> '' and coalesce(turn_id < $2, id < $3) "
        "order by coalesce(turn_id, id) desc, id desc limit $4",
        conversation_id,
        turn_id,
        question_id,
        HISTORY_MESSAGES,
    )
    return [HistoryMessage(role=row["role"], text=row["text"]) for row in reversed(rows)]


async def stop_is_requested(turn_id: UUID) -> bool:
    """Whether somebody asked to stop the turn."""
    row = await fetchrow("select stop_requested from turn where id = $1", turn_id)
    return row is not None and row["stop_requested"]


async def complete(
    question: Question,
    completed: TurnCompleted,
    events: Sequence[SequencedEvent],
    *,
    stopped: bool,
) -> None:
    """End the turn with its answer, events and message, in the open scope. Raises Superseded."""
    answer_id = new_id() if completed.text else None
    status = await execute(
        "update turn set state = $3, answer_message_id = $4, abstained = $5, sourced = $6, "
        "finished_at = now() where id = $1 and attempt = $2 and state = 'running'",
        *(question.turn_id, question.attempt, "stopped" if stopped else "completed", answer_id),
        *(completed.abstained, bool(completed.citations)),
    )
    if status != "UPDATE 1":
        raise Superseded("A later attempt answers this turn.", given=question.turn_id)
    if answer_id is not None:
        await execute(
            "insert into message (id, tenant_id, conversation_id, turn_id, role, text, spoken, "
            "citations, abstained, language, verified_answer_id) "
            "values ($1, $2, $3, $4, 'agent', $5, $6, $7, $8, $9, $10)",
            *(answer_id, current_tenant_id(), question.conversation_id, question.turn_id),
            *(completed.text, completed.spoken, msgspec.json.encode(completed.citations)),
            *(completed.abstained, completed.language or None, completed.verified_answer_id),
        )
    await write_events(events)
    await _touch(question.turn_id, completed.language or None)


async def fail(turn_id: UUID, reason: str, event: SequencedEvent, *, stopped: bool) -> bool:
    """End an unfinished turn from outside an attempt; False when it had ended already."""
    status = await execute(
        "update turn set state = $2, error = $3, finished_at = now() "
        "where id = $1 and state in ('queued', 'running')",
        turn_id,
        "stopped" if stopped else "failed",
        reason,
    )
    if status != "UPDATE 1":
        return False
    await write_events([event])
    await _touch(turn_id, None)
    return True


async def language_of(turn_id: UUID) -> str | None:
    """The language of the turn's conversation, the organisation's before anything was said."""
    return await fetchval(
        "select coalesce(c.language, o.language) from turn t "
        "join conversation c on c.id = t.conversation_id join tenant o on o.id = t.tenant_id "
        "where t.id = $1",
        turn_id,
    )


async def owner_of(turn_id: UUID) -> Owner | None:
    """Who answers in the turn's conversation now."""
    return await fetchval(
        "select c.owner from turn t join conversation c on c.id = t.conversation_id "
        "where t.id = $1",
        turn_id,
    )


async def _touch(turn_id: UUID, language: str | None) -> None:
    await execute(
        "with ended as (select conversation_id, inbox_message_id from turn where id = $1), "
        "inbox as (update inbox_message set state = 'done' "
        "where id = (select inbox_message_id from ended)) "
        "update conversation set updated_at = now(), language = coalesce($2, language) "
        "where id = (select conversation_id from ended)",
        turn_id,
        language,
    )
