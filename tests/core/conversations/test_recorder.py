"""What has been said of an answer that is stopped or begun anew."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
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
)

Message = Callable[..., InboundMessage]
EventsOf = Callable[..., Awaitable[list[SequencedEvent]]]

SOURCE = Citation(url="https://a.example", title="A")


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
        await asyncio.Event().wait()
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
