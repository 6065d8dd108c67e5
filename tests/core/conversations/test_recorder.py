"""What has been said of an answer that is stopped or begun anew."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

from tests.core.conversations.said import texts
from wattos.conversations import Conversations, Emit, InboundMessage, Question
from wattos.database import fetchval, tenant_scope
from wattos.delivery import Jobs
from wattos.events import (
    Citation,
    CitationAdded,
    SequencedEvent,
    TextDelta,
    TurnCompleted,
    TurnStarted,
    Usage,
)
from wattos.llm import CallContext, TokenCount
from wattos.llm.usage import Attempt, record_attempts

Message = Callable[..., InboundMessage]
EventsOf = Callable[..., Awaitable[list[SequencedEvent]]]

SOURCE = Citation(url="https://a.example", title="A")
CANCELLED = Attempt(
    purpose="chat",
    model="test/model",
    tokens=TokenCount(input_tokens=30, output_tokens=4),
    estimated=True,
    cost_usd=Decimal("0.25"),
    duration_ms=5,
    first_token_ms=1,
    outcome="cancelled",
)


def call_of(question: Question) -> CallContext:
    """For whom the question's models are called."""
    return CallContext(tenant_id=question.tenant_id, turn_id=question.turn_id)


async def test_stop_keeps_what_was_said(
    conversations: Conversations,
    jobs: Jobs,
    tenant: UUID,
    message: Message,
    run_worker: Any,
    answers: Any,
) -> None:
    async def forever(question: Question, emit: Emit) -> TurnCompleted:
        await emit(CitationAdded(index=1, citation=SOURCE))
        await emit(TextDelta(text="As I was saying [1]"))
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.shield(record_attempts(call_of(question), [CANCELLED]))
        raise AssertionError

    answers.play = forever
    accepted = await conversations.accept(tenant, message())
    seen: list[SequencedEvent] = []
    async with run_worker(jobs):
        async for event in conversations.events(tenant, accepted.turn_id):
            seen.append(event)
            if isinstance(event.event, TextDelta):
                await conversations.stop(tenant, accepted.turn_id)
    last = seen[-1].event
    assert isinstance(last, TurnCompleted)
    assert (last.text, last.citations) == ("As I was saying [1]", [SOURCE])
    assert last.usage == Usage(input_tokens=30, output_tokens=4, cost_usd=0.25)
    async with tenant_scope(tenant):
        assert await fetchval("select state from turn") == "stopped"
    # A reader may come back with any number.
    beyond = [e async for e in conversations.events(tenant, accepted.turn_id, 2**70)]
    from_start = [e async for e in conversations.events(tenant, accepted.turn_id, -1)]
    assert (beyond, from_start) == ([], seen)


async def test_answer_begun_anew_leaves_nothing_of_the_first_to_readers_who_come_back_or_stop(
    conversations: Conversations,
    jobs: Jobs,
    tenant: UUID,
    message: Message,
    run_worker: Any,
    events_of: EventsOf,
    answers: Any,
) -> None:
    async def twice(question: Question, emit: Emit) -> TurnCompleted:
        await emit(TextDelta(text="The first says"))
        await emit(
            TurnStarted(
                turn_id=question.turn_id, conversation_id=question.conversation_id, attempt=2
            )
        )
        await emit(TextDelta(text="The second says"))
        await asyncio.Event().wait()
        raise AssertionError

    answers.play = twice
    accepted = await conversations.accept(tenant, message())
    seen: list[SequencedEvent] = []
    async with run_worker(jobs):
        async for event in conversations.events(tenant, accepted.turn_id):
            seen.append(event)
            if texts(seen).endswith("second says"):
                await conversations.stop(tenant, accepted.turn_id)
    assert isinstance(seen[-1].event, TurnCompleted)
    assert seen[-1].event.text == "The second says"
    anew = next(e for e in seen if isinstance(e.event, TurnStarted) and e.event.attempt == 2)
    resumed = await events_of(conversations, tenant, accepted.turn_id, anew.seq - 1)
    assert resumed[0] == anew
    assert texts(resumed) == "The second says"
