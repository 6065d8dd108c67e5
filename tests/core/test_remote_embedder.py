"""A remote embedder in the whole platform: documents in, passages out, over HTTP."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from uuid import UUID

import msgspec
import pytest
import pytest_asyncio

from wattos._testing import OpenAIServer
from wattos.errors import ConfigurationError
from wattos.knowledge import Knowledge, NewDocument
from wattos.platform import Platform
from wattos.registries import Registries
from wattos.settings import Secret, Settings

NAME = "openai/small"
TEXTS = {
    "ausweis.txt": "Der Personalausweis kostet 37 Euro.",
    "hund.txt": "Hunde sind an der Leine zu führen.",
}


@pytest.fixture
def remote(wattos_settings: Settings, openai_server: OpenAIServer) -> Settings:
    return msgspec.structs.replace(
        wattos_settings,
        embedder=NAME,
        second_embedder="",
        openai_api_key=Secret("sk-secret"),
        openai_base_url=openai_server.base_url,
    )


@pytest_asyncio.fixture(loop_scope="session")
async def knowledge(platform: Platform, remote: Settings) -> AsyncGenerator[Knowledge]:
    registries = Registries(platform.host, platform.plugins, remote)
    registries.platform = platform
    yield Knowledge(remote, registries)
    await registries.remote_embedders.close()


async def fill(knowledge: Knowledge, tenant: UUID) -> None:
    space = await knowledge.ensure_space(tenant)
    for url, text in TEXTS.items():
        new = NewDocument(space_id=space, source_kind="file", url=url, data=text.encode())
        await knowledge.add(tenant, new)
    report = await knowledge.process(tenant)
    assert (report.ready, report.failed) == (2, 0)


async def test_documents_are_found_by_a_remote_embedders_vectors(
    knowledge: Knowledge, tenant: UUID, openai_server: OpenAIServer
) -> None:
    await fill(knowledge, tenant)
    hits = await knowledge.search(tenant, "Was kostet der Personalausweis?")
    assert hits[0].url == "ausweis.txt"
    assert hits[0].similarity > 0.3
    vectors = await knowledge.vector_store.vectors(tenant, NAME, [hits[0].chunk_id])
    assert len(vectors[hits[0].chunk_id]) == knowledge.embedder.dimensions
    assert {request.path for request in openai_server.requests} == {"/v1/embeddings"}


async def test_search_finds_by_words_while_the_provider_does_not_answer(
    knowledge: Knowledge, tenant: UUID, openai_server: OpenAIServer
) -> None:
    await fill(knowledge, tenant)
    openai_server.queue_refusal(503)
    hits = await knowledge.search(tenant, "Was kostet der Personalausweis?")
    assert hits[0].url == "ausweis.txt"
    assert hits[0].similarity == 0


async def test_documents_say_that_the_provider_refused_them(
    knowledge: Knowledge, tenant: UUID, openai_server: OpenAIServer
) -> None:
    openai_server.queue_refusal(401, "invalid_api_key")
    space = await knowledge.ensure_space(tenant)
    new = NewDocument(space_id=space, source_kind="file", url="a.txt", data=b"Ein Satz.")
    added = await knowledge.add(tenant, new)
    await knowledge.process(tenant)
    document = await knowledge.document(tenant, added.document_id)
    assert (document.state, document.reason) == ("failed", "embedder-unavailable")
    await knowledge.retry(tenant, added.document_id)
    assert (await knowledge.process(tenant)).ready == 1


async def test_embedder_without_its_key_is_refused_in_clear_words(
    platform: Platform, remote: Settings
) -> None:
    settings = msgspec.structs.replace(remote, openai_api_key=None)
    registries = Registries(platform.host, platform.plugins, settings)
    with pytest.raises(ConfigurationError, match="openai/small") as caught:
        _ = Knowledge(settings, registries).embedder
    assert "key of the model provider" in str(caught.value.hint)
