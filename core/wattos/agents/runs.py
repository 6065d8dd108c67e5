"""The record of an agent's run, and the offer that the last one made."""

from __future__ import annotations

from uuid import UUID

import msgspec

from wattos.database import execute, fetchrow, new_id, tenant_scope, utcnow


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """What the last answer of a conversation offered: a tool, for a question left unanswered."""

    tool: str
    question: str


async def begin_run(
    agent_id: UUID,
    version: int,
    question: str,
    *,
    tenant_id: UUID,
    conversation_id: UUID | None,
    turn_id: UUID | None,
) -> UUID:
    """Record that a run began, inside the open scope; an earlier attempt at the turn has failed."""
    if turn_id is not None:
        await execute(
            "update agent_run set state = 'failed', error = 'interrupted', finished_at = $2 "
            "where turn_id = $1 and state = 'running'",
            *(turn_id, utcnow()),
        )
    run_id = new_id()
    await execute(
        "insert into agent_run (id, tenant_id, agent_id, agent_version, conversation_id, turn_id, "
        "question) values ($1, $2, $3, $4, $5, $6, $7)",
        *(run_id, tenant_id, agent_id, version, conversation_id, turn_id, question),
    )
    return run_id


async def keep_understood(tenant_id: UUID, run_id: UUID, question: str) -> None:
    """Record what a follow-up asks in words that stand alone, in place of what was typed."""
    async with tenant_scope(tenant_id):
        await execute("update agent_run set question = $2 where id = $1", run_id, question)


async def pending_offer(conversation_id: UUID) -> Offer | None:
    """The offer in the conversation's last finished run, inside the open scope."""
    row = await fetchrow(
        "select offer, offer_question from agent_run where conversation_id = $1 "
        "and state in ('succeeded', 'abstained') order by created_at desc, id desc limit 1",
        conversation_id,
    )
    if row is None or row["offer"] is None:
        return None
    return Offer(tool=row["offer"], question=row["offer_question"])


async def finish_run(
    tenant_id: UUID,
    run_id: UUID,
    state: str,
    *,
    offer: Offer | None = None,
    error: str | None = None,
) -> None:
    """Record how a run ended: `succeeded`, `abstained`, `failed` or `stopped`."""
    tool, question = (offer.tool, offer.question) if offer else (None, None)
    async with tenant_scope(tenant_id):
        await execute(
            "update agent_run set state = $2, offer = $3, offer_question = $4, error = $5, "
            "finished_at = $6 where id = $1",
            *(run_id, state, tool, question, error, utcnow()),
        )
