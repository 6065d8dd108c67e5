"""What no group of an analysis has, with the reason of each."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from wattos.database.migration import execute

ID = "2026-11-23T23:51:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Pages, files and requests without a group"

COLUMN = "alter table customer_analysis add column ungrouped jsonb not null default '[]'"


async def run() -> None:
    await execute(COLUMN)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="wattos_insight", description=DESCRIPTION)
    manager.add_raw(run)
    return manager
