"""The table of a tenant's own choices about plugins."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from wattos.database.migration import execute, protect

ID = "2026-11-22T12:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Create plugin_enablement"


async def run() -> None:
    await execute(
        """
        create table plugin_enablement (
            id uuid primary key,
            tenant_id uuid not null,
            plugin_id varchar(100) not null,
            enabled boolean not null,
            settings jsonb not null default '{}',
            changed_by text,
            created_at timestamptz not null default now(),
            unique (tenant_id, plugin_id)
        )
        """
    )
    await protect("plugin_enablement")


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="plugins", description=DESCRIPTION)
    manager.add_raw(run)
    return manager
