"""Verified answers with their versions and the ways to ask for them."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from wattos.database.migration import execute, protect, reference

ID = "2026-11-22T17:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "verified answers, their versions and phrasings"

TABLES = """
create table verified_answer (
    id uuid primary key,
    tenant_id uuid not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    state text not null default 'active' check (state in ('active', 'archived')),
    version int not null default 1,
    language text not null,
    question text not null,
    phrasings text[] not null default '{}',
    answer text not null,
    translations jsonb not null default '{}',
    sources jsonb not null default '[]',
    owner_id uuid,
    agent_id uuid,
    origin_turn_id uuid,
    expires_at timestamptz not null,
    use_count int not null default 0,
    last_used_at timestamptz
);
create table verified_answer_version (
    id uuid primary key,
    tenant_id uuid not null,
    created_at timestamptz not null default now(),
    verified_answer_id uuid not null,
    version int not null,
    content jsonb not null,
    changed_by uuid,
    unique (tenant_id, verified_answer_id, version)
);
create table verified_phrasing (
    id uuid primary key,
    tenant_id uuid not null,
    created_at timestamptz not null default now(),
    verified_answer_id uuid not null,
    position int not null,
    text text not null,
    language text not null,
    model text not null,
    embedding halfvec not null,
    unique (tenant_id, verified_answer_id, position)
);
"""


async def run() -> None:
    await execute(TABLES)
    await protect("verified_answer", "verified_phrasing")
    # A version is what people were told: it is never changed, and goes only with its answer.
    await protect("verified_answer_version", commands=("select", "insert"))
    await reference("verified_answer", "owner_id", "users", on_delete="set null")
    await reference("verified_answer", "agent_id", "agent")
    await reference("verified_answer_version", "verified_answer_id", "verified_answer")
    await reference("verified_phrasing", "verified_answer_id", "verified_answer")


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="verified", description=DESCRIPTION)
    manager.add_raw(run)
    return manager
