"""Links by which staff try an agent's draft in the chat itself."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from wattos.database.migration import execute

ID = "2026-11-23T11:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Let an access link stand for a trial of an agent"


async def forwards() -> MigrationManager:
    """Describe this migration to Piccolo."""
    manager = MigrationManager(migration_id=ID, app_name="access", description=DESCRIPTION)
    manager.add_raw(_run)
    return manager


async def _run() -> None:
    await execute(
        "alter table access_link drop constraint access_link_purpose_check, "
        "add constraint access_link_purpose_check "
        "check (purpose in ('sign-in', 'invite', 'reset', 'preview', 'trial'))"
    )
