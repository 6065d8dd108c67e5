"""The vault of what was taken out of documents."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from wattos.database.migration import execute, protect, reference

ID = "2026-11-22T15:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Create the vault of redacted values"


async def forwards() -> MigrationManager:
    """Describe this migration to Piccolo."""
    manager = MigrationManager(
        migration_id=ID, app_name="wattos_redaction", description=DESCRIPTION
    )
    manager.add_raw(_run)
    return manager


async def _run() -> None:
    await execute(_REDACTION)
    await protect("redaction", commands=("select", "insert", "delete"))
    await reference("redaction", "document_id", "document")


_REDACTION = """
    create table redaction (
        id uuid primary key,
        tenant_id uuid not null,
        document_id uuid not null,
        position integer not null check (position >= 0),
        part text not null check (part in ('text', 'title')),
        type text not null,
        start_offset integer not null check (start_offset >= 0),
        end_offset integer not null,
        sealed bytea not null,
        created_at timestamptz not null default now(),
        unique (tenant_id, document_id, position)
    )
"""
