"""A remote embedder in the whole platform: documents in, passages out, over HTTP."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from uuid import UUID

import msgspec
import pytest
import pytest_asyncio

from wattos._testing import OpenAIServer
from wattos.database import fetch, tenant_scope
from wattos.errors import Barred, ConfigurationError, InvalidInput
from wattos.knowledge import Knowledge, NewDocument
from wattos.llm import Route
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
        model_regions={"openai": "us"},
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


async def test_calls_are_booked_with_the_tokens_that_the_provider_counted(
    knowledge: Knowledge, tenant: UUID, openai_server: OpenAIServer
) -> None:
    await fill(knowledge, tenant)
    await knowledge.search(tenant, "Was kostet der Personalausweis?")
    openai_server.queue_refusal(503)
    await knowledge.search(tenant, "Was kostet der Hund?")
    async with tenant_scope(tenant):
        rows = await fetch("select * from llm_usage order by id")
    assert {(row["purpose"], row["model"]) for row in rows} == {("embedding", NAME)}
    assert [row["outcome"] for row in rows][-2:] == ["succeeded", "failed:broken"]
    assert all(row["input_tokens"] > 0 for row in rows[:-1])
    assert not any(row["estimated"] for row in rows)
    assert rows[-1]["input_tokens"] == 0


async def test_nothing_leaves_for_an_embedder_outside_the_tenants_regions(
    knowledge: Knowledge, platform: Platform, tenant: UUID, openai_server: OpenAIServer
) -> None:
    await platform.llm.routes.put(tenant, Route(purpose="embedding", regions=("eu",)))
    await fill(knowledge, tenant)
    hits = await knowledge.search(tenant, "Was kostet der Personalausweis?")
    assert (hits[0].url, hits[0].similarity) == ("ausweis.txt", 0)
    with pytest.raises(Barred, match="regions do not allow") as caught:
        await knowledge.embedder_for(tenant).embed_query("geheim")
    assert (caught.value.given, "WATTOS_MODEL_REGIONS" in str(caught.value.hint)) == (NAME, True)
    assert openai_server.requests == []
    await platform.llm.routes.put(tenant, Route(purpose="embedding"))
    await knowledge.search(tenant, "Was kostet der Personalausweis?")
    assert len(openai_server.requests) == 1


async def test_route_of_embedding_takes_regions_and_no_models(
    platform: Platform, tenant: UUID
) -> None:
    with pytest.raises(InvalidInput, match="same for the whole installation"):
        await platform.llm.routes.put(tenant, Route(purpose="embedding", models=("offline/x",)))
    await platform.llm.routes.put(tenant, Route(purpose="embedding", regions=("eu",)))
    assert "embedding" not in {status.purpose for status in await platform.llm.status(tenant)}


async def test_question_leaves_without_personal_data_unless_the_model_is_here(
    platform: Platform, remote: Settings, tenant: UUID, openai_server: OpenAIServer
) -> None:
    mail = "erika.muster@example.org"
    for region in ("us", "local"):
        settings = msgspec.structs.replace(remote, model_regions={"openai": region})
        registries = Registries(platform.host, platform.plugins, settings)
        registries.platform = platform
        embedder = Knowledge(settings, registries).embedder_for(tenant)
        await embedder.embed_query(f"Wem gehört {mail}?")
        await registries.remote_embedders.close()
    away, here = (request.body["input"][0] for request in openai_server.requests)
    assert (away, here) == ("Wem gehört [EMAIL_1]?", f"Wem gehört {mail}?")
