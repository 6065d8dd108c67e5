"""Sources on their way, so that an answer can say how much has been read."""

from __future__ import annotations

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from wattos.database.migration import execute, protect, reference

ID = "2026-11-22T17:25:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Announce documents that are on their way"

TABLE = """
create table awaited_source (
    id uuid primary key, tenant_id uuid not null, created_at timestamptz not null default now(),
    space_id uuid not null, source uuid not null,
    source_kind text not null check (source_kind in ('page', 'file', 'conversation', 'ticket')),
    documents integer not null, updated_at timestamptz not null default now(),
    unique (tenant_id, source)
)
"""


async def run() -> None:
    await execute(TABLE)
    await protect("awaited_source")
    await reference("awaited_source", "space_id", "knowledge_space")


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="knowledge", description=DESCRIPTION)
    manager.add_raw(run)
    return manager
