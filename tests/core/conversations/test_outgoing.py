"""Answers reach channels that are pushed to: through the outbox, once, in order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import pytest

from wattos.conversations import DISCLOSURE, Accepted, Capabilities
from wattos.database import execute, fetch, tenant_scope, utcnow
from wattos.delivery import NotSent, OutboxItem
from wattos.events import TurnCompleted, TurnFailed
from wattos.platform import Platform
from wattos.testing import MemoryChannel, ScriptedModel

HELLO = "Guten Tag, das Rathaus öffnet um acht."


async def settled(platform: Platform, tenant: UUID, state: str) -> OutboxItem:
    """The tenant's outgoing message that is in this state after an attempt to send it."""
    while True:
        tried = {i.state: i for i in await platform.outbox.list(tenant) if i.attempts}
        if state in tried:
            return tried[state]
        assert set(tried) <= {"pending", "sending"}, f"it is {set(tried)}, not {state}"
        await asyncio.sleep(0.02)


async def answered(platform: Platform, tenant: UUID, accepted: Accepted) -> Any:
    """The event that ended the turn."""
    events = [e async for e in platform.conversations.events(tenant, accepted.turn_id)]
    return events[-1].event


@asynccontextmanager
async def running_worker(platform: Platform) -> AsyncGenerator[None]:
    task = asyncio.create_task(platform.run_worker(["interactive"]))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
def channel(memory_channel: MemoryChannel) -> MemoryChannel:
    """A channel that shows plain text of any length."""
    memory_channel.capabilities = Capabilities()
    return memory_channel


async def test_message_is_answered_once_however_often_it_is_repeated(
    platform: Platform,
    tenant: UUID,
    channel: MemoryChannel,
    scripted_model: ScriptedModel,
    worker: None,
) -> None:
    scripted_model.queue(HELLO)
    first = await channel.say(tenant, "Wann öffnet das Rathaus?", message_id="m1")
    repeats = [
        await channel.say(tenant, "Wann öffnet das Rathaus?", message_id="m1") for _ in range(3)
    ]
    await channel.wait_for(1)
    repeats.append(await channel.say(tenant, "Wann öffnet das Rathaus?", message_id="m1"))
    assert {repeat.turn_id for repeat in repeats} == {first.turn_id}
    assert all(repeat.duplicate for repeat in repeats)
    assert isinstance(await answered(platform, tenant, first), TurnCompleted)
    await settled(platform, tenant, "sent")
    (message,) = channel.sent
    assert HELLO in message.text
    assert (message.tenant_id, message.turn_id) == (tenant, first.turn_id)
    assert message.channel_conversation_id == "conversation"
    (stored,) = await platform.outbox.list(tenant)
    assert stored.idempotency_key == str(first.turn_id)


async def test_disclosure_is_said_once_at_the_start_of_each_conversation(
    tenant: UUID, channel: MemoryChannel, scripted_model: ScriptedModel, worker: None
) -> None:
    for n, conversation in enumerate(("a", "a", "b"), start=1):
        scripted_model.queue(f"Answer {n}.")
        await channel.say(
            tenant, f"What is number {n} about?", conversation=conversation, language="en"
        )
        await channel.wait_for(n)
    starts = [text.startswith(DISCLOSURE["en"]) for text in channel.texts]
    assert starts == [True, False, True]


async def test_answers_of_a_conversation_arrive_in_order_although_one_must_wait(
    tenant: UUID, channel: MemoryChannel, scripted_model: ScriptedModel, worker: None
) -> None:
    channel.fail_next(NotSent("slow down", retry_after=0.5))
    for n in range(1, 5):
        scripted_model.queue(f"Answer {n}.")
    for n in range(1, 5):
        await channel.say(tenant, f"What is number {n} about?")
    await channel.wait_for(4)
    assert [text[text.index("Answer") :][:9] for text in channel.texts] == [
        f"Answer {n}." for n in range(1, 5)
    ]


async def test_long_answer_is_split_and_a_retry_goes_on_where_it_stopped(
    platform: Platform,
    tenant: UUID,
    channel: MemoryChannel,
    scripted_model: ScriptedModel,
    worker: None,
) -> None:
    channel.capabilities = Capabilities(max_length=120)
    sentences = [f"This is sentence number {n} of the answer." for n in range(12)]
    scripted_model.queue(" ".join(sentences))
    began = utcnow()
    await channel.say(tenant, "Please tell me everything about it.", language="en")
    await channel.wait_for(2)
    channel.fail_next(NotSent("slow down", retry_after=0.4))
    item = await settled(platform, tenant, "sent")
    assert all(len(text) <= 120 for text in channel.texts)
    assert [s for s in sentences if sum(s in text for text in channel.texts) != 1] == []
    whole = " ".join(channel.texts)
    assert sentences == sorted(sentences, key=whole.index)
    assert item.attempts == 2
    assert item.payload["delivered"] == [str(n) for n in range(1, len(channel.sent) + 1)]
    assert (utcnow() - began).total_seconds() > 0.4


async def test_channel_that_asks_for_a_pause_gets_it(
    platform: Platform,
    tenant: UUID,
    channel: MemoryChannel,
    scripted_model: ScriptedModel,
    worker: None,
) -> None:
    scripted_model.queue(HELLO)
    channel.fail_next(NotSent("slow down", retry_after=1.0))
    await channel.say(tenant, "Wann öffnet das Rathaus?")
    await settled(platform, tenant, "pending")
    refused = utcnow()
    await channel.wait_for(1)
    assert (utcnow() - refused).total_seconds() > 0.7


async def test_refused_answer_is_visibly_failed_and_the_next_one_discloses(
    platform: Platform,
    tenant: UUID,
    channel: MemoryChannel,
    scripted_model: ScriptedModel,
    worker: None,
) -> None:
    scripted_model.queue("One.")
    scripted_model.queue("Two.")
    channel.fail_next(NotSent("The recipient blocked us."))
    await channel.say(tenant, "What is the first number?", language="en")
    failed = await settled(platform, tenant, "failed")
    assert failed.error == "The recipient blocked us."
    await channel.say(tenant, "What is the second number?")
    (message,) = await channel.wait_for(1)
    assert message.text.startswith(DISCLOSURE["en"])


async def test_killed_sender_leaves_the_outcome_unknown_and_sends_nothing_again(
    platform: Platform, tenant: UUID, channel: MemoryChannel, scripted_model: ScriptedModel
) -> None:
    scripted_model.queue(HELLO)
    channel.hold = asyncio.Event()
    async with running_worker(platform):
        await channel.say(tenant, "Wann öffnet das Rathaus?")
        await channel.holding.wait()
    channel.hold = None
    async with running_worker(platform):
        item = await settled(platform, tenant, "unknown")
        scripted_model.queue("Next.")
        await channel.say(tenant, "Und was kommt danach?")
        await channel.wait_for(1)
    assert item.error is not None
    assert [HELLO in text for text in channel.texts] == [False]
    await platform.outbox.resend(tenant, item.id)
    async with running_worker(platform):
        await channel.wait_for(2)
    assert HELLO in channel.texts[1]


async def test_lost_connection_leaves_the_outcome_unknown(
    platform: Platform,
    tenant: UUID,
    channel: MemoryChannel,
    scripted_model: ScriptedModel,
    worker: None,
) -> None:
    scripted_model.queue(HELLO)
    channel.fail_next(ConnectionResetError("gone"))
    await channel.say(tenant, "Wann öffnet das Rathaus?")
    assert (await settled(platform, tenant, "unknown")).attempts == 1
    assert channel.sent == []


@pytest.mark.parametrize("owner", ["human", "paused"])
async def test_bot_keeps_silent_when_a_person_takes_over_before_it_is_sent(
    platform: Platform,
    tenant: UUID,
    channel: MemoryChannel,
    scripted_model: ScriptedModel,
    worker: None,
    owner: Any,
) -> None:
    scripted_model.queue(HELLO)
    channel.fail_next(NotSent("slow down", retry_after=1.0))
    accepted = await channel.say(tenant, "Wann öffnet das Rathaus?")
    await settled(platform, tenant, "pending")
    await platform.conversations.set_owner(tenant, accepted.conversation_id, owner)
    assert "person" in str((await settled(platform, tenant, "failed")).error)
    assert channel.sent == []


async def test_turn_that_fails_says_so_on_the_channel(
    platform: Platform,
    tenant: UUID,
    channel: MemoryChannel,
    scripted_model: ScriptedModel,
    worker: None,
) -> None:
    for _ in range(3):
        scripted_model.queue(failure="refused")
    accepted = await channel.say(tenant, "When does the town hall open?", language="en")
    event = await answered(platform, tenant, accepted)
    assert isinstance(event, TurnFailed)
    (message,) = await channel.wait_for(1)
    assert event.message in message.text


async def test_number_in_a_reply_stands_for_the_suggestion_shown_under_it(
    platform: Platform,
    tenant: UUID,
    channel: MemoryChannel,
    scripted_model: ScriptedModel,
    worker: None,
) -> None:
    scripted_model.queue(HELLO)
    accepted = await channel.say(tenant, "Wann öffnet das Rathaus?")
    await channel.wait_for(1)
    async with tenant_scope(tenant):
        await execute(
            "update outbox_message set payload = payload || $1",
            {"suggestions": [{"action": "tool:x", "label": "Weitergeben", "text": "Ja, bitte"}]},
        )
    for n, reply in enumerate(("1.", "7"), start=2):
        scripted_model.queue("Gern.")
        await channel.say(tenant, reply)
        await channel.wait_for(n)
    history = await platform.conversations.history(tenant, accepted.conversation_id)
    said = [message.text for message in history if message.role == "person"]
    assert said == ["Wann öffnet das Rathaus?", "Ja, bitte", "7"]


async def test_channel_that_reads_events_itself_gets_nothing_from_the_outbox(
    platform: Platform,
    tenant: UUID,
    channel: MemoryChannel,
    scripted_model: ScriptedModel,
    worker: None,
) -> None:
    channel.capabilities = Capabilities(streaming="events")
    scripted_model.queue(HELLO)
    accepted = await channel.say(tenant, "Wann öffnet das Rathaus?")
    assert isinstance(await answered(platform, tenant, accepted), TurnCompleted)
    async with tenant_scope(tenant):
        assert await fetch("select 1 from outbox_message") == []


async def test_messages_keep_the_rate_that_the_channel_declares(
    platform: Platform,
    tenant: UUID,
    channel: MemoryChannel,
    scripted_model: ScriptedModel,
    worker: None,
) -> None:
    channel.capabilities = Capabilities(max_length=60, messages_per_second=5)
    scripted_model.queue(" ".join(f"This is sentence number {n}." for n in range(10)))
    began = asyncio.get_running_loop().time()
    await channel.say(tenant, "Please tell me everything about it.")
    await settled(platform, tenant, "sent")
    assert len(channel.sent) >= 5
    assert asyncio.get_running_loop().time() - began >= (len(channel.sent) - 1) / 5
