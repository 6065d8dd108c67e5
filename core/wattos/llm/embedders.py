"""Embedding models behind a provider, in the shape of the knowledge room's `Embedder`."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Iterator, Sequence

from wattos.llm.embedding_calls import CompatibleCall, EmbeddingCall, LitellmCall
from wattos.llm.endpoints import LOCAL, compatible_endpoints
from wattos.llm.provider import ModelFailed
from wattos.settings import Settings

_BATCH_TEXTS = 128
_BATCH_CHARACTERS = 200_000
"""OpenAI takes 2,048 texts and 300,000 tokens a request; smaller ones fail less at once."""
_LONGEST_TEXT = 20_000
"""Characters; the models read 8,192 tokens, and what is beyond would be refused."""
_TRIES = 5
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 60.0
_WORTH_A_RETRY = frozenset({"rate-limited", "timeout", "unreachable", "broken"})

Hide = Callable[[str], str]


class RemoteEmbedder:
    """An embedding model named "provider/model".

    Passages wait for a busy provider as long as it says, up to a minute a try; a question does not
    wait. `hide` takes personal data out of questions (passages come without them). Vectors are
    brought to unit length. Raises `ModelFailed`, which is an `Unavailable`.
    """

    def __init__(self, name: str, call: EmbeddingCall, hide: Hide | None = None) -> None:
        self.name = name
        self.dimensions = 0
        """Numbers a vector, known from the model's first answer on."""
        self._model = name.partition("/")[2]
        self._call = call
        self._hide = hide

    async def embed_query(self, text: str) -> Sequence[float]:
        """A question's vector."""
        if self._hide is not None:
            text = await asyncio.to_thread(self._hide, text)
        return (await self._embed([text]))[0]

    async def embed_passages(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """One vector a text, in order."""
        vectors: list[list[float]] = []
        for batch in _batches(texts):
            vectors += await self._embed_patiently(batch)
        return vectors

    async def _embed_patiently(self, texts: list[str]) -> list[list[float]]:
        for tried in range(1, _TRIES):
            try:
                return await self._embed(texts)
            except ModelFailed as failure:
                pause = failure.retry_after or _FIRST_PAUSE * 2 ** (tried - 1)
                if failure.reason not in _WORTH_A_RETRY or pause > _LONGEST_PAUSE:
                    raise
            await asyncio.sleep(pause)
        return await self._embed(texts)

    async def _embed(self, texts: Sequence[str]) -> list[list[float]]:
        asked = [text.strip()[:_LONGEST_TEXT] or "." for text in texts]
        vectors = await self._call.embed(self.name, self._model, asked)
        if len(vectors) != len(asked):
            raise self._broken(f"{len(vectors)} vectors for {len(asked)} texts")
        sizes = {len(vector) for vector in vectors} | ({self.dimensions} - {0})
        if len(sizes) != 1 or 0 in sizes:
            raise self._broken(f"vectors of {sorted(sizes)} numbers")
        self.dimensions = sizes.pop()
        return [_unit(vector) for vector in vectors]

    def _broken(self, detail: str) -> ModelFailed:
        return ModelFailed(self.name, "broken", detail=detail)


class RemoteEmbedders:
    """Makes the embedders of the providers that the environment configures, one a name."""

    def __init__(self, settings: Settings, hide: Hide | None = None) -> None:
        self._calls: dict[str, EmbeddingCall] = {"litellm": LitellmCall()}
        if settings.google_api_key is not None:
            self._calls["google"] = LitellmCall("gemini", settings.google_api_key)
        self._local: set[str] = set()
        for endpoint in compatible_endpoints(settings, "embeddings"):
            self._calls[endpoint.prefix] = CompatibleCall(endpoint)
            if endpoint.region == LOCAL:
                self._local.add(endpoint.prefix)
        self._hide = hide
        self._made: dict[str, RemoteEmbedder] = {}

    def named(self, name: str) -> RemoteEmbedder | None:
        """The embedder "provider/model", or None when no configured provider has that prefix.

        A model on this machine gets questions as they are; to any other they go through `hide`.
        """
        prefix, _, model = name.partition("/")
        if not model or prefix not in self._calls:
            return None
        if name not in self._made:
            hide = None if prefix in self._local else self._hide
            self._made[name] = RemoteEmbedder(name, self._calls[prefix], hide)
        return self._made[name]

    async def close(self) -> None:
        """Close open connections."""
        for call in self._calls.values():
            await call.close()


def _batches(texts: Sequence[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    characters = 0
    for text in texts:
        size = min(len(text), _LONGEST_TEXT)
        if batch and (len(batch) == _BATCH_TEXTS or characters + size > _BATCH_CHARACTERS):
            yield batch
            batch, characters = [], 0
        batch.append(text)
        characters += size
    if batch:
        yield batch


def _unit(vector: list[float]) -> list[float]:
    length = math.sqrt(sum(value * value for value in vector)) or 1.0
    return [value / length for value in vector]
