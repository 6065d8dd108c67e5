"""The lexical search must use its indexes although row-level security binds the app role."""

from __future__ import annotations

from uuid import UUID

import pytest

from tests.core.knowledge.fakes import AddText
from wattos.database import execute, fetch, fetchval, tenant_scope

MANY = 4000  # enough rows that reading all of them would be the wrong plan

SEARCH = """
select * from lexical_candidates(array['hundesteuer'], array[0], array[1.0]::real[],
    'wattos_german', null, null, null, null, 10)
"""
FILL_CHUNKS = """
insert into chunk (id, tenant_id, document_id, space_id, position, heading_path, start_offset,
    end_offset, text, language, search_config, search_vector, search_text, search_hash, word_count)
select gen_random_uuid(), tenant_id, document_id, space_id, n, '{}', 0, 1, 'x', 'de', search_config,
    to_tsvector('simple', md5(n::text) || ' ' || md5((n % 500)::text)), 'x', n::text, 2
from chunk, generate_series(1, $2::int) as n where document_id = $1
"""
FILL_WORDS = """
insert into search_word (id, tenant_id, language, word, folded)
select gen_random_uuid(), $1, 'de', md5(n::text), md5(n::text) from generate_series(1, $2::int) as n
"""
SCANS = "select pg_stat_get_xact_numscans($1::regclass)"


@pytest.fixture
async def full(tenant: UUID, add_text: AddText) -> UUID:
    document = await add_text(tenant, "hund.txt", "Die Hundesteuer beträgt 96 Euro.")
    async with tenant_scope(tenant):
        await execute(FILL_CHUNKS, document, MANY)
        await execute(FILL_WORDS, tenant, MANY)
    return tenant


async def test_lexical_candidates_scan_the_text_index_as_the_app_role(full: UUID) -> None:
    async with tenant_scope(full):
        assert await fetchval("select current_user") == "wattos_app"
        before = await fetchval(SCANS, "chunk_search")
        found = await fetch(SEARCH)
        assert await fetchval(SCANS, "chunk_search") > before
    assert len(found) == 1


async def test_similar_words_scan_their_index_as_the_app_role(full: UUID) -> None:
    async with tenant_scope(full):
        before = await fetchval(SCANS, "search_word_similar")
        found = await fetch("select * from similar_words(array['hundesteur'], array['x'], 'de')")
        assert await fetchval(SCANS, "search_word_similar") > before
    assert {row["word"] for row in found} == {"hundesteuer"}


async def test_lexical_functions_see_only_their_tenant(
    tenant: UUID, other_tenant: UUID, add_text: AddText
) -> None:
    await add_text(other_tenant, "hund.txt", "Die Hundesteuer beträgt 96 Euro.")
    words = "select * from similar_words(array['hundesteuer'], array['hunde'], '')"
    async with tenant_scope(tenant):
        assert await fetch(SEARCH) == []
        assert await fetch(words) == []


async def test_forget_words_deletes_only_the_tenants_own(
    tenant: UUID, other_tenant: UUID, add_text: AddText
) -> None:
    await add_text(other_tenant, "hund.txt", "Die Hundesteuer beträgt 96 Euro.")
    async with tenant_scope(tenant):
        gone = await fetchval("select forget_words(array['hundesteuer'], 'de', 'wattos_german')")
    assert gone == 0
    async with tenant_scope(other_tenant):
        assert await fetchval("select true from search_word where word = 'hundesteuer'")
