"""Crawls and what became of each of their addresses."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from wattos.database.migration import execute, protect, reference

ID = "2026-11-22T14:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Create crawls and their pages"


async def forwards() -> MigrationManager:
    """Describe this migration to Piccolo."""
    manager = MigrationManager(migration_id=ID, app_name="wattos_crawler", description=DESCRIPTION)
    manager.add_raw(_run)
    return manager


async def _run() -> None:
    await execute(_CRAWL)
    await execute(_CRAWL_PAGE)
    await protect("crawl", "crawl_page")
    await reference("crawl", "job_id", "job", on_delete="set null")
    await reference("crawl_page", "crawl_id", "crawl")
    await reference("crawl_page", "document_id", "document", on_delete="set null")


_CRAWL = """
    create table crawl (
        id uuid primary key,
        tenant_id uuid not null,
        start_url text not null,
        options jsonb not null default '{}',
        state text not null default 'queued'
            check (state in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
        counts jsonb not null default '{}',
        error text,
        job_id uuid,
        created_at timestamptz not null default now(),
        finished_at timestamptz
    )
"""

_CRAWL_PAGE = """
    create table crawl_page (
        id uuid primary key,
        tenant_id uuid not null,
        crawl_id uuid not null,
        url text not null,
        identity text not null,
        depth integer not null check (depth >= 0),
        state text not null default 'queued'
            check (state in ('queued', 'fetched', 'skipped', 'failed', 'duplicate')),
        reason text,
        detail text,
        http_status integer,
        document_id uuid,
        content_hash text,
        bytes bigint,
        created_at timestamptz not null default now(),
        unique (tenant_id, crawl_id, identity)
    )
"""
