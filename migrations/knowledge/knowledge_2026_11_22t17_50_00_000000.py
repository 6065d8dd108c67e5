"""Which extractors a document's records were read with; none for documents from before them."""

from __future__ import annotations

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from wattos.database.migration import execute

ID = "2026-11-22T17:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Know what read a document's records"


async def run() -> None:
    await execute("alter table document add column records_version text")


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="knowledge", description=DESCRIPTION)
    manager.add_raw(run)
    return manager
