"""A large tenant's own HNSW index: used by its searches, as good as the exact scan, not shared."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence
from uuid import UUID, uuid4

import asyncpg
import numpy as np
import pytest
import pytest_asyncio

from wattos.database import execute, fetch, fetchval, new_id, tenant_scope
from wattos.errors import Conflict, InvalidInput
from wattos.installation import Services
from wattos.knowledge import (
    DenseMatches,
    KnowledgeFilter,
    PgVectorStore,
    VectorIndex,
    keep_vector_indexes,
    maintain_vector_indexes,
)
from wattos.knowledge.fusion import fuse
from wattos.knowledge.lexical import LexicalMatches
from wattos.knowledge.vector_index import index_condition, index_name, nearest_query
from wattos.platform import Platform

MANY = 5000
INDEX_FROM = 4000
DIMENSIONS = 64
MODEL = "test/clusters"
LIMIT = 60

DOCUMENT = """
insert into document (id, tenant_id, space_id, source_kind, url, title, media_type, content_hash,
    state, byte_size)
values ($1, $2, $3, 'page', $1::uuid::text, 'Page', 'text/plain', '', 'ready', 0)
"""
CHUNKS = """
insert into chunk (id, tenant_id, document_id, space_id, position, heading_path, start_offset,
    end_offset, text, language, search_config, search_vector, search_text, search_hash, word_count)
select id, $1, $2, $3, n, '{}', 0, 0, '', case when n % 20 = 0 then 'en' else 'de' end,
    'wattos_german', '', '', '', 0
from unnest($4::uuid[]) with ordinality as c (id, n)
"""
VECTORS = """
insert into chunk_embedding (id, tenant_id, chunk_id, document_id, model, embedding)
select gen_random_uuid(), $1, chunk_id, $2, $3, vector::halfvec
from unnest($4::uuid[], $5::text[]) as v (chunk_id, vector)
"""
THERE = "select to_regclass($1) is not null"


class Large:
    """A tenant with made-up passages in clusters, and what an exact scan finds among them."""

    def __init__(self, tenant: UUID) -> None:
        self.tenant = tenant
        self.chance = np.random.default_rng(7)
        self.centres = self.chance.normal(size=(50, DIMENSIONS)) + 1
        self.chunks = [uuid4() for _ in range(MANY)]
        self.vectors = self.made(MANY)

    def made(self, count: int) -> np.ndarray:
        """Unit vectors around the clusters' centres."""
        noise = self.chance.normal(size=(count, DIMENSIONS))
        vectors = self.centres[self.chance.integers(0, len(self.centres), count)] + noise
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def exact(self, query: np.ndarray, among: Sequence[int] = range(MANY)) -> DenseMatches:
        """The nearest passages by comparing all, or those at the places `among`."""
        similarities = self.vectors[list(among)] @ query
        best = np.argsort(-similarities)[:LIMIT]
        return DenseMatches(
            similarities={self.chunks[among[i]]: float(similarities[i]) for i in best},
            mean=float(similarities.mean()),
            deviation=float(similarities.std()),
        )


async def fill(platform: Platform, tenant: UUID, chunks: list[UUID], vectors: np.ndarray) -> None:
    space, document = await platform.knowledge.ensure_space(tenant), new_id()
    literals = [f"[{','.join(f'{value:.5f}' for value in vector)}]" for vector in vectors]
    async with tenant_scope(tenant):
        await execute(DOCUMENT, document, tenant, space)
        await execute(CHUNKS, tenant, document, space, chunks)
        await execute(VECTORS, tenant, document, MODEL, chunks, literals)


@pytest.fixture(scope="module")
def owner_url(wattos_services: Services) -> str:
    assert wattos_services.owner_url is not None
    return wattos_services.owner_url.reveal()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def large(platform: Platform, owner_url: str) -> Large:
    made = Large((await platform.create_tenant(f"t-{secrets.token_hex(6)}")).id)
    await fill(platform, made.tenant, made.chunks, made.vectors)
    await maintain_vector_indexes(owner_url, index_from=INDEX_FROM)
    return made


async def nearest(
    tenant: UUID, query: np.ndarray, chosen: KnowledgeFilter | None = None, **more: list[UUID]
) -> DenseMatches:
    return await PgVectorStore().nearest(
        tenant,
        MODEL,
        query.tolist(),
        limit=LIMIT,
        knowledge_filter=chosen or KnowledgeFilter(),
        **more,
    )


def of(tenant: UUID, states: list[VectorIndex]) -> list[VectorIndex]:
    return [state for state in states if state.tenant_id == tenant]


async def test_vector_index_serves_the_app_role_under_row_level_security(large: Large) -> None:
    sql = nearest_query(large.tenant, MODEL, DIMENSIONS)
    (query,) = large.made(1)
    arguments = (str(query.tolist()), LIMIT, [])
    async with tenant_scope(large.tenant):
        assert await fetchval("select current_user") == "wattos_app"
        plan = "\n".join(row[0] for row in await fetch(f"explain {sql}", *arguments))
    assert f"Index Scan using {index_name(large.tenant, MODEL)}" in plan
    assert "chunk_embedding_sample" in plan


async def test_vector_index_finds_what_the_exact_scan_finds(large: Large) -> None:
    shared = [
        len((await nearest(large.tenant, q)).similarities.keys() & large.exact(q).similarities)
        for q in large.made(20)
    ]
    assert sum(shared) / (20 * LIMIT) >= 0.97


async def test_vector_index_ranks_like_the_exact_scan_once_words_are_added(large: Large) -> None:
    overlap = 0
    for query in large.made(20):
        words = large.chance.choice(MANY, 40, replace=False)
        scores = {large.chunks[i]: float(large.chance.random()) for i in words}
        lexical = LexicalMatches(scores=scores, mean=0.02, deviation=0.1)
        none = DenseMatches(similarities={})
        tops = [
            sorted(fused, key=lambda passage: fused[passage], reverse=True)[:10]
            for dense in (large.exact(query), await nearest(large.tenant, query))
            for fused in [fuse(dense, lexical, none, same_language={})]
        ]
        overlap += len({*tops[0]} & {*tops[1]})
    assert overlap / 200 >= 0.95


async def test_vector_index_samples_the_spread(large: Large) -> None:
    (query,) = large.made(1)
    found, exact = await nearest(large.tenant, query), large.exact(query)
    assert 200 <= found.count < MANY / 10
    assert found.mean == pytest.approx(exact.mean, abs=0.3 * exact.deviation)
    assert found.deviation == pytest.approx(exact.deviation, rel=0.2)


async def test_vector_index_adds_what_is_named(large: Large) -> None:
    (query,) = large.made(1)
    similarities = large.vectors @ query
    farthest = large.chunks[int(np.argmin(similarities))]
    found = await nearest(large.tenant, query, always=[farthest])
    assert len(found.similarities) == LIMIT + 1
    assert found.similarities[farthest] == pytest.approx(float(similarities.min()), abs=1e-3)


async def test_vector_index_goes_on_past_what_a_filter_leaves_out(large: Large) -> None:
    among = [i for i in range(MANY) if i % 20 != 19]
    (query,) = large.made(1)
    found = await nearest(large.tenant, query, KnowledgeFilter(languages=("de",)))
    assert found.count < MANY / 10  # a sample: the index has answered
    assert len(found.similarities) == LIMIT
    assert len(found.similarities.keys() & large.exact(query, among).similarities) >= 0.95 * LIMIT


async def test_vector_index_leaves_narrow_filters_to_the_exact_scan(large: Large) -> None:
    among = list(range(19, MANY, 20))
    (query,) = large.made(1)
    found = await nearest(large.tenant, query, KnowledgeFilter(languages=("en",)))
    assert found.count == len(among)
    assert found.similarities.keys() == large.exact(query, among).similarities.keys()
    none = await nearest(large.tenant, query, KnowledgeFilter(languages=("tr",)))
    assert none.similarities == {}


async def test_vector_index_shows_no_other_tenant_anything(
    platform: Platform, tenant: UUID, large: Large
) -> None:
    own = [uuid4() for _ in range(5)]
    await fill(platform, tenant, own, large.vectors[:5])
    found = await nearest(tenant, large.vectors[0])
    assert found.similarities.keys() == {*own}
    assert found.count == 5
    arguments = (str(large.vectors[0].tolist()), LIMIT, large.chunks[:3])
    async with tenant_scope(tenant):
        sql = nearest_query(large.tenant, MODEL, DIMENSIONS)
        assert await fetch(sql, *arguments) == []


async def test_vector_index_is_not_built_below_its_size_and_goes_when_the_tenant_shrinks(
    platform: Platform, tenant: UUID, large: Large, owner_url: str
) -> None:
    name = index_name(tenant, MODEL)
    await fill(platform, tenant, [uuid4() for _ in range(1000)], large.vectors[:1000])

    async def state(index_from: int) -> tuple[bool, bool]:
        (found,) = of(tenant, await maintain_vector_indexes(owner_url, index_from=index_from))
        async with tenant_scope(tenant):
            there = await fetchval(THERE, name)
        return found.indexed, there

    assert await state(1001) == (False, False)
    assert await state(1000) == (True, True)
    assert await state(1900) == (True, True)  # not smaller than half: kept
    assert await state(2100) == (False, False)


async def test_vector_index_goes_with_its_tenant(
    platform: Platform, tenant: UUID, large: Large, owner_url: str
) -> None:
    await fill(platform, tenant, [uuid4() for _ in range(500)], large.vectors[:500])
    connection = await asyncpg.connect(owner_url)
    try:
        await maintain_vector_indexes(owner_url, index_from=500)
        name = index_name(tenant, MODEL)
        assert await connection.fetchval(THERE, name)
        async with tenant_scope(tenant):
            await execute("delete from chunk where tenant_id = $1", tenant)
        assert of(tenant, await maintain_vector_indexes(owner_url, index_from=500)) == []
        assert not await connection.fetchval(THERE, name)
    finally:
        await connection.close()


async def test_vector_indexes_are_looked_after_by_one_at_a_time(owner_url: str) -> None:
    connection = await asyncpg.connect(owner_url)
    try:
        await connection.execute("select pg_advisory_lock(7301948)")
        with pytest.raises(Conflict):
            await maintain_vector_indexes(owner_url)
    finally:
        await connection.close()


async def test_vector_indexes_are_looked_after_again_after_an_outage(
    caplog: pytest.LogCaptureFixture,
) -> None:
    keeping = asyncio.create_task(
        keep_vector_indexes("postgresql://owner:secret@127.0.0.1:1/none", every=0)
    )
    while len(caplog.records) < 2 and not keeping.done():  # noqa: ASYNC110 - logs set no event
        await asyncio.sleep(0)
    keeping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await keeping
    assert "does not answer the owner" in caplog.text
    assert "secret" not in caplog.text


def test_vector_index_refuses_a_model_name_that_could_carry_sql() -> None:
    with pytest.raises(InvalidInput):
        index_condition(uuid4(), "model' or true --")
