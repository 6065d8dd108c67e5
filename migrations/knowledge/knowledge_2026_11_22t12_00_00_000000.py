"""Spaces, documents, passages, their vectors and words, and the search functions."""

from __future__ import annotations

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from wattos.database.migration import definer_function, execute, protect, reference

ID = "2026-11-22T12:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Create the knowledge room"

EXTENSIONS = ("vector", "pg_trgm", "unaccent")

TABLES = """
create table knowledge_space (
    id uuid primary key, tenant_id uuid not null, created_at timestamptz not null default now(),
    slug text not null, name text not null,
    unique (tenant_id, slug)
);
create table document (
    id uuid primary key, tenant_id uuid not null, created_at timestamptz not null default now(),
    space_id uuid not null,
    source_kind text not null check (source_kind in ('page', 'file', 'conversation', 'ticket')),
    url text not null, title text not null, language text not null default '',
    media_type text not null, content_hash text not null,
    state text not null check (state in
        ('received', 'parsed', 'redacted', 'chunked', 'embedded', 'ready', 'failed')),
    reason text, text text not null default '', blocks jsonb not null default '[]',
    byte_size integer not null, depth integer not null default 0,
    metadata jsonb not null default '{}', updated_at timestamptz not null default now(),
    unique (tenant_id, space_id, url)
);
create table document_content (
    id uuid primary key, tenant_id uuid not null, created_at timestamptz not null default now(),
    document_id uuid not null, data bytea not null, parsed jsonb,
    unique (tenant_id, document_id)
);
create table chunk (
    id uuid primary key, tenant_id uuid not null, created_at timestamptz not null default now(),
    document_id uuid not null, space_id uuid not null, position integer not null,
    heading_path text[] not null, page integer,
    start_offset integer not null, end_offset integer not null, text text not null,
    language text not null, search_config text not null, search_vector tsvector not null,
    search_text text not null, search_hash text not null, word_count integer not null
);
create table chunk_embedding (
    id uuid primary key, tenant_id uuid not null, created_at timestamptz not null default now(),
    chunk_id uuid not null, document_id uuid not null, model text not null,
    embedding halfvec not null,
    unique (tenant_id, model, chunk_id)
);
alter table chunk_embedding alter column embedding set storage plain;
create table search_word (
    id uuid primary key, tenant_id uuid not null, created_at timestamptz not null default now(),
    language text not null, word text not null, folded text not null,
    unique (tenant_id, language, word)
);
"""

# The tenant stands in an array so that a GIN index holds it beside the words, and so that no other
# index fits the condition: the plan does not depend on how old the statistics are.
INDEXES = """
create index document_waiting on document (tenant_id, depth, byte_size)
    where state not in ('ready', 'failed');
create index chunk_search on chunk using gin ((array[tenant_id]), search_vector);
create index search_word_folded on search_word (tenant_id, folded);
create index search_word_similar on search_word
    using gin ((array[tenant_id]), folded gin_trgm_ops);
"""

# Turkish is stemmed before anything else: vowel harmony needs its letters.
CONFIGURATIONS = {
    "wattos_german": ("german", "unaccent, german_stem"),
    "wattos_english": ("english", "unaccent, english_stem"),
    "wattos_turkish": ("turkish", "turkish_stem"),
    "wattos_simple": ("simple", "unaccent, simple"),
}

# BM25 (Robertson, Zaragoza 2009; k1 1.2, b 0.75). A question word counts once however many
# spellings stand for it. Words of a title weigh double, of headings one and a half times.
LEXICAL_CANDIDATES = """
create function lexical_candidates(
    question_words text[], word_groups integer[], word_weights real[], config text,
    in_languages text[], in_spaces uuid[], in_documents uuid[], in_kinds text[], how_many integer)
returns table (chunk_id uuid, score real, mean real, deviation real)
language plpgsql stable security definer set enable_seqscan = off as $$
declare
    tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
    any_word tsquery;
begin
    select string_agg(quote_literal(v.lexeme), ' | ')::tsquery into any_word
    from unnest(question_words) as q (word), unnest(to_tsvector(config::regconfig, q.word)) v;
    if tenant is null or any_word is null then return; end if;
    return query
    with term as (
        select v.lexeme, min(q.word_group) as word_group, max(q.weight) as weight
        from unnest(question_words, word_groups, word_weights) as q (word, word_group, weight),
            unnest(to_tsvector(config::regconfig, q.word)) v
        group by v.lexeme
    ), whole as (
        select count(*)::real as size, avg(c.word_count)::real as mean_length from chunk c
        where c.tenant_id = tenant and (in_languages is null or c.language = any (in_languages))
    ), hit as materialized (
        select c.id, c.search_vector, c.word_count from chunk c
        where array[c.tenant_id] @> array[tenant] and c.search_vector @@ any_word
          and (in_languages is null or c.language = any (in_languages))
          and (in_spaces is null or c.space_id = any (in_spaces))
          and (in_documents is null or c.document_id = any (in_documents))
          and (in_kinds is null or exists (select 1 from document d where d.tenant_id = tenant
               and d.id = c.document_id and d.source_kind = any (in_kinds)))
    ), rarity as (
        select t.word_group, string_agg(quote_literal(t.lexeme), ' | ')::tsquery as query
        from term t group by t.word_group
    ), weighed as (
        select r.word_group, r.query, ln(1 + (w.size - f.n + 0.5) / (f.n + 0.5))::real as idf
        from rarity r, whole w,
            lateral (select count(*) as n from hit h where h.search_vector @@ r.query) f
    ), likely as (
        select h.id, h.search_vector, h.word_count from hit h
        order by (select sum(w.idf) from weighed w where h.search_vector @@ w.query) desc
        limit 400
    ), counted as (
        select l.id, l.word_count, t.word_group, max(t.weight) as weight,
            sum((select sum(case p when 'A' then 2.0 when 'B' then 1.5 else 1.0 end)
                 from unnest(v.weights) p))::real as frequency
        from likely l, unnest(l.search_vector) v, term t
        where v.lexeme = t.lexeme
        group by l.id, l.word_count, t.word_group
    ), scored as (
        select c.id, sum(w.idf * c.weight * c.frequency * 2.2
            / (c.frequency + 1.2 * (0.25 + 0.75 * c.word_count / s.mean_length)))::real as score
        from counted c join weighed w using (word_group), whole s
        group by c.id
    ), spread as (
        select sum(s.score) / max(w.size) as mean,
            sqrt(greatest(sum(s.score ^ 2) / max(w.size) - (sum(s.score) / max(w.size)) ^ 2, 0))
            as deviation
        from scored s, whole w
    )
    select s.id, s.score, p.mean::real, p.deviation::real from scored s, spread p
    order by s.score desc limit how_many;
end $$
"""

# Spellings of the tenant's own words: typed without marks, misspelt, part of a compound.
SIMILAR_WORDS = """
create function similar_words(questions text[], parts text[], in_language text)
returns table (question text, word text, folded text, kind text)
language plpgsql stable security definer set enable_seqscan = off as $$
declare
    tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
begin
    return query
    select q, f.word, f.folded, f.kind from unnest(questions) q, lateral (
        (select w.word, w.folded, 'same' as kind from search_word w
         where w.tenant_id = tenant and w.folded = q
           and in_language in ('', w.language || '') limit 4)
        union all
        (select w.word, w.folded, 'compound' from search_word w
         where length(q) >= 5 and array[w.tenant_id] @> array[tenant]
           and w.folded like '%' || q || '%' and w.folded <> q
           and in_language in ('', w.language || '')
         order by length(w.folded) limit 8)
        union all
        (select w.word, w.folded, 'similar' from search_word w
         where length(q) >= 4 and array[w.tenant_id] @> array[tenant] and w.folded % q
           and w.folded <> q and in_language in ('', w.language || '')
         order by similarity(w.folded, q) desc limit 8)
    ) f
    union all
    select '', w.word, w.folded, 'part' from search_word w
    where w.tenant_id = tenant and w.folded = any (parts)
      and in_language in ('', w.language || '');
end $$
"""

# A deleted document's words go with it unless another passage still has them.
FORGET_WORDS = """
create function forget_words(gone text[], in_language text, config text) returns integer
language plpgsql volatile security definer set enable_seqscan = off as $$
declare
    tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
    removed integer;
begin
    delete from search_word w
    where w.tenant_id = tenant and w.language = in_language and w.word = any (gone)
      and not exists (select 1 from chunk c where array[c.tenant_id] @> array[tenant]
          and c.search_vector @@ plainto_tsquery(config::regconfig, w.word));
    get diagnostics removed = row_count;
    return removed;
end $$
"""


async def run() -> None:
    for extension in EXTENSIONS:
        await execute(f"create extension if not exists {extension}")
    for name, (base, dictionaries) in CONFIGURATIONS.items():
        await execute(f"create text search configuration {name} (copy = {base})")
        await execute(
            f"alter text search configuration {name} alter mapping for hword, hword_part, word, "
            f"asciiword, asciihword, hword_asciipart with {dictionaries}"
        )
    await execute(TABLES)
    await protect(
        "knowledge_space", "document", "document_content", "chunk", "chunk_embedding", "search_word"
    )
    await reference("document", "space_id", "knowledge_space")
    await reference("document_content", "document_id", "document")
    await reference("chunk", "document_id", "document")
    await reference("chunk_embedding", "chunk_id", "chunk")
    await reference("chunk_embedding", "document_id", "document")
    await execute(INDEXES)
    await definer_function(
        LEXICAL_CANDIDATES,
        "lexical_candidates(text[], integer[], real[], text, text[], uuid[], uuid[], text[], "
        "integer)",
        owner="wattos_search",
    )
    await definer_function(
        SIMILAR_WORDS, "similar_words(text[], text[], text)", owner="wattos_search"
    )
    await definer_function(FORGET_WORDS, "forget_words(text[], text, text)")


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="knowledge", description=DESCRIPTION)
    manager.add_raw(run)
    return manager
