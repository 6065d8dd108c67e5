"""Website checks as they were made."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from wattos.database.migration import execute, protect

ID = "2026-11-22T17:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Create website checks"


async def forwards() -> MigrationManager:
    """Describe this migration to Piccolo."""
    manager = MigrationManager(migration_id=ID, app_name="wattos_check", description=DESCRIPTION)
    manager.add_raw(_run)
    return manager


async def _run() -> None:
    await execute(_WEBSITE_CHECK)
    await protect("website_check")


_WEBSITE_CHECK = """
    create table website_check (
        id uuid primary key,
        tenant_id uuid not null,
        pages integer not null default 0,
        counts jsonb not null default '{}',
        findings jsonb not null default '[]',
        created_at timestamptz not null default now()
    )
"""
