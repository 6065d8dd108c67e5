"""A colleague answers instead of the bot."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient

from wattos.audit import entries
from wattos.conversations import (
    ConversationEvent,
    Conversations,
    MessageAdded,
    OwnerChanged,
)
from wattos.database import new_id, tenant_scope
from wattos.llm import ChatDelta, ChatRequest
from wattos.platform import Platform
from wattos.testing import MemoryChannel, ScriptedAnswer, ScriptedModel

PATH = "/api/v1/conversations"


async def reply(client: AsyncClient, conversation_id: UUID, text: str, key: str = "") -> str:
    body = {"text": text, "client_message_id": key or uuid4().hex}
    answer = await client.post(f"{PATH}/{conversation_id}/replies", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def holding_back(model: ScriptedModel) -> tuple[asyncio.Event, asyncio.Event]:
    """Let the model's next answer wait for the first event; the second says that it is asked."""
    held, asking = asyncio.Event(), asyncio.Event()

    def answer(_request: ChatRequest) -> ScriptedAnswer:
        asking.set()
        return ScriptedAnswer(deltas=(ChatDelta(text="Nein"),), hold=held)

    model.queue_answer(answer)
    return held, asking


async def audited(tenant: UUID) -> list[tuple[str, object]]:
    async with tenant_scope(tenant):
        found = await entries(tenant, limit=50)
    return [
        (entry.action, entry.detail.get("owner"))
        for entry in sorted(found, key=lambda entry: entry.sequence)
        if entry.action.startswith("conversation.")
    ]


async def test_reply_takes_over_silences_the_bot_and_hands_back(
    platform: Platform,
    tenant: UUID,
    client: AsyncClient,
    worker: None,
    memory_channel: MemoryChannel,
    scripted_model: ScriptedModel,
) -> None:
    scripted_model.queue("Das weiß ich.")
    asked = await memory_channel.say(tenant, "Wann ist offen?")
    await memory_channel.wait_for(1)
    conversation = asked.conversation_id
    key = uuid4().hex
    first = await reply(client, conversation, "Guten Tag, hier ist Frau Berg.", key)
    assert await reply(client, conversation, "Guten Tag, hier ist Frau Berg.", key) == first
    await memory_channel.wait_for(2)
    assert memory_channel.texts[-1] == "Guten Tag, hier ist Frau Berg."

    during = await memory_channel.say(tenant, "Danke! Und am Samstag?")
    events = [e async for e in platform.conversations.events(tenant, during.turn_id)]
    assert [type(e.event).__name__ for e in events] == ["TurnCompleted"]
    assert len(scripted_model.requests) == 1

    back = await client.patch(f"{PATH}/{conversation}", json={"owner": "bot"})
    assert back.json()["owner"] == "bot"
    scripted_model.queue("Am Samstag ist zu.")
    await memory_channel.say(tenant, "Und am Sonntag?")
    await memory_channel.wait_for(3)
    roles = [m.role for m in await platform.conversations.history(tenant, conversation)]
    assert roles == ["person", "agent", "human", "person", "person", "agent"]
    assert await audited(tenant) == [
        ("conversation.owner", "human"),
        ("conversation.reply", None),
        ("conversation.owner", "bot"),
    ]


async def test_reply_stops_what_the_bot_is_about_to_say(
    platform: Platform,
    tenant: UUID,
    client: AsyncClient,
    worker: None,
    memory_channel: MemoryChannel,
    scripted_model: ScriptedModel,
) -> None:
    held, asking = holding_back(scripted_model)
    asked = await memory_channel.say(tenant, "Wann ist offen?")
    await asking.wait()
    await reply(client, asked.conversation_id, "Ich übernehme.")
    events = [e async for e in platform.conversations.events(tenant, asked.turn_id)]
    held.set()
    assert getattr(events[-1].event, "text", None) == ""
    await memory_channel.wait_for(1)
    assert memory_channel.texts == ["Ich übernehme."]


async def test_who_asks_for_a_person_is_told_so_and_waits_for_one(
    platform: Platform,
    tenant: UUID,
    client: AsyncClient,
    worker: None,
    memory_channel: MemoryChannel,
    scripted_model: ScriptedModel,
) -> None:
    asked = await memory_channel.say(tenant, "Ich möchte mit einem Menschen sprechen")
    await memory_channel.wait_for(1)
    assert "einen Menschen dazugebeten" in memory_channel.texts[0]
    events = [e.event async for e in platform.conversations.events(tenant, asked.turn_id)]
    assert [type(event).__name__ for event in events] == [
        "TurnStarted",
        "HandoffRequested",
        "TextDelta",
        "TurnCompleted",
    ]
    conversation = asked.conversation_id
    assert (await platform.conversations.get(tenant, conversation)).owner == "paused"

    during = await memory_channel.say(tenant, "Es geht um meinen Antrag.")
    silent = [e.event async for e in platform.conversations.events(tenant, during.turn_id)]
    assert getattr(silent[-1], "text", None) == ""
    await reply(client, conversation, "Guten Tag, worum geht es?")
    await memory_channel.wait_for(2)
    assert memory_channel.texts[1:] == ["Guten Tag, worum geht es?"]
    assert not scripted_model.requests
    assert (await audited(tenant))[:2] == [
        ("conversation.owner", "paused"),
        ("conversation.owner", "human"),
    ]


async def take(events: AsyncIterator[ConversationEvent], count: int) -> list[ConversationEvent]:
    return [await anext(events) for _ in range(count)]


async def test_happenings_tell_owner_and_messages_as_they_come(
    platform: Platform, tenant: UUID, client: AsyncClient, memory_channel: MemoryChannel
) -> None:
    asked = await memory_channel.say(tenant, "Wann ist offen?")
    conversations: Conversations = platform.conversations
    events = conversations.happenings(tenant, asked.conversation_id)
    assert await take(events, 1) == [OwnerChanged(owner="bot")]
    coming = asyncio.create_task(take(events, 2))
    await asyncio.sleep(0)
    first = await reply(client, asked.conversation_id, "Guten Tag.")
    owner, added = await coming
    assert owner == OwnerChanged(owner="human")
    assert isinstance(added, MessageAdded)
    assert (str(added.message.id), added.message.role) == (first, "human")

    await reply(client, asked.conversation_id, "Noch etwas.")
    resumed = conversations.happenings(tenant, asked.conversation_id, after=added.message.id)
    _, later = await take(resumed, 2)
    assert isinstance(later, MessageAdded)
    assert later.message.text == "Noch etwas."


async def test_reply_needs_a_text_a_right_and_a_conversation(client: AsyncClient) -> None:
    body = {"text": " ", "client_message_id": "1"}
    path = f"{PATH}/{new_id()}/replies"
    assert (await client.post(path, json=body)).status_code == 400
    assert (await client.post(path, json={**body, "text": "Hallo"})).status_code == 404


async def test_staff_follow_a_conversation_over_http(
    tenant: UUID, client: AsyncClient, memory_channel: MemoryChannel
) -> None:
    asked = await memory_channel.say(tenant, "Wann ist offen?")
    seen: list[str] = []
    path = f"{PATH}/{asked.conversation_id}/events"
    with contextlib.suppress(StopAsyncIteration):
        async with client.stream("GET", path, timeout=None) as response:
            async for line in response.aiter_lines():
                if line.startswith("data: "):
                    seen.append(json.loads(line.removeprefix("data: "))["type"])
                if len(seen) == 2:
                    break
    assert seen == ["owner.changed", "message.added"]


@pytest.mark.parametrize(("language", "words"), [("tr", "Durduruldu."), (None, "Abgebrochen.")])
async def test_stopped_turn_says_so_in_the_persons_or_the_organisations_language(
    platform: Platform,
    tenant: UUID,
    memory_channel: MemoryChannel,
    worker: None,
    scripted_model: ScriptedModel,
    language: str | None,
    words: str,
) -> None:
    _, asking = holding_back(scripted_model)
    asked = await memory_channel.say(tenant, "Wann?", language=language)
    await asking.wait()
    await platform.conversations.stop(tenant, asked.turn_id)
    events = [e async for e in platform.conversations.events(tenant, asked.turn_id)]
    assert getattr(events[-1].event, "text", None) == words
