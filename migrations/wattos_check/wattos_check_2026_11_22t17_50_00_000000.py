"""What is new and what is solved since the check before."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from wattos.database.migration import execute

ID = "2026-11-22T17:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Compare website checks"


async def forwards() -> MigrationManager:
    """Describe this migration to Piccolo."""
    manager = MigrationManager(migration_id=ID, app_name="wattos_check", description=DESCRIPTION)
    manager.add_raw(_run)
    return manager


async def _run() -> None:
    await execute(
        "alter table website_check add column external boolean not null default false, "
        "add column since jsonb"
    )
