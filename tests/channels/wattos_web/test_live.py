"""What colleagues write reaches the visitor's browser while it is open."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

import httpx

from wattos.access import Actor
from wattos.platform import Platform
from wattos_web.keys import WidgetKeyInfo

COLLEAGUE = Actor(kind="system", id="colleague")


async def ask(visitor: httpx.AsyncClient) -> UUID:
    body = {"text": "Hallo?", "client_message_id": uuid4().hex}
    accepted = (await visitor.post("/web/messages", json=body)).json()
    return UUID(accepted["conversation_id"])


async def read(visitor: httpx.AsyncClient, count: int, **headers: str) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = []
    path = "/web/conversation/events"
    async with visitor.stream("GET", path, headers=headers, timeout=None) as response:
        assert response.status_code == 200
        async for line in response.aiter_lines():
            if line.startswith("data: "):
                events.append(json.loads(line.removeprefix("data: ")))
            if len(events) == count:
                break
    return events


async def test_visitor_hears_a_colleague_and_who_answers(
    platform: Platform, tenant: UUID, visitor: httpx.AsyncClient
) -> None:
    assert (await visitor.get("/web/conversation/events")).status_code == 404
    conversation = await ask(visitor)
    replies = platform.conversations.replies
    first = await replies.reply(tenant, conversation, "Guten Tag.", repeat_key="1", actor=COLLEAGUE)
    owner, added = await read(visitor, 2)
    assert owner == {"type": "owner.changed", "owner": "human"}
    assert (added["message"]["role"], added["message"]["text"]) == ("human", "Guten Tag.")

    await replies.reply(tenant, conversation, "Noch da?", repeat_key="2", actor=COLLEAGUE)
    _, later = await read(visitor, 2, **{"Last-Event-ID": str(first.id)})
    assert later["message"]["text"] == "Noch da?"
    said = (await visitor.get("/web/messages")).json()
    assert [message["role"] for message in said] == ["person", "human", "human"]


async def test_staff_cannot_listen_as_a_visitor(
    client: httpx.AsyncClient, key: WidgetKeyInfo
) -> None:
    assert (await client.get("/web/conversation/events")).status_code == 403
