from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient

from wattos.platform import Platform
from wattos.testing import signed_in

BASE = "/api/v1/conversations"


async def begin(client: AsyncClient, **body: Any) -> dict[str, Any]:
    response = await client.post(BASE, json=body)
    assert response.status_code == 201, response.text
    return response.json()


async def post(client: AsyncClient, conversation: str, text: str, **more: Any) -> dict[str, Any]:
    body = {"text": text, "client_message_id": uuid4().hex, **more}
    response = await client.post(f"{BASE}/{conversation}/messages", json=body)
    assert response.status_code == 202, response.text
    return response.json()


async def follow(client: AsyncClient, turn_id: str, after: int = 0) -> list[dict[str, Any]]:
    path = f"{BASE}/turns/{turn_id}/events"
    headers = {"Last-Event-ID": str(after)}
    async with client.stream("GET", path, headers=headers) as response:
        assert response.status_code == 200
        return [
            json.loads(line.removeprefix("data: "))
            async for line in response.aiter_lines()
            if line.startswith("data: ")
        ]


async def test_staff_ask_over_http_and_read_the_answer(
    client: AsyncClient, worker: None, scripted_model: Any
) -> None:
    scripted_model.queue("Es kostet 37 Euro.")
    conversation = await begin(client, language="de")
    assert "KI" in conversation["disclosure"]
    accepted = await post(client, conversation["id"], "Was kostet ein Ausweis?")
    events = await follow(client, accepted["turn_id"])
    assert events[-1]["event"]["text"] == "Es kostet 37 Euro."
    assert await follow(client, accepted["turn_id"], events[0]["seq"]) == events[1:]
    messages = (await client.get(f"{BASE}/{conversation['id']}/messages")).json()
    assert [m["text"] for m in messages] == ["Was kostet ein Ausweis?", "Es kostet 37 Euro."]
    listed = (await client.get(BASE)).json()
    assert [c["title"] for c in listed] == ["Was kostet ein Ausweis?"]
    turn = (await client.get(f"{BASE}/turns/{accepted['turn_id']}")).json()
    assert turn["state"] == "completed"


async def test_client_message_id_makes_a_repeat_harmless(client: AsyncClient) -> None:
    conversation = await begin(client)
    first = await post(client, conversation["id"], "Hi", client_message_id="a")
    again = await post(client, conversation["id"], "Hi", client_message_id="a")
    assert again == {**first, "duplicate": True}
    other = await begin(client)
    elsewhere = await post(client, other["id"], "Hi", client_message_id="a")
    assert (elsewhere["conversation_id"], elsewhere["duplicate"]) == (other["id"], False)


async def test_model_and_owner_are_switched_on_the_conversation(client: AsyncClient) -> None:
    conversation = await begin(client, model="offline/extractive")
    path = f"{BASE}/{conversation['id']}"
    changed = (await client.patch(path, json={"owner": "human"})).json()
    assert (changed["owner"], changed["model"]) == ("human", "offline/extractive")
    changed = (await client.patch(path, json={"model": None})).json()
    assert (changed["owner"], changed["model"]) == ("human", None)
    for model in ("nowhere/x", "x", "offline/", "offline/\0"):
        for refused in (
            await client.patch(path, json={"model": model}),
            await client.post(BASE, json={"model": model}),
        ):
            assert refused.status_code == 400, model
            assert refused.json()["detail"] == "No provider serves this model."


async def test_verdict_and_figures_over_http(
    client: AsyncClient, worker: None, scripted_model: Any
) -> None:
    scripted_model.queue("Ja.")
    conversation = await begin(client)
    accepted = await post(client, conversation["id"], "Gibt es das?")
    await follow(client, accepted["turn_id"])
    path = f"{BASE}/turns/{accepted['turn_id']}/feedback"
    assert (await client.post(path, json={"kind": "thumb", "value": 1})).status_code == 204
    overview = (await client.get("/api/analytics/overview", params={"days": 7})).json()
    figures = overview["figures"]
    assert (figures["conversations"], figures["turns"], figures["completed"]) == (1, 1, 1)
    assert (figures["thumbs_up"], figures["thumbs_down"]) == (1, 0)
    assert figures["median_seconds"] > 0
    assert set(figures) == set(overview["definitions"])
    assert [day["turns"] for day in overview["by_day"]] == [1]
    assert (figures["answered"], figures["satisfaction"]) == (1, 1.0)


async def test_artifact_is_kept_and_downloaded_as_it_was(client: AsyncClient) -> None:
    conversation = await begin(client)
    made = await client.post(
        "/api/v1/artifacts",
        files={"file": ("Bericht März.html", b"<script>alert(1)</script>", "text/html")},
        data={"kind": "report", "conversation_id": conversation["id"]},
    )
    assert made.status_code == 201, made.text
    artifact = made.json()
    assert (artifact["name"], artifact["byte_size"]) == ("Bericht März.html", 25)
    path = f"/api/v1/artifacts/{artifact['id']}"
    download = await client.get(f"{path}/content")
    assert download.content == b"<script>alert(1)</script>"
    assert download.headers["content-type"] == "application/octet-stream"
    assert download.headers["content-disposition"].startswith("attachment")
    of_conversation = {"conversation_id": conversation["id"]}
    listed = (await client.get("/api/v1/artifacts", params=of_conversation)).json()
    assert [a["id"] for a in listed] == [artifact["id"]]
    assert (await client.delete(path)).status_code == 204
    assert (await client.get(path)).status_code == 404


async def test_empty_artifact_is_refused(client: AsyncClient) -> None:
    response = await client.post("/api/v1/artifacts", files={"file": ("a.txt", b"", "text/plain")})
    assert (response.status_code, response.json()["code"]) == (400, "invalid-input")


async def test_viewer_reads_figures_but_no_conversations(
    platform: Platform, tenant: UUID, server: str, client: AsyncClient
) -> None:
    conversation = await begin(client)
    async with signed_in(platform, tenant, server, role="viewer") as viewer:
        assert (await viewer.get("/api/analytics/overview")).status_code == 200
        assert (await viewer.get(BASE)).status_code == 403
        body = {"text": "Hi", "client_message_id": "1"}
        path = f"{BASE}/{conversation['id']}/messages"
        assert (await viewer.post(path, json=body)).status_code == 403


async def test_nothing_of_a_tenant_is_seen_by_another(
    platform: Platform, server: str, client: AsyncClient
) -> None:
    conversation = await begin(client)
    accepted = await post(client, conversation["id"], "Geheim")
    neighbour = await platform.create_tenant(f"n-{uuid4().hex[:12]}")
    async with signed_in(platform, neighbour.id, server, role="owner") as stranger:
        turn = f"{BASE}/turns/{accepted['turn_id']}"
        for path in (
            f"{BASE}/{conversation['id']}",
            f"{BASE}/{conversation['id']}/messages",
            turn,
            f"{turn}/events",
        ):
            assert (await stranger.get(path)).status_code == 404, path
        assert (await stranger.get(BASE)).json() == []
        assert (await stranger.post(f"{turn}/stop")).status_code == 404
        verdict = {"kind": "thumb", "value": 1}
        assert (await stranger.post(f"{turn}/feedback", json=verdict)).status_code == 404
        body = {"text": "Hi", "client_message_id": "1"}
        sent = await stranger.post(f"{BASE}/{conversation['id']}/messages", json=body)
        assert sent.status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {"text": "", "client_message_id": "1"},
        {"text": "x"},
        {"text": "x" * 8001, "client_message_id": "1"},
        {"text": "x", "client_message_id": "1", "surprise": 1},
    ],
)
async def test_unusable_message_is_refused_with_a_problem_document(
    client: AsyncClient, body: dict[str, Any]
) -> None:
    conversation = await begin(client)
    response = await client.post(f"{BASE}/{conversation['id']}/messages", json=body)
    assert response.status_code in (400, 413)
    assert response.headers["content-type"].startswith("application/problem+json")


async def test_tags_are_put_on_filtered_by_and_taken_off(client: AsyncClient) -> None:
    tagged, other = await begin(client), await begin(client)
    path = f"{BASE}/{tagged['id']}/tags"
    for tag in ("Wohngeld", " Frau  Beck ", "Wohngeld"):
        added = await client.post(path, json={"tag": tag})
    assert added.json() == ["Frau Beck", "Wohngeld"]
    await client.post(f"{BASE}/{other['id']}/tags", json={"tag": "Wohngeld"})
    assert (await client.get("/api/v1/conversation-tags")).json() == {
        "Frau Beck": 1,
        "Wohngeld": 2,
    }
    found = (await client.get(BASE, params={"tag": "Frau Beck"})).json()
    assert [(c["id"], c["tags"]) for c in found] == [(tagged["id"], ["Frau Beck", "Wohngeld"])]
    assert (await client.delete(f"{path}/Wohngeld")).json() == ["Frau Beck"]
    assert (await client.post(path, json={"tag": " "})).status_code == 400
    for number in range(19):
        await client.post(path, json={"tag": f"t{number}"})
    assert (await client.post(path, json={"tag": "one more"})).status_code == 409
    assert (await client.delete(f"{BASE}/{uuid4()}/tags/x")).status_code == 404
