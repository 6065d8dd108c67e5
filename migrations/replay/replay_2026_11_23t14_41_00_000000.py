"""How often a replayed question was asked."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from wattos.database.migration import execute

ID = "2026-11-23T14:41:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "how often a replayed question was asked"


async def run() -> None:
    await execute("alter table replay_item add column asked int not null default 1")


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="replay", description=DESCRIPTION)
    manager.add_raw(run)
    return manager
