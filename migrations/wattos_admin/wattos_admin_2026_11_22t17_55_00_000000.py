"""Who gets the weekly mail."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from wattos.database.migration import execute, protect, reference

ID = "2026-11-22T17:55:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "weekly mail"

WEEKLY_MAIL = """
create table weekly_mail (
    id uuid primary key,
    tenant_id uuid not null,
    created_at timestamptz not null default now(),
    user_id uuid not null,
    address text not null default '',
    unique (tenant_id, user_id)
)
"""


async def forwards() -> MigrationManager:
    """Describe this migration to Piccolo."""
    manager = MigrationManager(migration_id=ID, app_name="wattos_admin", description=DESCRIPTION)
    manager.add_raw(_run)
    return manager


async def _run() -> None:
    await execute(WEEKLY_MAIL)
    await protect("weekly_mail")
    await reference("weekly_mail", "user_id", "users")
