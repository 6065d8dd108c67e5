"""Embedding models behind a provider, in the shape of the knowledge room's `Embedder`."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from uuid import UUID

import msgspec

from wattos.errors import Barred
from wattos.llm.attempt import CHARACTERS_PER_TOKEN
from wattos.llm.catalogue import Catalogue
from wattos.llm.embedding_calls import CompatibleCall, EmbeddingCall, LitellmCall
from wattos.llm.endpoints import LOCAL, compatible_endpoint
from wattos.llm.keys import ProviderKeys
from wattos.llm.pricing import cost_usd
from wattos.llm.provider import ModelFailed, ModelRegistry
from wattos.llm.routes import EMBEDDING, Routes
from wattos.llm.schemas import CallContext, TokenCount
from wattos.llm.settings import configured_access
from wattos.llm.usage import Attempt, record_attempts
from wattos.llm.withholding import without_personal_data
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

Book = Callable[[Attempt], Awaitable[None]]
"""Takes what a request to a provider consumed."""


async def _unbooked(_attempt: Attempt) -> None:
    """For requests that are nobody's, such as looking whether the model answers."""


class RemoteEmbedder:
    """An embedding model named "provider/model".

    Passages wait for a busy provider as long as it says, up to a minute a try; a question does not
    wait. Vectors are brought to unit length. Raises `ModelFailed`, which is an `Unavailable`.
    Texts of a tenant go through its `TenantEmbedder`.
    """

    def __init__(self, name: str, call: EmbeddingCall, *, local: bool = False) -> None:
        self.name = name
        self.dimensions = 0
        """Numbers a vector, known from the model's first answer on."""
        self.language_gap = 0.0
        self.local = local
        """Whether the model runs on this machine."""
        self._model = name.partition("/")[2]
        self._call = call

    async def embed_query(self, text: str, book: Book = _unbooked) -> Sequence[float]:
        """A question's vector."""
        return (await self._embed([text], book))[0]

    async def embed_passages(
        self, texts: Sequence[str], book: Book = _unbooked
    ) -> Sequence[Sequence[float]]:
        """One vector a text, in order."""
        vectors: list[list[float]] = []
        for batch in _batches(texts):
            vectors += await self._embed_patiently(batch, book)
        return vectors

    async def _embed_patiently(self, texts: list[str], book: Book) -> list[list[float]]:
        for tried in range(1, _TRIES):
            try:
                return await self._embed(texts, book)
            except ModelFailed as failure:
                pause = failure.retry_after or _FIRST_PAUSE * 2 ** (tried - 1)
                if failure.reason not in _WORTH_A_RETRY or pause > _LONGEST_PAUSE:
                    raise
            await asyncio.sleep(pause)
        return await self._embed(texts, book)

    async def _embed(self, texts: Sequence[str], book: Book) -> list[list[float]]:
        asked = [text.strip()[:_LONGEST_TEXT] or "." for text in texts]
        began = time.perf_counter()
        try:
            answer = await self._call.embed(self.name, self._model, asked)
        except ModelFailed as failure:
            await book(self._attempt(began, TokenCount(), f"failed:{failure.reason}"))
            raise
        counted = answer.input_tokens
        tokens = sum(map(len, asked)) // CHARACTERS_PER_TOKEN if counted is None else counted
        attempt = self._attempt(began, TokenCount(input_tokens=tokens), "succeeded")
        await book(msgspec.structs.replace(attempt, estimated=counted is None))
        return self._checked(answer.vectors, len(asked))

    def _checked(self, vectors: list[list[float]], wanted: int) -> list[list[float]]:
        if len(vectors) != wanted:
            raise self._broken(f"{len(vectors)} vectors for {wanted} texts")
        sizes = {len(vector) for vector in vectors} | ({self.dimensions} - {0})
        if len(sizes) != 1 or 0 in sizes:
            raise self._broken(f"vectors of {sorted(sizes)} numbers")
        self.dimensions = sizes.pop()
        return [_unit(vector) for vector in vectors]

    def _attempt(self, began: float, tokens: TokenCount, outcome: str) -> Attempt:
        return Attempt(
            purpose=EMBEDDING,
            model=self.name,
            tokens=tokens,
            estimated=False,
            cost_usd=cost_usd(self.name, tokens, local=self.local),
            duration_ms=round((time.perf_counter() - began) * 1000),
            first_token_ms=None,
            outcome=outcome,
        )

    def _broken(self, detail: str) -> ModelFailed:
        return ModelFailed(self.name, "broken", detail=detail)


class TenantEmbedder:
    """A remote embedder for the texts of one tenant, on the terms of that tenant.

    Nothing leaves for a model outside the regions of the tenant's policy for `embedding`: it raises
    `Barred` then. Questions leave without the personal data that the policy for conversations
    takes out (passages come without them). Every request is booked.
    """

    def __init__(
        self, embedder: RemoteEmbedder, tenant_id: UUID, routes: Routes, registry: ModelRegistry
    ) -> None:
        self._embedder = embedder
        self._tenant_id = tenant_id
        self._routes = routes
        self._registry = registry

    @property
    def name(self) -> str:
        return self._embedder.name

    @property
    def dimensions(self) -> int:
        return self._embedder.dimensions

    @property
    def language_gap(self) -> float:
        return self._embedder.language_gap

    async def allowed(self) -> bool:
        """Whether the tenant's texts may go there."""
        if self._embedder.local:
            return True
        return await self._routes.allows(self._tenant_id, EMBEDDING, self.name)

    async def embed_query(self, text: str) -> Sequence[float]:
        """A question's vector; raises `Barred` and what the embedder raises."""
        await self._require_allowed()
        if not self._embedder.local:
            redactors = self._registry.redactors()
            (text,) = await without_personal_data([text], redactors, self._tenant_id)
        return await self._embedder.embed_query(text, self._book)

    async def embed_passages(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """One vector a text; raises `Barred` and what the embedder raises."""
        await self._require_allowed()
        return await self._embedder.embed_passages(texts, self._book)

    async def _require_allowed(self) -> None:
        if not await self.allowed():
            raise Barred(
                "The organisation's regions do not allow this embedder.",
                given=self.name,
                expected="a route for embedding with the model's region, or a local embedder",
                hint="Name the model's region with WATTOS_MODEL_REGIONS, or choose another "
                "WATTOS_EMBEDDER; words are searched meanwhile.",
            )

    async def _book(self, attempt: Attempt) -> None:
        await asyncio.shield(record_attempts(CallContext(tenant_id=self._tenant_id), [attempt]))


class RemoteEmbedders:
    """Makes the embedders of the providers that the environment configures, one a name."""

    def __init__(self, settings: Settings, registry: ModelRegistry) -> None:
        self._calls: dict[str, EmbeddingCall] = {"litellm": LitellmCall()}
        if settings.google_api_key is not None:
            self._calls["google"] = LitellmCall("gemini", settings.google_api_key)
        for access in configured_access(settings):
            endpoint = compatible_endpoint(access, "embeddings")
            if endpoint is not None:
                self._calls[endpoint.prefix] = CompatibleCall(endpoint)
        self._catalogue = Catalogue(settings, registry)
        self._routes = Routes(settings, ProviderKeys(settings, self._catalogue))
        self._registry = registry
        self._made: dict[str, RemoteEmbedder] = {}

    def named(self, name: str) -> RemoteEmbedder | None:
        """The embedder "provider/model", or None when no configured provider has that prefix."""
        prefix, _, model = name.partition("/")
        if not model or prefix not in self._calls:
            return None
        if name not in self._made:
            local = self._catalogue.region(name) == LOCAL
            self._made[name] = RemoteEmbedder(name, self._calls[prefix], local=local)
        return self._made[name]

    def for_tenant(self, name: str, tenant_id: UUID) -> TenantEmbedder | None:
        """The same for the texts of a tenant."""
        embedder = self.named(name)
        if embedder is None:
            return None
        return TenantEmbedder(embedder, tenant_id, self._routes, self._registry)

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
