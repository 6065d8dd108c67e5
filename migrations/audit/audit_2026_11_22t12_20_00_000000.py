"""The audit chain: entries that the app can add and read, never change."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from wattos.database.migration import execute, protect

ID = "2026-11-22T12:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Create the audit chain and its head"


async def forwards() -> MigrationManager:
    """Describe this migration to Piccolo."""
    manager = MigrationManager(migration_id=ID, app_name="audit", description=DESCRIPTION)
    manager.add_raw(_run)
    return manager


async def _run() -> None:
    await execute(
        """
        create table audit_entry (
            id uuid primary key,
            tenant_id uuid not null,
            sequence bigint not null check (sequence > 0),
            at timestamptz not null,
            actor_kind text not null,
            actor_id text not null,
            action text not null,
            resource text not null,
            resource_id text,
            outcome text not null,
            detail jsonb not null default '{}',
            previous_hash text not null,
            hash text not null,
            created_at timestamptz not null default now(),
            unique (tenant_id, sequence)
        )
        """
    )
    await execute(
        """
        create table audit_head (
            id uuid primary key,
            tenant_id uuid not null unique,
            sequence bigint not null,
            hash text not null,
            created_at timestamptz not null default now()
        )
        """
    )
    await protect("audit_entry", commands=("select", "insert"))
    await protect("audit_head", commands=("select", "insert", "update"))
    await execute("revoke update, delete on audit_entry from wattos_definer")
    await execute("revoke delete on audit_head from wattos_definer")
