"""Words that colleagues put on conversations to find them again."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from wattos.database.migration import execute

ID = "2026-11-22T18:05:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "tags of conversations"


async def forwards() -> MigrationManager:
    """Describe this migration to Piccolo."""
    manager = MigrationManager(migration_id=ID, app_name="conversations", description=DESCRIPTION)
    manager.add_raw(_run)
    return manager


async def _run() -> None:
    await execute("alter table conversation add column tags text[] not null default '{}'")
    await execute("create index on conversation (tenant_id, id) where tags <> '{}'")
