"""Indexes for lists of conversations."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from wattos.database.migration import execute

ID = "2026-11-22T17:45:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Index conversations by time and by what was refused"


async def forwards() -> MigrationManager:
    """Describe this migration to Piccolo."""
    manager = MigrationManager(migration_id=ID, app_name="conversations", description=DESCRIPTION)
    manager.add_raw(_run)
    return manager


async def _run() -> None:
    await execute("create index on conversation (tenant_id, created_at, id)")
    await execute("create index on conversation (tenant_id, updated_at, id)")
    await execute("create index on message (tenant_id, conversation_id) where abstained")
