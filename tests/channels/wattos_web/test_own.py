from __future__ import annotations

from typing import Any
from uuid import UUID

import httpx
import pytest
from httpx import AsyncClient
from tests.browser.answers import add_opening_hours

from wattos.platform import Platform


async def say(visitor: httpx.AsyncClient, read_events: Any, text: str) -> dict[str, Any]:
    """Send a message; the turn's last event with the turn's id."""
    sent = await visitor.post("/web/messages", json={"text": text, "client_message_id": text})
    assert sent.status_code == 202, sent.text
    turn_id = sent.json()["turn_id"]
    events = await read_events(visitor, turn_id)
    return {**events[-1]["event"], "turn_id": turn_id}


async def test_person_who_was_asked_for_silences_the_bot_until_the_visitor_returns(
    visitor: httpx.AsyncClient, worker: None, scripted_model: Any, read_events: Any
) -> None:
    assert (await visitor.post("/web/handoff")).status_code == 404
    scripted_model.queue("Hallo.")
    await say(visitor, read_events, "Hallo")
    assert (await visitor.post("/web/handoff")).status_code == 204
    assert (await visitor.get("/web/conversation")).json()["owner"] == "paused"
    assert (await say(visitor, read_events, "Ist jemand da?"))["text"] == ""
    assert (await visitor.delete("/web/handoff")).status_code == 204
    scripted_model.queue("Ja, die KI.")
    assert (await say(visitor, read_events, "Und jetzt?"))["text"] == "Ja, die KI."


async def test_visitor_cannot_take_a_conversation_back_from_a_person(
    visitor: httpx.AsyncClient,
    platform: Platform,
    tenant: UUID,
    worker: None,
    scripted_model: Any,
    read_events: Any,
) -> None:
    scripted_model.queue("Hallo.")
    await say(visitor, read_events, "Hallo")
    [own] = await platform.conversations.list(tenant)
    await platform.conversations.set_owner(tenant, own.id, "human")
    await visitor.delete("/web/handoff")
    await visitor.post("/web/handoff")
    assert (await visitor.get("/web/conversation")).json()["owner"] == "human"


async def test_conversation_is_read_from_the_last_known_message_on(
    visitor: httpx.AsyncClient, worker: None, scripted_model: Any, read_events: Any
) -> None:
    assert (await visitor.get("/web/conversation")).json() == {"owner": "bot", "messages": []}
    scripted_model.queue("Eins.")
    scripted_model.queue("Zwei.")
    await say(visitor, read_events, "1?")
    known = (await visitor.get("/web/conversation")).json()["messages"]
    await say(visitor, read_events, "2?")
    newer = await visitor.get("/web/conversation", params={"after": known[-1]["id"]})
    assert [message["text"] for message in newer.json()["messages"]] == ["2?", "Zwei."]


async def test_source_is_shown_where_it_stands_in_the_document(
    visitor: httpx.AsyncClient,
    platform: Platform,
    tenant: UUID,
    worker: None,
    scripted_model: Any,
    read_events: Any,
) -> None:
    quote = await add_opening_hours(platform, tenant)
    scripted_model.queue("Ab 8 Uhr [1].", quotes=[quote])
    turn = await say(visitor, read_events, "Wann hat das Rathaus offen?")
    path = f"/web/turns/{turn['turn_id']}/passages"
    passage = (await visitor.get(f"{path}/1")).json()
    assert passage["quote"] == "Das Rathaus ist montags ab 8 Uhr geöffnet."
    assert "Rathaus" in passage["before"]
    assert "Bürgerbüro" in passage["after"]
    assert passage["url"] == "https://www.musterstadt.example/rathaus"
    assert passage["state"] == "current"
    assert (await visitor.get(f"{path}/2")).status_code == 404
    [document] = await platform.knowledge.documents(tenant)
    await platform.knowledge.delete_document(tenant, document.id)
    gone = (await visitor.get(f"{path}/1")).json()
    assert (gone["state"], gone["quote"]) == ("gone", passage["quote"])
    assert (gone["before"], gone["after"]) == ("", "")


async def test_visitor_takes_everything_along_and_erases_it(
    visitor: httpx.AsyncClient,
    client: AsyncClient,
    worker: None,
    scripted_model: Any,
    read_events: Any,
) -> None:
    scripted_model.queue("Gern.")
    await say(visitor, read_events, "Hallo")
    left = {"question": "Wer hilft mir?", "email": "anna@example.org", "name": "Anna"}
    assert (await visitor.post("/web/questions", json=left)).status_code == 204
    exported = (await visitor.get("/web/conversation/export")).json()
    assert [m["text"] for m in exported["conversations"]["messages"]] == ["Hallo", "Gern."]
    [question] = exported["plugins"]["wattos_web"]["left_questions"]
    assert question["email"] == "anna@example.org"
    assert len((await client.get("/api/v1/left-questions")).json()) == 1
    assert (await visitor.delete("/web/conversation")).status_code == 204
    assert (await visitor.get("/web/conversation")).json()["messages"] == []
    assert (await client.get("/api/v1/left-questions")).json() == []


async def test_left_question_is_settled_by_an_editor(
    visitor: httpx.AsyncClient, client: AsyncClient
) -> None:
    await visitor.post("/web/questions", json={"question": "Wer?", "email": "anna@example.org"})
    [waiting] = (await client.get("/api/v1/left-questions?only=open")).json()
    assert (waiting["question"], waiting["language"]) == ("Wer?", "de")
    path = f"/api/v1/left-questions/{waiting['id']}"
    settled = await client.patch(path, json={"state": "answered"})
    assert settled.json()["state"] == "answered"
    assert (await client.get("/api/v1/left-questions?only=open")).json() == []


@pytest.mark.parametrize("left", [("", "anna@example.org"), ("Wer?", "anna"), ("Wer?", "a b@c.d")])
async def test_question_without_text_or_address_is_refused(
    visitor: httpx.AsyncClient, left: tuple[str, str]
) -> None:
    refused = await visitor.post("/web/questions", json={"question": left[0], "email": left[1]})
    assert refused.status_code == 400


async def test_questions_are_limited(visitor: httpx.AsyncClient) -> None:
    left = {"question": "Wer?", "email": "anna@example.org"}
    codes = [(await visitor.post("/web/questions", json=left)).status_code for _ in range(7)]
    assert 429 in codes
