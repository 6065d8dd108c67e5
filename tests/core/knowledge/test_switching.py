from __future__ import annotations

from uuid import UUID

import httpx
import pytest

from tests.core.knowledge.fakes import AddText, Registry, TrigramEmbedder
from wattos.database import execute, tenant_scope
from wattos.errors import Unavailable
from wattos.knowledge import Knowledge, catch_up
from wattos.platform import Platform
from wattos.settings import Settings

TEXTS = {"hund.txt": "Hundesteuer", "pass.txt": "Reisepass", "kita.txt": "Kindergarten"}
NEW = "test/other"


@pytest.fixture
def switched(registry: Registry) -> Knowledge:
    """The same documents after the setting has changed."""
    registry.others = [TrigramEmbedder(NEW, dimensions=96)]
    return Knowledge(Settings(embedder=NEW), registry)


async def fill(tenant: UUID, add_text: AddText) -> None:
    for url, text in TEXTS.items():
        await add_text(tenant, url, text)


async def test_old_vectors_serve_until_the_new_ones_are_there(
    knowledge: Knowledge, switched: Knowledge, registry: Registry, tenant: UUID, add_text: AddText
) -> None:
    await fill(tenant, add_text)
    old, new = registry.embedder.name, registry.others[0]
    status = await knowledge.embedding_status(tenant)
    assert (status.embedded, status.passages, status.serving, status.complete) == (3, 3, old, True)
    status = await switched.embedding_status(tenant)
    assert (status.embedded, status.serving, status.complete) == (0, old, False)
    (hit,) = await switched.search(tenant, "Hundesteuer", k=1)
    assert (hit.url, hit.similarity) == ("hund.txt", 1.0)

    async def stop(done: int, _total: int, _message: str) -> None:
        raise ConnectionError

    async with tenant_scope(tenant):  # the first and most important one alone, then a crash
        await execute("update document set state = 'failed' where url <> 'pass.txt'")
    with pytest.raises(ConnectionError):
        await switched.embed_anew(tenant, stop)
    async with tenant_scope(tenant):
        await execute("update document set state = 'ready'")
    assert (await switched.embedding_status(tenant)).serving == old
    assert (await switched.search(tenant, "Hundesteuer", k=1))[0].similarity == 1.0
    assert await switched.embed_anew(tenant) == 2
    assert len(new.embedded) == 3
    assert await switched.vector_store.counts(tenant) == {NEW: 3}
    assert (await switched.embedding_status(tenant)).complete
    assert (await switched.search(tenant, "Hundesteuer", k=1))[0].similarity == 1.0


async def test_passages_are_embedded_anew_in_the_order_of_their_weight(
    switched: Knowledge, registry: Registry, tenant: UUID, add_text: AddText
) -> None:
    await fill(tenant, add_text)
    async with tenant_scope(tenant):
        await execute("update document set depth = 1 where url = 'hund.txt'")
        await execute("update document set depth = 2 where url = 'kita.txt'")
        await execute("update document set depth = 3 where url = 'pass.txt'")
    await switched.embed_anew(tenant)
    read = [text.splitlines()[-1] for text in registry.others[0].embedded]
    assert read == ["Hundesteuer", "Kindergarten", "Reisepass"]


async def test_old_vectors_stay_while_the_new_embedder_does_not_answer(
    switched: Knowledge, registry: Registry, tenant: UUID, add_text: AddText
) -> None:
    await fill(tenant, add_text)
    registry.others[0].available = False
    with pytest.raises(Unavailable):
        await switched.embed_anew(tenant)
    assert await switched.vector_store.counts(tenant) == {registry.embedder.name: 3}
    assert (await switched.search(tenant, "Hundesteuer", k=1))[0].similarity == 1.0


async def test_switch_starts_by_itself_once(
    switched: Knowledge, knowledge: Knowledge, platform: Platform, tenant: UUID, add_text: AddText
) -> None:
    await fill(tenant, add_text)
    assert await catch_up(knowledge, platform.jobs, tenant) == []
    (job,) = await catch_up(switched, platform.jobs, tenant)
    assert await catch_up(switched, platform.jobs, tenant) == [job]
    assert (await platform.jobs.get(tenant, job)).kind == "knowledge.embed"
    await platform.jobs.cancel(tenant, job)


async def test_embedding_is_told_over_http(client: httpx.AsyncClient) -> None:
    told = (await client.get("/api/v1/knowledge/embedding")).json()
    assert (told["passages"], told["embedded"], told["barred"]) == (0, 0, False)
    assert told["serving"] is None
