from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncGenerator, Sequence

import pytest
import pytest_asyncio

from wattos._testing import OpenAIServer
from wattos.llm import ModelFailed, ModelProvider, RemoteEmbedder, RemoteEmbedders
from wattos.llm.embedding_calls import CompatibleCall, EmbeddingAnswer, LitellmCall
from wattos.llm.endpoints import Endpoint
from wattos.llm.withholding import MessageRedactor
from wattos.settings import Secret, load_settings

NAME = "openai/small"


@pytest_asyncio.fixture(loop_scope="session")
async def small(openai_server: OpenAIServer) -> AsyncGenerator[RemoteEmbedder]:
    """An embedder on the fake endpoint, by the environment's key."""
    environ = {"OPENAI_API_KEY": "sk-secret", "OPENAI_BASE_URL": openai_server.base_url}
    made = RemoteEmbedders(load_settings(environ), NoPlugins())
    found = made.named(NAME)
    assert found is not None
    yield found
    await made.close()


def cosine(one: list[float], other: list[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


async def test_embedder_asks_openais_endpoint(
    small: RemoteEmbedder, openai_server: OpenAIServer
) -> None:
    assert small.dimensions == 0
    vectors = await small.embed_passages(["Hund und Katze", "Gebühr für den Ausweis", ""])
    asked = list(await small.embed_query("Was kostet der Ausweis?"))

    assert [math.isclose(cosine(list(v), list(v)), 1.0) for v in vectors] == [True] * 3
    assert cosine(asked, list(vectors[1])) > cosine(asked, list(vectors[0]))
    assert small.dimensions == len(asked)
    received = openai_server.requests[0]
    assert received.path == "/v1/embeddings"
    assert received.headers["authorization"] == "Bearer sk-secret"
    assert received.body["model"] == "small"
    assert all(received.body["input"])  # the API refuses empty texts


async def test_embedder_sends_many_passages_in_several_requests(
    small: RemoteEmbedder, openai_server: OpenAIServer
) -> None:
    texts = [f"Absatz {number}" for number in range(300)]
    vectors = await small.embed_passages(texts)
    assert len(vectors) == 300
    assert [len(r.body["input"]) for r in openai_server.requests] == [128, 128, 44]
    assert [text for r in openai_server.requests for text in r.body["input"]] == texts


async def test_passages_wait_for_a_busy_provider(
    small: RemoteEmbedder, openai_server: OpenAIServer
) -> None:
    openai_server.queue_refusal(429, "rate_limit_exceeded", retry_after=1)
    clock = asyncio.get_running_loop().time
    began = clock()
    vectors = await small.embed_passages(["Hund"])
    assert len(vectors) == 1
    assert clock() - began >= 1.0
    assert len(openai_server.requests) == 2


async def test_questions_do_not_wait_for_a_busy_provider(
    small: RemoteEmbedder, openai_server: OpenAIServer
) -> None:
    openai_server.queue_refusal(429, "rate_limit_exceeded", retry_after=30)
    with pytest.raises(ModelFailed, match=r"openai/small did not answer \(rate-limited\)"):
        await small.embed_query("Hund")
    assert len(openai_server.requests) == 1


@pytest.mark.parametrize(
    ("status", "code", "reason"),
    [(401, "invalid_api_key", "unauthorized"), (404, "model_not_found", "rejected")],
)
async def test_refusals_that_waiting_does_not_cure_are_told_at_once(
    small: RemoteEmbedder, openai_server: OpenAIServer, status: int, code: str, reason: str
) -> None:
    openai_server.queue_refusal(status, code)
    with pytest.raises(ModelFailed) as caught:
        await small.embed_passages(["geheim"])
    assert caught.value.reason == reason
    assert code in str(caught.value.given)
    assert "geheim" not in str(caught.value)
    assert len(openai_server.requests) == 1


async def test_embedder_names_a_provider_that_is_away() -> None:
    call = CompatibleCall(Endpoint(prefix="openai", url="http://127.0.0.1:9/v1/embeddings"))
    with pytest.raises(ModelFailed) as caught:
        await RemoteEmbedder(NAME, call).embed_query("Hund")
    await call.close()
    assert caught.value.reason == "unreachable"


class NoPlugins:
    """A registry in which no plugin registered anything."""

    def models(self) -> Sequence[ModelProvider]:
        return []

    def redactors(self) -> Sequence[MessageRedactor]:
        return []


class Odd:
    """A provider whose answers do not fit."""

    def __init__(self, *answers: list[list[float]]) -> None:
        self._answers = list(answers)

    async def embed(self, name: str, model: str, texts: Sequence[str]) -> EmbeddingAnswer:
        return EmbeddingAnswer(self._answers.pop(0))

    async def close(self) -> None: ...


@pytest.mark.parametrize("second", [[], [[1.0]], [[1.0, 0.0], [0.0, 1.0]], [[]]])
async def test_embedder_takes_no_vectors_that_do_not_fit(second: list[list[float]]) -> None:
    odd = RemoteEmbedder(NAME, Odd([[3.0, 4.0]], second))
    assert await odd.embed_query("Hund") == [0.6, 0.8]
    with pytest.raises(ModelFailed, match="broken"):
        await odd.embed_query("Hund")


@pytest.mark.parametrize("name", ["openai/small", "offline/e5-small", "nonsense", "litellm/"])
def test_no_embedder_is_made_for_a_provider_that_is_not_configured(name: str) -> None:
    assert RemoteEmbedders(load_settings({}), NoPlugins()).named(name) is None


@pytest.mark.filterwarnings("ignore")  # litellm's own use of pydantic warns
async def test_embedder_reaches_other_providers_through_litellm(
    openai_server: OpenAIServer,
) -> None:
    call = LitellmCall("openai", Secret("sk-secret"), openai_server.base_url)
    other = RemoteEmbedder("google/small", call)
    first, second = await other.embed_passages(["Hund und Katze", "Ausweis"])
    asked = list(await other.embed_query("Hund"))
    assert cosine(asked, list(first)) > cosine(asked, list(second))

    openai_server.queue_refusal(401, "invalid_api_key")
    with pytest.raises(ModelFailed, match="unauthorized"):
        await other.embed_query("Hund")
