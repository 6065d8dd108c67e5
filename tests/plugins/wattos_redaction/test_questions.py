"""What a person types reaches a model elsewhere only as the tenant's policy lets it."""

from __future__ import annotations

import json
from uuid import UUID

import pytest

from wattos._testing import OpenAIServer
from wattos.agents import (
    AgentAnswer,
    AgentRuntime,
    Agents,
    AgentSpec,
    AgentTurn,
    HistoryMessage,
    NewAgent,
)
from wattos.database import fetch, tenant_scope
from wattos.events import TextDelta, TurnEvent
from wattos.llm import Router
from wattos.platform import Platform
from wattos.settings import load_settings
from wattos.tenancy import TenantClock

IBAN, MAIL, PHONE = "DE89 3704 0044 0532 0130 00", "gisela@web.example", "0171 2345678"
QUESTION = f"Meine IBAN ist {IBAN}, Telefon {PHONE}. Ist das angekommen?"
HISTORY = (HistoryMessage(role="person", text=f"Schreiben Sie mir an {MAIL}."),)


async def ask(
    platform: Platform, server: OpenAIServer, tenant: UUID, region: str
) -> tuple[AgentAnswer, str]:
    environ = {
        "OPENAI_API_KEY": "sk-test",
        "OPENAI_BASE_URL": server.base_url,
        "WATTOS_MODELS_CHAT": "openai/small",
        "WATTOS_MODEL_REGIONS": f"openai={region}",
    }
    router = Router(load_settings(environ), platform.registries)
    agents = Agents(router, platform.registries)
    agent = await agents.create(tenant, NewAgent(name="Lotse", spec=AgentSpec()))
    await agents.publish(tenant, agent.id)
    clock = TenantClock(zone="Europe/Berlin", region="DE")
    runtime = AgentRuntime(agents, router, platform.knowledge, platform.registries, clock=clock)
    shown: list[str] = []

    async def emit(event: TurnEvent) -> None:
        if isinstance(event, TextDelta):
            shown.append(event.text)

    turn = AgentTurn(tenant_id=tenant, question=QUESTION, agent=agent.id, history=HISTORY)
    try:
        answer = await runtime.run(turn, emit)
    finally:
        await router.close()
    return answer, "".join(shown)


async def test_question_leaves_without_personal_data_and_the_answer_has_them_again(
    platform: Platform,
    openai_server: OpenAIServer,
    tenant: UUID,
    caplog: pytest.LogCaptureFixture,
) -> None:
    openai_server.queue("Ich habe [IBAN_1] und [PHONE_2] gelesen und schreibe an [EMAIL_3].")
    answer, shown = await ask(platform, openai_server, tenant, "us")

    left = json.dumps(openai_server.requests[-1].body, ensure_ascii=False)
    assert not [value for value in (IBAN, MAIL, PHONE) if value in left]
    assert "[IBAN_1]" in left
    assert "[EMAIL_3]" in left
    assert answer.text == shown
    assert shown == f"Ich habe {IBAN} und {PHONE} gelesen und schreibe an {MAIL}."
    async with tenant_scope(tenant):
        usage = str([dict(row) for row in await fetch("select * from llm_usage")])
    assert not [value for value in (IBAN, MAIL, PHONE) if value in usage + caplog.text]


async def test_question_goes_whole_to_a_model_of_the_installation(
    platform: Platform, openai_server: OpenAIServer, tenant: UUID
) -> None:
    openai_server.queue("Ich habe es gelesen.")
    await ask(platform, openai_server, tenant, "local")
    assert IBAN in json.dumps(openai_server.requests[-1].body, ensure_ascii=False)


async def test_question_follows_the_policy_of_the_tenant(
    platform: Platform, openai_server: OpenAIServer, tenant: UUID
) -> None:
    await platform.plugins.change_settings(
        tenant, "wattos_redaction", {"redact": {"conversation": ["IBAN"]}}
    )
    openai_server.queue("Ich habe es gelesen.")
    await ask(platform, openai_server, tenant, "us")
    left = json.dumps(openai_server.requests[-1].body, ensure_ascii=False)
    assert IBAN not in left
    assert PHONE in left
