"""Facts read from documents, kept as typed records with the place that says them."""

from __future__ import annotations

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from wattos.database.migration import execute, protect, reference

ID = "2026-11-22T17:05:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Keep typed records"

TABLE = """
create table knowledge_record (
    id uuid primary key, tenant_id uuid not null, created_at timestamptz not null default now(),
    document_id uuid not null,
    kind text not null check (kind in ('hours', 'closure', 'fee', 'contact', 'form', 'deadline',
        'requirement', 'product', 'review')),
    subject text not null, data jsonb not null,
    start_offset integer not null, end_offset integer not null, text text not null,
    language text not null
);
create index knowledge_record_document on knowledge_record (tenant_id, document_id, kind);
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="knowledge", description=DESCRIPTION)
    manager.add_raw(run)
    return manager


async def run() -> None:
    await execute(TABLE)
    await protect("knowledge_record")
    await reference("knowledge_record", "document_id", "document", on_delete="cascade")
