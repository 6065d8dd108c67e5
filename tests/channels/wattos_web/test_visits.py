from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from wattos.access import Actor
from wattos.platform import Platform
from wattos.testing import PASSWORD
from wattos_web.keys import WidgetKeyInfo, WidgetKeys
from wattos_web.limits import MESSAGES, WINDOW_SECONDS

SITE = "https://www.musterstadt.example"
ACTOR = Actor(kind="system", id="test")


async def ask(visitor: httpx.AsyncClient, text: str, **more: Any) -> dict[str, Any]:
    body = {"text": text, "client_message_id": uuid4().hex, **more}
    response = await visitor.post("/web/messages", json=body)
    assert response.status_code == 202, response.text
    return response.json()


async def test_visit_tells_that_an_ai_answers(
    browser: httpx.AsyncClient, key: WidgetKeyInfo
) -> None:
    response = await browser.post("/web/sessions", json={"key": key.public_key, "language": "de"})
    visit = response.json()
    assert response.status_code == 201
    assert "KI" in visit["disclosure"]["de"]
    assert "AI" in visit["disclosure"]["en"]
    assert "yapay zekâ" in visit["disclosure"]["tr"]
    assert visit["expires_in"] <= 3600


async def test_visitors_question_is_answered_as_events(
    visitor: httpx.AsyncClient, worker: None, read_events: Any, scripted_model: Any
) -> None:
    scripted_model.queue("Ab 8 Uhr ist das Rathaus offen.")
    accepted = await ask(visitor, "Wann hat das Rathaus geöffnet?")
    events = await read_events(visitor, accepted["turn_id"])
    assert events[0]["event"]["type"] == "turn.started"
    assert events[-1]["event"]["type"] == "turn.completed"
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    said = (await visitor.get("/web/messages")).json()
    assert [message["role"] for message in said] == ["person", "agent"]
    assert said[1]["text"] == events[-1]["event"]["text"] == "Ab 8 Uhr ist das Rathaus offen."


async def test_reader_resumes_after_the_last_event_it_saw(
    visitor: httpx.AsyncClient, worker: None, read_events: Any, scripted_model: Any
) -> None:
    scripted_model.queue("Der Bauhof liegt in der Gartenstraße.")
    accepted = await ask(visitor, "Wo ist der Bauhof?")
    everything = await read_events(visitor, accepted["turn_id"])
    first = await read_events(visitor, accepted["turn_id"], limit=1)
    rest = await read_events(visitor, accepted["turn_id"], after=first[-1]["seq"])
    assert first + rest == everything


async def test_repeated_message_has_no_second_effect(visitor: httpx.AsyncClient) -> None:
    first = await ask(visitor, "Hallo", client_message_id="1")
    again = await ask(visitor, "Hallo", client_message_id="1")
    assert again == {**first, "duplicate": True}


async def test_same_message_id_of_two_visitors_is_two_messages(
    visitor: httpx.AsyncClient, server: str, key: WidgetKeyInfo
) -> None:
    first = await ask(visitor, "Hallo", client_message_id="1")
    async with httpx.AsyncClient(base_url=server, headers={"Origin": server}) as other:
        visit = await other.post("/web/sessions", json={"key": key.public_key})
        other.headers["Authorization"] = f"Bearer {visit.json()['token']}"
        second = await ask(other, "Hallo", client_message_id="1")
        assert second["turn_id"] != first["turn_id"]
        for path in (f"/web/turns/{first['turn_id']}/events",):
            assert (await other.get(path)).status_code == 404
        for action, body in (("stop", {}), ("feedback", {"kind": "thumb", "value": 1})):
            response = await other.post(f"/web/turns/{first['turn_id']}/{action}", json=body)
            assert response.status_code == 404


async def test_site_that_the_key_does_not_name_is_refused(
    server: str, keys: WidgetKeys, tenant: UUID
) -> None:
    key = await keys.create(tenant, name="Website", origins=[SITE], actor=ACTOR)
    async with httpx.AsyncClient(base_url=server) as client:
        body = {"key": key.public_key}

        async def status(**headers: str) -> int:
            return (await client.post("/web/sessions", json=body, headers=headers)).status_code

        assert await status(Origin=SITE) == 201
        assert await status(Origin=server) == 201
        assert await status(Origin="https://elsewhere.example") == 403
        assert await status(Origin=f"{SITE}.elsewhere.example") == 403
        assert await status(Origin="null") == 403
        assert await status() == 403


async def test_only_named_sites_may_read_answers_across_origins(
    server: str, keys: WidgetKeys, tenant: UUID
) -> None:
    await keys.create(tenant, name="Website", origins=[f"{SITE}:8443/"], actor=ACTOR)
    async with httpx.AsyncClient(base_url=server) as client:
        asked = {"Access-Control-Request-Method": "POST"}
        allowed = await client.options("/web/messages", headers={"Origin": f"{SITE}:8443", **asked})
        assert allowed.status_code == 204
        assert allowed.headers["access-control-allow-origin"] == f"{SITE}:8443"
        assert "authorization" in allowed.headers["access-control-allow-headers"]
        stranger = await client.options(
            "/web/messages", headers={"Origin": "https://elsewhere.example", **asked}
        )
        assert "access-control-allow-origin" not in stranger.headers
        refused = await client.get("/web/messages", headers={"Origin": f"{SITE}:8443"})
        assert refused.status_code == 401
        assert refused.headers["access-control-allow-origin"] == f"{SITE}:8443"


async def test_switched_off_key_opens_nothing_and_ends_its_visits(
    visitor: httpx.AsyncClient, keys: WidgetKeys, key: WidgetKeyInfo, tenant: UUID
) -> None:
    await keys.change(
        tenant, key.id, name=key.name, origins=[], agent_id=None, active=False, actor=ACTOR
    )
    opened = await visitor.post("/web/sessions", json={"key": key.public_key})
    assert opened.status_code == 404
    sent = await visitor.post("/web/messages", json={"text": "Hi", "client_message_id": "1"})
    assert sent.status_code == 401
    assert (await visitor.post("/web/sessions/renew")).status_code == 401


async def test_visitors_token_opens_nothing_else(visitor: httpx.AsyncClient) -> None:
    for path in ("/api/v1/conversations", "/api/v1/agents", "/api/v1/widget-keys"):
        assert (await visitor.get(path)).status_code == 403


async def test_nobody_without_a_token_may_write(browser: httpx.AsyncClient) -> None:
    sent = await browser.post("/web/messages", json={"text": "Hi", "client_message_id": "1"})
    assert sent.status_code == 401


async def test_visitor_who_writes_too_fast_is_slowed_down(visitor: httpx.AsyncClient) -> None:
    message = {"text": "Hi", "client_message_id": "always the same"}
    answers: list[httpx.Response] = []
    # A minute may end meanwhile, and the count begins anew.
    while len(answers) < 6 * MESSAGES and (not answers or answers[-1].is_success):
        answers.append(await visitor.post("/web/messages", json=message))
    assert [answer.status_code for answer in answers[:MESSAGES]] == [202] * MESSAGES
    assert answers[-1].status_code == 429
    assert 1 <= int(answers[-1].headers["retry-after"]) <= WINDOW_SECONDS


async def test_verdict_is_kept_and_replaced(
    visitor: httpx.AsyncClient, worker: None, read_events: Any, scripted_model: Any
) -> None:
    scripted_model.queue("Das steht nicht in den Quellen.")
    accepted = await ask(visitor, "Was kostet ein Ausweis?")
    await read_events(visitor, accepted["turn_id"])
    path = f"/web/turns/{accepted['turn_id']}/feedback"
    for body in (
        {"kind": "thumb", "value": 1},
        {"kind": "thumb", "value": -1, "comment": "zu ungenau"},
        {"kind": "stars", "value": 4},
    ):
        assert (await visitor.post(path, json=body)).status_code == 204
    wrong = await visitor.post(path, json={"kind": "thumb", "value": 3})
    assert (wrong.status_code, wrong.json()["code"]) == (400, "invalid-input")
    answer = (await visitor.get("/web/messages")).json()[-1]
    verdicts = {verdict["kind"]: verdict for verdict in answer["feedback"]}
    assert verdicts["thumb"] == {"kind": "thumb", "value": -1, "comment": "zu ungenau"}
    assert verdicts["stars"]["value"] == 4


async def test_renewed_token_continues_the_same_conversation(visitor: httpx.AsyncClient) -> None:
    first = await ask(visitor, "Hallo")
    renewed = await visitor.post("/web/sessions/renew")
    assert renewed.status_code == 201
    visitor.headers["Authorization"] = f"Bearer {renewed.json()['token']}"
    second = await ask(visitor, "Noch da?")
    assert second["conversation_id"] == first["conversation_id"]


async def test_visitor_who_comes_back_within_a_day_finds_the_conversation(
    platform: Platform, visitor: httpx.AsyncClient, tenant: UUID, key: WidgetKeyInfo
) -> None:
    first = await ask(visitor, "Hallo")
    [own] = await platform.conversations.list(tenant)
    assert own.visitor_id is not None

    def that_ended(hours_ago: int) -> dict[str, str]:
        token = platform.access.issue_visitor_token(
            tenant, own.visitor_id or "", key.id, minutes=-60 * hours_ago
        )
        return {"Authorization": f"Bearer {token}"}

    over = that_ended(hours_ago=23)
    assert (await visitor.get("/web/conversation", headers=over)).status_code == 401
    renewed = await visitor.post("/web/sessions/renew", headers=over)
    visitor.headers["Authorization"] = f"Bearer {renewed.json()['token']}"
    again = await ask(visitor, "Noch da?")
    assert again["conversation_id"] == first["conversation_id"]
    long_over = that_ended(hours_ago=25)
    assert (await visitor.post("/web/sessions/renew", headers=long_over)).status_code == 401


async def test_only_a_visitors_own_token_is_renewed(
    browser: httpx.AsyncClient, platform: Platform, tenant: UUID, key: WidgetKeyInfo
) -> None:
    await platform.access.create_user(
        tenant, email="anna@example.org", password=PASSWORD, roles=["owner"]
    )
    slug = (await platform.tenancy.get(tenant)).slug
    signed_in = await platform.access.sign_in("anna@example.org", PASSWORD, slug)
    token = platform.access.issue_visitor_token(tenant, "v_1", key.id)
    forged = token[:-2] + ("aa" if token[-2:] != "aa" else "bb")
    for wrong in ("x", forged, signed_in.access_token):
        headers = {"Authorization": f"Bearer {wrong}"}
        refused = await browser.post("/web/sessions/renew", headers=headers)
        assert refused.status_code == 401
    headers = {"Authorization": f"Bearer {token}", "Origin": "https://other.example"}
    assert (await browser.post("/web/sessions/renew", headers=headers)).status_code == 403


async def test_visitor_of_a_chat_with_its_own_agent_talks_to_that_agent(
    platform: Platform, server: str, keys: WidgetKeys, tenant: UUID, worker: None, read_events: Any
) -> None:
    from wattos.agents import AgentSpec, NewAgent

    agent = await platform.agents.create(
        tenant, NewAgent(name="Bauamt", slug="bauamt", spec=AgentSpec(greeting={"de": "Moin"}))
    )
    await platform.agents.publish(tenant, agent.id)
    key = await keys.create(tenant, name="Bauamt", agent_id=agent.id, actor=ACTOR)
    async with httpx.AsyncClient(base_url=server, headers={"Origin": server}) as browser:
        visit = (await browser.post("/web/sessions", json={"key": key.public_key})).json()
        assert (visit["agent_name"], visit["greeting"]) == ("Bauamt", {"de": "Moin"})
        browser.headers["Authorization"] = f"Bearer {visit['token']}"
        accepted = await ask(browser, "Wer sind Sie?")
        events = await read_events(browser, accepted["turn_id"])
    assert events[0]["event"]["agent"] == "bauamt"


@pytest.mark.parametrize("public_key", ["wk_unknown", "x", "wk_" + "a" * 500, "%00"])
async def test_unknown_key_is_not_found(browser: httpx.AsyncClient, public_key: str) -> None:
    response = await browser.post("/web/sessions", json={"key": public_key})
    assert response.status_code in (400, 404)
    page = await browser.get(f"/chat/{public_key}")
    assert page.status_code == 404
