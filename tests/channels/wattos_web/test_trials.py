"""Trials: staff talk to a draft in the chat itself, and nobody else can."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import httpx
from tests.channels.wattos_web.test_visits import SITE, ask

from wattos.agents import AgentSpec, NewAgent
from wattos.conversations import asked_questions
from wattos.database import execute, tenant_scope
from wattos.platform import Platform
from wattos.testing import signed_in

PATH = "/api/v1/widget-trials"


async def draft_of(platform: Platform, tenant: UUID) -> dict[str, Any]:
    """A draft that greets."""
    spec = AgentSpec(greeting={"de": "Der Entwurf grüßt."})
    agent = await platform.agents.create(tenant, NewAgent(name="Entwurf", spec=spec))
    return {"agent_id": str(agent.id), "version": 1}


async def opened(browser: httpx.AsyncClient, key: str) -> httpx.Response:
    return await browser.post("/web/sessions", json={"key": key, "language": "de"})


async def test_draft_answers_its_editor_in_the_chat_once(
    platform: Platform,
    tenant: UUID,
    server: str,
    browser: httpx.AsyncClient,
    worker: None,
    read_events: Any,
    scripted_model: Any,
) -> None:
    draft = await draft_of(platform, tenant)
    async with signed_in(platform, tenant, server, role="editor") as editor:
        key = (await editor.post(PATH, json=draft)).json()["key"]
        shown = (await browser.get(f"/web/config/{key}")).json()
        assert (shown["title"], shown["greeting"]["de"]) == ("Entwurf", "Der Entwurf grüßt.")
        for origin in (SITE, None):
            elsewhere = httpx.AsyncClient(
                base_url=server, headers={"Origin": origin} if origin else {}
            )
            async with elsewhere:
                assert (await opened(elsewhere, key)).status_code == 403
        visit = (await opened(browser, key)).json()
        assert visit["greeting"]["de"] == "Der Entwurf grüßt."
        for again in (await opened(browser, key), await browser.get(f"/web/config/{key}")):
            assert again.status_code == 404
        browser.headers["Authorization"] = f"Bearer {visit['token']}"
        scripted_model.queue("Aus dem Entwurf.")
        turn = await ask(browser, "Was sagt der Entwurf?")
        assert (await read_events(browser, turn["turn_id"]))[-1]["event"]["agent"] == "entwurf"
        assert (await browser.get("/web/messages")).json()[1]["text"] == "Aus dem Entwurf."
        left = {"question": "Wer?", "email": "a@example.org"}
        assert (await browser.post("/web/questions", json=left)).status_code == 409
    talk = await platform.conversations.get(tenant, UUID(turn["conversation_id"]))
    assert talk.channel == "console"
    async with tenant_scope(tenant):
        assert await asked_questions(days=1, limit=10) == []  # no visitor asked that


async def test_trial_ends_with_its_hour_and_with_the_right(
    platform: Platform, tenant: UUID, server: str, browser: httpx.AsyncClient
) -> None:
    draft = await draft_of(platform, tenant)
    async with signed_in(platform, tenant, server, role="editor") as editor:
        one, other = [(await editor.post(PATH, json=draft)).json()["key"] for _ in range(2)]
        visit = (await opened(browser, one)).json()
        browser.headers["Authorization"] = f"Bearer {visit['token']}"
        await ask(browser, "Noch da?")
        (person,) = [u for u in await platform.access.users(tenant) if u.roles == ("editor",)]
        async with tenant_scope(tenant):
            await execute("delete from user_role where user_id = $1", person.id)
        message = {"text": "Und jetzt?", "client_message_id": "2"}
        assert (await browser.post("/web/messages", json=message)).status_code == 401
        assert (await browser.post("/web/sessions/renew")).status_code == 401
        assert (await opened(browser, other)).status_code == 404
        await platform.access.assign_role(tenant, person.id, "editor")
        assert (await browser.post("/web/messages", json=message)).status_code == 202
        async with tenant_scope(tenant):
            await execute("update access_link set expires_at = now() where purpose = 'trial'")
        assert (await browser.post("/web/sessions/renew")).status_code == 401
        third = (await editor.post(PATH, json={**draft, "version": 2})).status_code
        assert third == 404


async def test_viewer_begins_no_trial(platform: Platform, tenant: UUID, server: str) -> None:
    draft = await draft_of(platform, tenant)
    async with signed_in(platform, tenant, server, role="viewer") as viewer:
        assert (await viewer.post(PATH, json=draft)).status_code == 403
