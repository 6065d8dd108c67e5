"""A knowledge room over the real database with an embedder and a parser of its own."""

from __future__ import annotations

import secrets
from uuid import UUID

import pytest
import pytest_asyncio

from tests.core.knowledge.fakes import AddText, Registry
from wattos.knowledge import Knowledge, NewDocument
from wattos.platform import Platform
from wattos.settings import Settings


@pytest.fixture
def registry() -> Registry:
    return Registry()


@pytest.fixture
def knowledge(registry: Registry) -> Knowledge:
    return Knowledge(Settings(embedder=registry.embedder.name), registry)


@pytest.fixture
def add_text(knowledge: Knowledge) -> AddText:
    """Adds a text to a tenant's default space and processes it; gives the document's id."""

    async def add(tenant: UUID, url: str, text: str) -> UUID:
        space = await knowledge.ensure_space(tenant)
        new = NewDocument(space_id=space, source_kind="file", url=url, data=text.encode())
        added = await knowledge.add(tenant, new)
        await knowledge.process(tenant, [added.document_id])
        return added.document_id

    return add


@pytest_asyncio.fixture(loop_scope="session")
async def other_tenant(platform: Platform) -> UUID:
    """A second tenant."""
    return (await platform.create_tenant(f"t-{secrets.token_hex(6)}")).id
