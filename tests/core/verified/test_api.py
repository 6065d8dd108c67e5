from __future__ import annotations

from uuid import UUID

import msgspec
from httpx import AsyncClient

from wattos.database import new_id
from wattos.platform import Platform
from wattos.testing import signed_in

PATH = "/api/v1/verified-answers"
ANSWER = {
    "question": "When is the town hall open?",
    "answer": "Monday to Friday, 8 to 12 [1].",
    "sources": [{"url": "https://town.example/hours", "title": "Hours"}],
}


async def test_api_writes_tries_and_puts_away_a_verified_answer(client: AsyncClient) -> None:
    made = (await client.post(f"{PATH}/", json=ANSWER)).json()
    assert (made["state"], made["version"], made["language"]) == ("active", 1, "en")
    assert made["owner_name"] is not None
    trial = {"question": "What are the opening hours of the town hall?", "language": "en"}
    match = (await client.post(f"{PATH}/match", json=trial)).json()
    assert match["verified_answer_id"] == made["id"]

    one = f"{PATH}/{made['id']}"
    seen = {"seen_version": 1}
    changed = await client.put(one, json={**ANSWER, "answer": "Closed this week."}, params=seen)
    assert changed.json()["version"] == 2
    late = await client.put(one, json={**ANSWER, "answer": "Open again."}, params=seen)
    assert (late.status_code, late.json()["expected"]) == (409, "version 2")
    assert [v["version"] for v in (await client.get(f"{one}/versions")).json()] == [2, 1]
    assert (await client.post(f"{one}/expire")).json()["state"] == "expired"
    assert (await client.post(f"{one}/renew", json={})).json()["state"] == "active"
    assert (await client.post(f"{one}/archive")).json()["state"] == "archived"
    assert (await client.post(f"{PATH}/match", json=trial)).json() is None
    assert (await client.post(f"{one}/restore")).json()["state"] == "active"
    listed = (await client.get(f"{PATH}/", params={"search": "town hall"})).json()
    assert [answer["id"] for answer in listed] == [made["id"]]
    lines = (await client.get(f"{PATH}/export")).content.splitlines()
    assert [msgspec.json.decode(line)["id"] for line in lines] == [made["id"]]


async def test_api_says_what_is_wrong(client: AsyncClient) -> None:
    past = {**ANSWER, "expires_at": "2020-01-01T00:00:00Z"}
    answer = await client.post(f"{PATH}/", json=past)
    assert (answer.status_code, answer.json()["given"]) == (400, "2020-01-01T00:00:00+00:00")
    assert (await client.get(f"{PATH}/{new_id()}")).status_code == 404


async def test_api_lets_viewers_read_and_editors_write(
    platform: Platform, tenant: UUID, server: str
) -> None:
    async with signed_in(platform, tenant, server, role="viewer") as viewer:
        assert (await viewer.get(f"{PATH}/")).status_code == 200
        assert (await viewer.post(f"{PATH}/", json=ANSWER)).status_code == 403
    async with signed_in(platform, tenant, server, role="editor") as editor:
        assert (await editor.post(f"{PATH}/", json=ANSWER)).status_code == 201
