"""What was found and expected in a document that could not be read, beside the reason's code."""

from __future__ import annotations

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from wattos.database.migration import execute

ID = "2026-11-23T20:31:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Keep which line or limit a document failed at"


async def run() -> None:
    await execute("alter table document add column reason_detail jsonb")


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="knowledge", description=DESCRIPTION)
    manager.add_raw(run)
    return manager
