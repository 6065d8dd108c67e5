"""How far the passages have vectors, over HTTP."""

from __future__ import annotations

from litestar import Controller, get
from litestar.di import NamedDependency

from wattos.access import Principal, requires
from wattos.knowledge.service import Knowledge
from wattos.knowledge.switching import EmbeddingStatus


class EmbeddingController(Controller):
    """The embedder of one's own organisation."""

    path = "/api/v1/knowledge/embedding"
    tags = ("knowledge",)

    @get(guards=[requires("knowledge:read")])
    async def read_embedding(
        self, principal: NamedDependency[Principal], knowledge: NamedDependency[Knowledge]
    ) -> EmbeddingStatus:
        """How many passages have vectors, and under which model questions are compared now."""
        return await knowledge.embedding_status(principal.tenant_id)
