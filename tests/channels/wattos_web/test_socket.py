from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from wattos.access import Actor
from wattos.platform import Platform
from wattos_web.keys import WidgetKeyInfo


@asynccontextmanager
async def opened(server: str, *, origin: str | None = None) -> AsyncGenerator[ClientConnection]:
    address = server.replace("http://", "ws://") + "/web/ws"
    async with connect(address, origin=origin or server) as socket:  # type: ignore[arg-type]
        yield socket


async def token_of(browser: httpx.AsyncClient, key: WidgetKeyInfo) -> str:
    visit = await browser.post("/web/sessions", json={"key": key.public_key})
    return visit.json()["token"]


async def say(socket: ClientConnection, **message: Any) -> None:
    await socket.send(json.dumps(message))


async def hear(socket: ClientConnection) -> dict[str, Any]:
    return json.loads(await socket.recv())


async def hear_turn(socket: ClientConnection) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = []
    while not events or events[-1]["event"]["type"] not in ("turn.completed", "turn.failed"):
        message = await hear(socket)
        assert message["type"] == "event", message
        events.append(message["event"])
    return events


async def test_socket_carries_the_same_events_as_the_stream(
    server: str,
    browser: httpx.AsyncClient,
    key: WidgetKeyInfo,
    worker: None,
    scripted_model: Any,
    read_events: Any,
) -> None:
    scripted_model.queue("Ab 8 Uhr ist das Rathaus offen.")
    token = await token_of(browser, key)
    async with opened(server) as socket:
        await say(socket, type="hello", token=token)
        assert await hear(socket) == {"type": "ready"}
        await say(socket, type="message", text="Wann offen?", client_message_id="1")
        accepted = await hear(socket)
        assert (accepted["type"], accepted["duplicate"]) == ("accepted", False)
        events = await hear_turn(socket)
    browser.headers["Authorization"] = f"Bearer {token}"
    assert await read_events(browser, accepted["turn_id"]) == events


async def test_socket_resumes_a_turn_where_it_was(
    server: str, browser: httpx.AsyncClient, key: WidgetKeyInfo, worker: None, scripted_model: Any
) -> None:
    scripted_model.queue("Ab 8 Uhr.")
    token = await token_of(browser, key)
    async with opened(server) as socket:
        await say(socket, type="hello", token=token)
        await hear(socket)
        await say(socket, type="message", text="Wann offen?", client_message_id="1")
        turn_id = (await hear(socket))["turn_id"]
        events = await hear_turn(socket)
    async with opened(server) as socket:
        await say(socket, type="hello", token=token)
        await hear(socket)
        await say(socket, type="resume", turn_id=turn_id, after=events[0]["seq"])
        assert await hear_turn(socket) == events[1:]


async def test_socket_tells_what_was_wrong_and_stays_open(
    server: str, browser: httpx.AsyncClient, key: WidgetKeyInfo
) -> None:
    async with opened(server) as socket:
        await say(socket, type="hello", token=await token_of(browser, key))
        await hear(socket)
        await socket.send("not json")
        assert (await hear(socket))["code"] == "invalid-input"
        await say(socket, type="message", text="  ", client_message_id="1")
        assert (await hear(socket))["code"] == "invalid-input"
        await say(socket, type="message", text="Hallo", client_message_id="x" * 101)
        assert (await hear(socket))["code"] == "invalid-input"
        stranger = "00000000-0000-0000-0000-000000000000"
        await say(socket, type="stop", turn_id=stranger)
        assert (await hear(socket))["code"] == "not-found"


@pytest.mark.parametrize(
    "first", ['{"type":"hello","token":"forged"}', '{"type":"stop","turn_id":"x"}', "nothing"]
)
async def test_socket_without_a_visitors_token_is_closed(server: str, first: str) -> None:
    async with opened(server) as socket:
        await socket.send(first)
        assert (await hear(socket))["type"] == "error"
        with pytest.raises(ConnectionClosed):
            await socket.recv()


async def test_socket_from_a_site_that_the_key_does_not_name_is_closed(
    server: str, browser: httpx.AsyncClient, key: WidgetKeyInfo
) -> None:
    token = await token_of(browser, key)
    async with opened(server, origin="https://elsewhere.example") as socket:
        await say(socket, type="hello", token=token)
        assert (await hear(socket))["code"] == "not-permitted"
        with pytest.raises(ConnectionClosed):
            await socket.recv()


async def test_socket_brings_what_a_colleague_writes(
    server: str, browser: httpx.AsyncClient, key: WidgetKeyInfo, platform: Platform, tenant: UUID
) -> None:
    token = await token_of(browser, key)
    async with opened(server) as socket:
        await say(socket, type="hello", token=token)
        await hear(socket)
        await say(socket, type="message", text="Hallo?", client_message_id="1")
        accepted = await hear(socket)
        colleague = Actor(kind="system", id="colleague")
        conversation = UUID(accepted["conversation_id"])
        await platform.conversations.replies.reply(
            tenant, conversation, "Guten Tag.", repeat_key="1", actor=colleague
        )
        heard = [(await hear(socket))["event"] for _ in range(2)]
    assert heard[0] == {"type": "owner.changed", "owner": "human"}
    assert heard[1]["message"]["text"] == "Guten Tag."
