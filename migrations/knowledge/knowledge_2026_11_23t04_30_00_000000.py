"""Whether the organisation shows a file to the public, which decides what is redacted in it."""

from __future__ import annotations

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from wattos.database.migration import execute

ID = "2026-11-23T04:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Tell published files from other uploads"


async def run() -> None:
    # Files were redacted like pages until now; brought again, they are read by the new rule. A
    # default reaches every row, which an update by the owner would not under forced policies.
    await execute("alter table document add column published boolean not null default true")
    await execute("alter table document alter column published set default false")


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="knowledge", description=DESCRIPTION)
    manager.add_raw(run)
    return manager
