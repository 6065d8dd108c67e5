"""Which of the embedders and vector stores on offer an installation uses."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from wattos.errors import ConfigurationError, Unavailable
from wattos.knowledge.embedding import Embedding
from wattos.knowledge.language import detect_language
from wattos.knowledge.protocols import Embedder, KnowledgeRegistry, VectorStore
from wattos.knowledge.switching import serving_embedder
from wattos.knowledge.vectors import PgVectorStore
from wattos.settings import Settings

log = logging.getLogger(__name__)

Named = TypeVar("Named", Embedder, VectorStore)


class Choice:
    """What the settings choose among what plugins and model providers offer.

    Looked up at each use, so that a process that never searches loads no model.
    """

    def __init__(self, settings: Settings, registry: KnowledgeRegistry) -> None:
        self._settings = settings
        self._registry = registry
        self._pgvector = PgVectorStore()

    @property
    def embedder(self) -> Embedder:
        """The configured embedder; raises `ConfigurationError` when nothing offers it."""
        return self.embedder_named(self._settings.embedder)

    def embedder_for(self, tenant_id: UUID) -> Embedder:
        """The configured embedder for the texts of a tenant; raises `ConfigurationError`.

        Its calls raise `Barred` where the tenant's policy keeps texts from it.
        """
        return self.embedder_named(self._settings.embedder, tenant_id)

    def second_embedder_for(self, tenant_id: UUID | None = None) -> Embedder | None:
        """The fast embedder beside the first, where one is configured and offered."""
        return self._offered(self._settings.second_embedder, tenant_id)

    def embedder_named(self, name: str, tenant_id: UUID | None = None) -> Embedder:
        """A plugin's embedder, else a model provider's; raises `ConfigurationError` for neither.

        Texts of a tenant need the tenant's own.
        """
        offered = self._registry.embedders()
        remote = self._registry.remote_embedder(name, tenant_id)
        return _named([*offered, remote] if remote else offered, name, "embedder")

    @property
    def vector_store(self) -> VectorStore:
        """The configured vector store; raises `ConfigurationError` when no plugin offers it."""
        offered: list[VectorStore] = [self._pgvector, *self._registry.vector_stores()]
        return _named(offered, self._settings.vector_store_type, "vector store")

    async def warm(self) -> None:
        """Load what answers questions and reads pages, so that nobody waits for it.

        For servers, once they are ready; a model that is not there is left to fail at its use.
        """
        for embedder in (self.embedder, self.second_embedder_for()):
            if embedder is None:
                continue
            try:
                await embedder.embed_query("?")
            except Unavailable as error:
                log.warning("An embedder cannot be warmed: %s", error)
        for redactor in self._registry.redactors():
            await asyncio.to_thread(redactor.find, "?")
        # The first is told by how common its words are, the second by its letters.
        for text in ("geöffnet", "Öffnungszeiten am Montag früh"):
            await asyncio.to_thread(detect_language, text)

    def _embedding(self, tenant_id: UUID) -> Embedding:
        first, second = self.embedder_for(tenant_id), self.second_embedder_for(tenant_id)
        return Embedding(first, second, self.vector_store)

    async def _serving(self, tenant_id: UUID, embedding: Embedding) -> Embedder:
        """The embedder that searches ask while the configured one is not through yet."""
        return await serving_embedder(
            tenant_id, embedding, lambda name: self._offered(name, tenant_id)
        )

    def _offered(self, name: str, tenant_id: UUID | None) -> Embedder | None:
        offered = self._registry.embedders()
        found = next((embedder for embedder in offered if embedder.name == name), None)
        return found or self._registry.remote_embedder(name, tenant_id)


def _named(offered: Sequence[Named], name: str, kind: str) -> Named:
    for candidate in offered:
        if candidate.name == name:
            return candidate
    raise ConfigurationError(
        f"Nothing offers the configured {kind}.",
        given=name,
        expected=", ".join(sorted(candidate.name for candidate in offered)) or "at least one",
        hint="Enable the plugin or set the key of the model provider that has it, or change "
        "WATTOS_EMBEDDER / VECTOR_STORE_TYPE.",
    )
