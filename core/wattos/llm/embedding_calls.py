"""One request for vectors: OpenAI's protocol directly, other providers through litellm."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Protocol

import httpx
import msgspec

from wattos.llm.endpoints import Endpoint
from wattos.llm.litellm_provider import failure_of, load_litellm
from wattos.llm.openai_compatible import refusal
from wattos.llm.provider import ModelFailed
from wattos.settings import Secret

_SECONDS = 60.0
_CONNECT_SECONDS = 5.0


class EmbeddingAnswer(msgspec.Struct, frozen=True):
    """Vectors in the order of their texts, and the tokens as the provider counted them, if so."""

    vectors: list[list[float]]
    input_tokens: int | None = None


class EmbeddingCall(Protocol):
    """A way to a provider's embedding models."""

    async def embed(self, name: str, model: str, texts: Sequence[str]) -> EmbeddingAnswer:
        """One vector a text, in order; raises `ModelFailed` naming `name`."""
        ...

    async def close(self) -> None: ...


class _Item(msgspec.Struct):
    index: int
    embedding: list[float]


class _Usage(msgspec.Struct):
    prompt_tokens: int | None = None


class _Answer(msgspec.Struct):
    data: list[_Item]
    usage: _Usage | None = None


class CompatibleCall:
    """Asks an OpenAI-compatible endpoint (OpenAI API reference, "Create embeddings").

    The address is the operator's own, as for `OpenAICompatibleProvider`.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._client: httpx.AsyncClient | None = None

    async def embed(self, name: str, model: str, texts: Sequence[str]) -> EmbeddingAnswer:
        if self._client is None:
            self._client = httpx.AsyncClient(
                headers=self._endpoint.headers,
                timeout=httpx.Timeout(_SECONDS, connect=_CONNECT_SECONDS),
            )
        body = {"model": model, "input": list(texts), "encoding_format": "float"}
        try:
            response = await self._client.post(self._endpoint.url.format(model=model), json=body)
        except httpx.TimeoutException as error:
            raise ModelFailed(name, "timeout") from error
        except httpx.HTTPError as error:
            raise ModelFailed(name, "unreachable", detail=type(error).__name__) from error
        if not response.is_success:
            raise await refusal(name, response)
        return _vectors(name, response.content)

    async def close(self) -> None:
        if self._client is not None:
            await self._client.aclose()
            self._client = None


class LitellmCall:
    """Asks what litellm reaches; without `api_key` litellm reads the provider's own variable."""

    def __init__(
        self, route: str = "", api_key: Secret | None = None, api_base: str | None = None
    ) -> None:
        self._route = route
        self._api_key = api_key
        self._api_base = api_base

    async def embed(self, name: str, model: str, texts: Sequence[str]) -> EmbeddingAnswer:
        litellm = await asyncio.to_thread(load_litellm)
        try:
            answer: Any = await litellm.aembedding(
                model=f"{self._route}/{model}".removeprefix("/"),
                input=list(texts),
                encoding_format="float",
                timeout=_SECONDS,
                num_retries=0,
                max_retries=0,
                api_key=self._api_key.reveal() if self._api_key else None,
                api_base=self._api_base,
            )
        except litellm.openai.OpenAIError as error:
            raise failure_of(name, error) from error
        return _vectors(name, answer.model_dump_json().encode())

    async def close(self) -> None:
        """Nothing stays open."""


def _vectors(name: str, body: bytes) -> EmbeddingAnswer:
    try:
        answer = msgspec.json.decode(body, type=_Answer)
    except msgspec.MsgspecError as error:
        raise ModelFailed(name, "broken", detail="an answer without vectors") from error
    items = sorted(answer.data, key=lambda item: item.index)
    counted = answer.usage.prompt_tokens if answer.usage is not None else None
    return EmbeddingAnswer([item.embedding for item in items], counted)
