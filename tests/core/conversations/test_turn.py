from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest
from redis.asyncio import Redis

from tests.core.conversations.said import texts
from wattos.conversations import (
    Conversations,
    Emit,
    HistoryMessage,
    InboundMessage,
    Question,
)
from wattos.conversations.event_rows import ATTEMPT_SPAN
from wattos.database import call, execute, fetch, fetchval, tenant_scope
from wattos.delivery import Jobs
from wattos.errors import InvalidInput, NotFound
from wattos.events import (
    ProgressUpdated,
    SequencedEvent,
    TextDelta,
    ToolStarted,
    TurnCompleted,
    TurnFailed,
    TurnStarted,
)

Message = Callable[..., InboundMessage]
EventsOf = Callable[..., Awaitable[list[SequencedEvent]]]


@pytest.fixture
def answered(
    conversations: Conversations,
    jobs: Jobs,
    tenant: UUID,
    run_worker: Any,
    events_of: EventsOf,
) -> Callable[[InboundMessage], Awaitable[list[SequencedEvent]]]:
    """Accepts a message, runs a worker and returns the turn's events."""

    async def run(message: InboundMessage) -> list[SequencedEvent]:
        accepted = await conversations.accept(tenant, message)
        async with run_worker(jobs):
            return await events_of(conversations, tenant, accepted.turn_id)

    return run


async def test_message_is_answered_as_one_stream_of_numbered_events(
    answered: Any, message: Message
) -> None:
    events = await answered(message("Hi there"))
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert isinstance(events[0].event, TurnStarted)
    assert texts(events) == "You asked: Hi there "
    last = events[-1].event
    assert isinstance(last, TurnCompleted)
    assert last.text == "You asked: Hi there"
    assert last.timings["turn"] > 0


async def test_events_read_again_from_postgres_have_the_numbers_they_had_live(
    answered: Any,
    conversations: Conversations,
    tenant: UUID,
    message: Message,
    events_of: EventsOf,
    redis: Redis,
    answers: Any,
) -> None:
    async def slowly(question: Question, emit: Emit) -> TurnCompleted:
        for n in range(12):
            await emit(TextDelta(text=f"{n} "))
            if n == 6:
                await emit(ToolStarted(call_id="1", tool="clock"))
            await asyncio.sleep(0.04)
        return TurnCompleted(text="done")

    answers.play = slowly
    live = await answered(message())
    turn_id = live[0].turn_id
    assert await redis.delete(f"wattos:turn:{turn_id}") == 1
    stored = await events_of(conversations, tenant, turn_id)
    assert len(live) > 8
    assert stored == live
    middle = live[5].seq
    resumed = await events_of(conversations, tenant, turn_id, middle)
    assert [e.seq for e in resumed] == [e.seq for e in live if e.seq > middle]
    async with tenant_scope(tenant):
        rows = await fetchval("select count(*) from turn_event where type = 'text.delta'")
    assert rows < sum(isinstance(e.event, TextDelta) for e in live)


async def test_text_is_coalesced_but_the_first_piece_leaves_at_once(
    answered: Any, message: Message, answers: Any
) -> None:
    async def fast(question: Question, emit: Emit) -> TurnCompleted:
        await emit(TextDelta(text="first "))
        await asyncio.sleep(0.01)
        for n in range(500):
            await emit(TextDelta(text=f"{n} "))
            await asyncio.sleep(0)
        return TurnCompleted(text="done")

    answers.play = fast
    events = await answered(message())
    pieces = [e.event.text for e in events if isinstance(e.event, TextDelta)]
    assert pieces[0] == "first "
    assert len(pieces) < 20
    assert texts(events) == "first " + "".join(f"{n} " for n in range(500))


async def test_senders_repeat_has_no_second_effect(
    conversations: Conversations, tenant: UUID, message: Message
) -> None:
    sent = message()
    everything = await asyncio.gather(*(conversations.accept(tenant, sent) for _ in range(4)))
    assert len({accepted.turn_id for accepted in everything}) == 1
    assert sorted(accepted.duplicate for accepted in everything) == [False, True, True, True]
    async with tenant_scope(tenant):
        assert await fetchval("select count(*) from message") == 1
        assert await fetchval("select count(*) from job") == 1


async def test_turns_of_a_conversation_run_in_order_and_see_what_was_said(
    conversations: Conversations,
    jobs: Jobs,
    tenant: UUID,
    message: Message,
    run_worker: Any,
    events_of: EventsOf,
    answers: Any,
) -> None:
    turns = [
        await conversations.accept(tenant, message(f"q{n}", channel_conversation_id="one-talk"))
        for n in range(3)
    ]
    async with run_worker(jobs):
        await events_of(conversations, tenant, turns[-1].turn_id)
    assert [question.text for question in answers.asked] == ["q0", "q1", "q2"]
    assert [(m.role, m.text) for m in answers.asked[2].history] == [
        ("person", "q0"),
        ("agent", "You asked: q0"),
        ("person", "q1"),
        ("agent", "You asked: q1"),
    ]


async def test_turn_of_a_silent_worker_is_answered_anew_with_higher_numbers(
    conversations: Conversations,
    jobs: Jobs,
    tenant: UUID,
    message: Message,
    run_worker: Any,
    events_of: EventsOf,
    answers: Any,
) -> None:
    half_said = asyncio.Event()

    async def half(question: Question, emit: Emit) -> TurnCompleted:
        await emit(TextDelta(text="half an ans"))
        await asyncio.sleep(0.1)
        half_said.set()
        await asyncio.Event().wait()
        raise AssertionError

    answers.play = half
    accepted = await conversations.accept(tenant, message("Hi"))
    reading = asyncio.ensure_future(events_of(conversations, tenant, accepted.turn_id))
    async with run_worker(jobs):
        await half_said.wait()
        answers.play = answers.echo
        async with tenant_scope(tenant):
            await execute("update job set lease_until = now() - interval '1 s'")
        events = await reading
    assert texts([e for e in events if e.seq < ATTEMPT_SPAN]) == "half an ans"
    anew = [e for e in events if e.seq > ATTEMPT_SPAN]
    assert isinstance(anew[0].event, TurnStarted)
    assert anew[0].event.attempt == 2
    assert texts(anew) == "You asked: Hi "
    async with tenant_scope(tenant):
        kept = await fetch("select text from message where role = 'agent'")
    assert [row["text"] for row in kept] == ["You asked: Hi"]


async def test_turn_that_cannot_be_answered_fails_visibly_in_the_persons_language(
    answered: Any, tenant: UUID, message: Message, answers: Any
) -> None:
    async def broken(question: Question, emit: Emit) -> TurnCompleted:
        raise RuntimeError("no model")

    answers.play = broken
    events = await answered(message(language="de"))
    failed = events[-1].event
    assert isinstance(failed, TurnFailed)
    assert failed.message.startswith("Das hat leider nicht geklappt")
    assert len(answers.asked) == 3
    async with tenant_scope(tenant):
        assert await fetchval("select state from turn") == "failed"


async def test_turn_is_read_from_postgres_while_redis_is_away(
    build: Callable[[Redis], Conversations],
    jobs: Jobs,
    tenant: UUID,
    message: Message,
    run_worker: Any,
    events_of: EventsOf,
    answers: Any,
) -> None:
    async def narrate(question: Question, emit: Emit) -> TurnCompleted:
        for n in range(8):
            await emit(TextDelta(text=f"{n} "))
            await asyncio.sleep(0.1)
        return TurnCompleted(text="done")

    answers.play = narrate
    async with Redis.from_url("redis://127.0.0.1:9/0") as nobody_listens:
        conversations = build(nobody_listens)
        accepted = await conversations.accept(tenant, message())
        async with run_worker(jobs):
            events = await events_of(conversations, tenant, accepted.turn_id)
    assert texts(events) == "0 1 2 3 4 5 6 7 "
    assert isinstance(events[-1].event, TurnCompleted)


async def test_reader_closes_a_hole_that_a_flushed_redis_left(
    conversations: Conversations,
    jobs: Jobs,
    tenant: UUID,
    message: Message,
    run_worker: Any,
    events_of: EventsOf,
    redis: Redis,
    answers: Any,
) -> None:
    async def narrate(question: Question, emit: Emit) -> TurnCompleted:
        for n in range(6):
            await emit(TextDelta(text=f"{n} "))
            await asyncio.sleep(0.08)
            if n == 3:
                await redis.delete(f"wattos:turn:{question.turn_id}")
        return TurnCompleted(text="done")

    answers.play = narrate
    accepted = await conversations.accept(tenant, message())
    async with run_worker(jobs):
        await asyncio.sleep(0.45)  # a reader that comes after the loss
        events = await events_of(conversations, tenant, accepted.turn_id)
    assert texts(events) == "0 1 2 3 4 5 "
    assert [e.seq for e in events] == list(range(1, len(events) + 1))


async def test_conversation_of_a_human_gets_no_answer(
    conversations: Conversations,
    jobs: Jobs,
    tenant: UUID,
    message: Message,
    run_worker: Any,
    events_of: EventsOf,
    answers: Any,
) -> None:
    accepted = await conversations.accept(tenant, message())
    await conversations.set_owner(tenant, accepted.conversation_id, "human")
    async with run_worker(jobs):
        events = await events_of(conversations, tenant, accepted.turn_id)
    assert [type(e.event) for e in events] == [TurnCompleted]
    assert answers.asked == []
    history = await conversations.history(tenant, accepted.conversation_id)
    assert [m.role for m in history] == ["person"]


async def test_question_on_the_command_line_takes_the_same_way(
    conversations: Conversations, tenant: UUID, answers: Any
) -> None:
    completed = await conversations.ask(
        tenant, "And on Friday?", history=[HistoryMessage(role="person", text="Open on Monday?")]
    )
    assert completed.text == "You asked: And on Friday?"
    assert [m.text for m in answers.asked[0].history] == ["Open on Monday?"]
    async with tenant_scope(tenant):
        rows = await fetch(
            "select t.state, j.state as job from turn t join job j on j.id = t.job_id"
        )
    assert [dict(row) for row in rows] == [{"state": "completed", "job": "succeeded"}]


@pytest.mark.parametrize("text", ["", "  \x00 ", "\n"])
async def test_empty_message_is_refused(
    conversations: Conversations, tenant: UUID, message: Message, text: str
) -> None:
    with pytest.raises(InvalidInput, match="empty"):
        await conversations.accept(tenant, message(text))


async def test_text_that_postgres_cannot_hold_is_cleaned(
    answered: Any, message: Message, answers: Any
) -> None:
    async def odd(question: Question, emit: Emit) -> TurnCompleted:
        await emit(TextDelta(text="a\x00b\ud800"))
        await emit(ProgressUpdated(message="x\x00y"))
        return TurnCompleted(text="c\x00d\udfff")

    answers.play = odd
    events = await answered(message("hello\x00 \ud83d world"))
    assert isinstance(events[-1].event, TurnCompleted)
    assert events[-1].event.text == "cd?"
    assert answers.asked[0].text == "hello ? world"


async def test_strangers_conversation_looks_like_none(
    conversations: Conversations, tenant: UUID, message: Message
) -> None:
    await conversations.accept(tenant, message(channel_conversation_id="mine"))
    with pytest.raises(NotFound):
        await conversations.accept(
            tenant, message(channel_conversation_id="mine", visitor_id="visitor-2")
        )


async def test_turn_of_another_tenant_is_not_found(
    conversations: Conversations, tenant: UUID, message: Message, events_of: EventsOf
) -> None:
    accepted = await conversations.accept(tenant, message())
    with pytest.raises(NotFound):
        await events_of(conversations, UUID(int=5), accepted.turn_id)
    with pytest.raises(NotFound):
        await conversations.stop(UUID(int=5), accepted.turn_id)


async def test_reader_who_has_seen_the_end_is_not_kept_waiting(
    answered: Any, conversations: Conversations, tenant: UUID, message: Message, events_of: EventsOf
) -> None:
    events = await answered(message())
    assert await events_of(conversations, tenant, events[0].turn_id, events[-1].seq) == []


async def test_answer_survives_broken_database_connections(
    answered: Any, tenant: UUID, message: Message, answers: Any
) -> None:
    async def narrate(question: Question, emit: Emit) -> TurnCompleted:
        for n in range(6):
            await emit(TextDelta(text=f"{n} "))
            await asyncio.sleep(0.1)
            if n == 2:
                await call(
                    "select pg_terminate_backend(pid) from pg_stat_activity "
                    "where usename = current_user and pid <> pg_backend_pid()"
                )
        return TurnCompleted(text="0 1 2 3 4 5")

    answers.play = narrate
    events = await answered(message())
    assert isinstance(events[-1].event, TurnCompleted)
    assert texts(events) == "0 1 2 3 4 5 "
    assert len(answers.asked) == 1
    async with tenant_scope(tenant):
        assert await fetchval("select count(*) from message where role = 'agent'") == 1
