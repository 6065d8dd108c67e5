from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from wattos._testing import OpenAIServer
from wattos.database import fetch, tenant_scope
from wattos.llm import (
    CallContext,
    ChatDelta,
    ChatMessage,
    ChatRequest,
    ModelFailed,
    Router,
    ToolDefinition,
)
from wattos.llm.catalogue import built_in_providers
from wattos.llm.openai_compatible import OpenAICompatibleProvider
from wattos.settings import load_settings


def provider(**environ: str) -> OpenAICompatibleProvider:
    found = next(iter(built_in_providers(load_settings(environ))))
    assert isinstance(found, OpenAICompatibleProvider)
    return found


def openai(server: OpenAIServer) -> OpenAICompatibleProvider:
    return provider(OPENAI_API_KEY="sk-secret", OPENAI_BASE_URL=server.base_url)


REQUEST = ChatRequest(
    model="small",
    instructions="Antworte kurz.",
    messages=(ChatMessage(role="user", text="Wann?"),),
)


async def answer(model: OpenAICompatibleProvider, request: ChatRequest) -> list[ChatDelta]:
    try:
        return [delta async for delta in model.stream(request)]
    finally:
        await model.close()


async def test_provider_streams_text_and_tokens(openai_server: OpenAIServer) -> None:
    openai_server.queue("Ab acht Uhr.")
    deltas = await answer(openai(openai_server), REQUEST)

    assert [delta.text for delta in deltas if delta.text] == ["Ab ", "acht ", "Uhr."]
    assert deltas[-1].tokens is not None
    (received,) = openai_server.requests
    assert received.headers["authorization"] == "Bearer sk-secret"
    assert received.body["messages"] == [
        {"role": "system", "content": "Antworte kurz."},
        {"role": "user", "content": "Wann?"},
    ]


async def test_provider_streams_tool_calls_in_pieces(openai_server: OpenAIServer) -> None:
    openai_server.queue(tool_call=("search", {"query": "Müll"}))
    tool = ToolDefinition(name="search", description="Sucht.", parameters={"type": "object"})
    deltas = await answer(
        openai(openai_server),
        ChatRequest(model="small", messages=REQUEST.messages, tools=(tool,)),
    )

    pieces = [delta.tool_call for delta in deltas if delta.tool_call]
    assert (pieces[0].name, pieces[0].call_id) == ("search", "call_1")
    assert "".join(piece.arguments for piece in pieces) == '{"query":"Müll"}'
    assert openai_server.requests[0].body["tools"][0]["function"]["name"] == "search"


@pytest.mark.parametrize(
    ("status", "reason"),
    [(401, "unauthorized"), (429, "rate-limited"), (400, "rejected"), (503, "broken")],
)
async def test_provider_says_why_it_was_refused_without_secrets(
    openai_server: OpenAIServer, status: int, reason: str
) -> None:
    openai_server.queue_refusal(status, "some_code", retry_after=7)
    with pytest.raises(ModelFailed) as caught:
        await answer(openai(openai_server), REQUEST)
    assert caught.value.reason == reason
    assert caught.value.retry_after == 7.0
    assert "some_code" in str(caught.value)
    assert "sk-secret" not in str(caught.value)


async def test_provider_reports_a_stream_that_breaks_off(openai_server: OpenAIServer) -> None:
    openai_server.queue("Ab acht Uhr.", break_off_after=2)
    with pytest.raises(ModelFailed) as caught:
        await answer(openai(openai_server), REQUEST)
    assert caught.value.reason == "unreachable"
    openai_server.queue("Ab acht Uhr.", cut_off_after=2)
    with pytest.raises(ModelFailed, match="before its end") as caught:
        await answer(openai(openai_server), REQUEST)
    assert caught.value.reason == "broken"


async def test_answer_that_nobody_waits_for_any_more_is_hung_up(
    tenant: UUID, make_router: Callable[..., Router], openai_server: OpenAIServer
) -> None:
    router = make_router(
        chat="openai/small", OPENAI_API_KEY="k", OPENAI_BASE_URL=openai_server.base_url
    )
    openai_server.queue("Ab acht Uhr, aber nur wenn", hang_after=3)
    async with router.open("chat", REQUEST, CallContext(tenant_id=tenant)) as call:
        async for _ in call.deltas():
            break
    await openai_server.left.wait()
    async with tenant_scope(tenant):
        (booked,) = await fetch("select outcome, input_tokens > 0 as counted from llm_usage")
    assert dict(booked) == {"outcome": "cancelled", "counted": True}
    await router.close()


async def test_provider_reports_an_address_where_nobody_listens() -> None:
    with pytest.raises(ModelFailed) as caught:
        await answer(provider(OPENAI_API_KEY="k", OPENAI_BASE_URL="http://127.0.0.1:9/v1"), REQUEST)
    assert caught.value.reason == "unreachable"


async def test_azure_names_the_deployment_and_the_version(openai_server: OpenAIServer) -> None:
    openai_server.queue("Ja.")
    azure = provider(
        AZURE_OPENAI_API_KEY="azure-secret",
        AZURE_OPENAI_ENDPOINT=openai_server.root_url,
        AZURE_OPENAI_API_VERSION="2025-01-01",
    )
    await answer(azure, REQUEST)
    (received,) = openai_server.requests
    assert received.path == "/openai/deployments/small/chat/completions"
    assert received.query == "api-version=2025-01-01"
    assert received.headers["api-key"] == "azure-secret"


async def test_ollama_needs_no_key_and_is_local_on_the_loopback(
    openai_server: OpenAIServer,
) -> None:
    openai_server.queue("Ja.")
    ollama = provider(OLLAMA_BASE_URL=openai_server.root_url)
    await answer(ollama, REQUEST)
    assert openai_server.requests[0].path == "/v1/chat/completions"
    assert ollama.region == "local"
    assert provider(OLLAMA_BASE_URL="http://gpu.example:11434").region == ""


async def test_router_serves_a_configured_key_without_further_settings(
    tenant: UUID, make_router: Callable[..., Router]
) -> None:
    router = make_router(chat="", OPENAI_API_KEY="k")
    # An empty list in the environment means "no model", an absent one "the default".
    assert await router.model_names(tenant, "chat") == []
    assert await router.model_names(tenant, "rewriting") == ["openai/gpt-5.4-mini"]
    assert CallContext(tenant_id=tenant).regions == ()
