"""Replays and what became of each question in them."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from wattos.database.migration import execute, protect, reference

ID = "2026-11-22T17:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "replays and their items"

TABLES = """
create table replay (
    id uuid primary key,
    tenant_id uuid not null,
    created_at timestamptz not null default now(),
    state text not null default 'queued'
        check (state in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    job_id uuid,
    agent_id uuid,
    agent_version int,
    request jsonb not null default '{}',
    error text,
    finished_at timestamptz
);
create table replay_item (
    id uuid primary key,
    tenant_id uuid not null,
    created_at timestamptz not null default now(),
    replay_id uuid not null,
    position int not null,
    turn_id uuid,
    verified_answer_id uuid,
    question text not null,
    outcome text not null
        check (outcome in ('same', 'changed', 'now_refused', 'now_answered', 'failed')),
    old_answer text not null default '',
    new_answer text not null default '',
    old_sources text[] not null default '{}',
    new_sources text[] not null default '{}',
    sources_disagree boolean,
    error text,
    unique (tenant_id, replay_id, position)
);
"""


async def run() -> None:
    await execute(TABLES)
    await protect("replay", "replay_item")
    await reference("replay", "job_id", "job", on_delete="set null")
    await reference("replay", "agent_id", "agent")
    await reference("replay_item", "replay_id", "replay")
    # What a person asked goes with their conversation, here too.
    await reference("replay_item", "turn_id", "turn")
    await reference("replay_item", "verified_answer_id", "verified_answer")


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="replay", description=DESCRIPTION)
    manager.add_raw(run)
    return manager
