"""People's edits of groups and personas, their versions, lost support, and gaps of an analysis."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from wattos.database.migration import execute, protect, reference

ID = "2026-11-22T17:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Edits, versions and lost support of target groups and personas; gaps of analyses"

COLUMNS = """
alter table customer_analysis
    add column gaps jsonb not null default '[]',
    add column doubts jsonb not null default '[]';
alter table target_group
    add column edits jsonb not null default '{}',
    add column lost_at timestamptz;
alter table persona add column edits jsonb not null default '{}';
"""
TABLES = """
create table insight_version (
    id uuid primary key,
    tenant_id uuid not null,
    created_at timestamptz not null default now(),
    subject text not null check (subject in ('target_group', 'persona')),
    subject_id uuid not null,
    number integer not null,
    origin text not null check (origin in ('analysis', 'edit', 'decision')),
    content jsonb not null,
    created_by uuid,
    unique (tenant_id, subject_id, number)
);
"""


async def run() -> None:
    await execute(COLUMNS)
    await execute(TABLES)
    await protect("insight_version")
    await reference("insight_version", "created_by", "users", on_delete="set null")


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="wattos_insight", description=DESCRIPTION)
    manager.add_raw(run)
    return manager
