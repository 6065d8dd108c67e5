"""Analyses of an organisation's material, and what they conclude."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from wattos.database.migration import execute, protect, reference

ID = "2026-11-22T13:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Customer analyses, target groups, personas, enrichments and generated agents"

TABLES = """
create table customer_analysis (
    id uuid primary key,
    tenant_id uuid not null,
    created_at timestamptz not null default now(),
    fingerprint text not null,
    language text not null,
    state text not null default 'running' check (state in ('running', 'succeeded', 'failed')),
    stage text not null default 'started'
        check (stage in ('started', 'grouped', 'tested', 'finished')),
    counts jsonb not null default '{}',
    trials jsonb not null default '[]',
    timings jsonb not null default '{}',
    error text,
    finished_at timestamptz
);
create index on customer_analysis (tenant_id, fingerprint, created_at);
create table target_group (
    id uuid primary key,
    tenant_id uuid not null,
    created_at timestamptz not null default now(),
    analysis_id uuid not null,
    key text not null,
    content jsonb not null,
    documents jsonb not null,
    share double precision not null,
    unique (tenant_id, key)
);
create table persona (
    id uuid primary key,
    tenant_id uuid not null,
    created_at timestamptz not null default now(),
    target_group_id uuid not null,
    content jsonb not null
);
create table content_enrichment (
    id uuid primary key,
    tenant_id uuid not null,
    created_at timestamptz not null default now(),
    target_group_id uuid not null,
    position integer not null check (position >= 0),
    document_id uuid not null,
    chunk_id uuid not null,
    language text not null,
    original text not null,
    adapted text not null,
    method text not null check (method in ('selected', 'model')),
    reason text not null,
    unique (tenant_id, target_group_id, position)
);
create table agent_generation (
    id uuid primary key,
    tenant_id uuid not null,
    created_at timestamptz not null default now(),
    analysis_id uuid not null,
    persona_id uuid not null,
    agent_id uuid,
    agent_version integer,
    questions jsonb not null,
    smoke_test jsonb,
    unique (tenant_id, persona_id)
);
"""


async def run() -> None:
    await execute(TABLES)
    await protect(
        "customer_analysis", "target_group", "persona", "content_enrichment", "agent_generation"
    )
    await reference("target_group", "analysis_id", "customer_analysis")
    await reference("persona", "target_group_id", "target_group")
    await reference("content_enrichment", "target_group_id", "target_group")
    await reference("content_enrichment", "document_id", "document")
    await reference("agent_generation", "analysis_id", "customer_analysis")
    await reference("agent_generation", "persona_id", "persona")
    await reference("agent_generation", "agent_id", "agent", on_delete="set null")


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="wattos_insight", description=DESCRIPTION)
    manager.add_raw(run)
    return manager
