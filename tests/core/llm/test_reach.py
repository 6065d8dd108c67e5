"""What keeps configured providers from answering, before anybody asks them."""

from __future__ import annotations

from wattos.llm import provider_faults
from wattos.settings import load_settings
from wattos.testing import OpenAIServer


async def faults(**settings: str) -> list[tuple[str, str]]:
    found = await provider_faults(load_settings(settings))
    return [(each.provider, each.fault) for each in found]


async def test_provider_that_answers_has_no_fault(openai_server: OpenAIServer) -> None:
    for _ in range(3):
        openai_server.queue("[]")
    assert not await faults(
        OPENAI_API_KEY="sk-secret",
        OPENAI_BASE_URL=openai_server.base_url,
        OLLAMA_BASE_URL=openai_server.root_url,
        AZURE_OPENAI_API_KEY="azure-secret",
        AZURE_OPENAI_ENDPOINT=openai_server.root_url,
        AZURE_OPENAI_API_VERSION="2025-01-01",
    )
    asked = {(each.path, each.query) for each in openai_server.requests}
    assert asked == {("/v1/models", ""), ("/openai/models", "api-version=2025-01-01")}


async def test_refused_key_is_told_without_the_key(openai_server: OpenAIServer) -> None:
    openai_server.queue_refusal(401, "invalid_api_key")
    found = await faults(OPENAI_API_KEY="sk-secret", OPENAI_BASE_URL=openai_server.base_url)
    assert found == [("openai", "the key is refused (HTTP 401)")]


async def test_server_without_a_list_of_models_may_still_answer(
    openai_server: OpenAIServer,
) -> None:
    openai_server.queue_refusal(404)
    assert not await faults(OLLAMA_BASE_URL=openai_server.root_url)


async def test_address_without_a_server_and_key_without_address_are_told() -> None:
    found = await faults(OLLAMA_BASE_URL="http://127.0.0.1:9", AZURE_OPENAI_API_KEY="k")
    assert found == [
        ("azure", "AZURE_OPENAI_API_KEY without AZURE_OPENAI_ENDPOINT"),
        ("ollama", "no answer (ConnectError)"),
    ]
