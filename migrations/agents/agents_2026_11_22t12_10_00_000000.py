"""Agents, their versions, runs and tool calls."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from wattos.database.migration import execute, protect, reference

ID = "2026-11-22T12:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Agents, their versions, runs and tool calls"

TABLES = """
create table character (
    id uuid primary key,
    tenant_id uuid not null,
    created_at timestamptz not null default now(),
    name text not null,
    tone text not null default '',
    greeting jsonb not null default '{}',
    language text not null default 'de',
    voice_id text,
    avatar_url text
);
create table agent (
    id uuid primary key,
    tenant_id uuid not null,
    created_at timestamptz not null default now(),
    slug text not null,
    name text not null,
    description text not null default '',
    character_id uuid,
    persona_id uuid,
    state text not null default 'draft' check (state in ('draft', 'published', 'archived')),
    state_reason text,
    published_version integer,
    model text,
    unique (tenant_id, slug),
    check (state <> 'published' or published_version is not null)
);
create table agent_version (
    id uuid primary key,
    tenant_id uuid not null,
    created_at timestamptz not null default now(),
    agent_id uuid not null,
    version integer not null check (version > 0),
    spec jsonb not null,
    created_by uuid,
    unique (tenant_id, agent_id, version)
);
create table agent_run (
    id uuid primary key,
    tenant_id uuid not null,
    created_at timestamptz not null default now(),
    agent_id uuid not null,
    agent_version integer not null,
    conversation_id uuid,
    turn_id uuid,
    state text not null default 'running'
        check (state in ('running', 'succeeded', 'abstained', 'failed', 'stopped')),
    question text not null default '',
    offer text,
    offer_question text,
    error text,
    finished_at timestamptz
);
create index on agent_run (tenant_id, conversation_id, created_at);
create index on agent_run (tenant_id, turn_id);
create table tool_call (
    id uuid primary key,
    tenant_id uuid not null,
    created_at timestamptz not null default now(),
    agent_run_id uuid not null,
    tool text not null,
    arguments jsonb not null,
    arguments_hash text not null,
    idempotency_key text not null,
    state text not null default 'started'
        check (state in ('started', 'succeeded', 'failed', 'unknown')),
    result jsonb,
    error text,
    finished_at timestamptz,
    unique (tenant_id, idempotency_key)
);
"""


async def run() -> None:
    await execute(TABLES)
    await protect("character", "agent", "agent_run", "tool_call")
    # A version is what answered: it is never changed, and goes only with its agent.
    await protect("agent_version", commands=("select", "insert"))
    await reference("agent", "character_id", "character", on_delete="set null")
    await reference("agent_version", "agent_id", "agent")
    await reference("agent_run", "agent_id", "agent")
    await reference("tool_call", "agent_run_id", "agent_run")


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="agents", description=DESCRIPTION)
    manager.add_raw(run)
    return manager
