"""What a crawl remembers for the next one, its report, schedules and webhooks."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from wattos.database.migration import execute, protect, reference

ID = "2026-11-22T17:05:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Remember pages between crawls; schedules, webhooks and reports"


async def forwards() -> MigrationManager:
    """Describe this migration to Piccolo."""
    manager = MigrationManager(migration_id=ID, app_name="wattos_crawler", description=DESCRIPTION)
    manager.add_raw(_run)
    return manager


async def _run() -> None:
    await execute(_CRAWL)
    await execute(_CRAWL_PAGE)
    await execute(_SITE_PAGE)
    await execute(_SCHEDULE)
    await execute(_WEBHOOK)
    await execute(_DELIVERY)
    await protect("site_page", "crawl_schedule", "crawl_webhook", "crawl_delivery")
    await reference("site_page", "space_id", "knowledge_space")
    await reference("site_page", "document_id", "document", on_delete="set null")
    await reference("site_page", "crawl_id", "crawl")
    await reference("crawl_schedule", "job_id", "job", on_delete="set null")
    await reference("crawl_delivery", "webhook_id", "crawl_webhook")
    await reference("crawl_delivery", "crawl_id", "crawl")


_CRAWL = "alter table crawl add column report jsonb not null default '{}'"

_CRAWL_PAGE = """
    alter table crawl_page
        add column change text check (change in ('new', 'changed', 'unchanged', 'removed')),
        add column links jsonb not null default '[]',
        add column listed boolean not null default false
"""

_SITE_PAGE = """
    create table site_page (
        id uuid primary key,
        tenant_id uuid not null,
        space_id uuid not null,
        site text not null,
        url text not null,
        identity text not null,
        document_id uuid,
        crawl_id uuid not null,
        etag text,
        last_modified text,
        content_hash text not null default '',
        links jsonb not null default '[]',
        reader integer not null default 0,
        misses integer not null default 0,
        created_at timestamptz not null default now(),
        unique (tenant_id, space_id, identity)
    )
"""

_SCHEDULE = """
    create table crawl_schedule (
        id uuid primary key,
        tenant_id uuid not null,
        cron text not null,
        timezone text not null default 'UTC',
        options jsonb not null default '{}',
        enabled boolean not null default true,
        job_id uuid,
        next_run_at timestamptz,
        last_run_at timestamptz,
        created_at timestamptz not null default now()
    )
"""

_WEBHOOK = """
    create table crawl_webhook (
        id uuid primary key,
        tenant_id uuid not null,
        url text not null,
        enabled boolean not null default true,
        secret_version integer not null default 1,
        created_at timestamptz not null default now()
    )
"""

_DELIVERY = """
    create table crawl_delivery (
        id uuid primary key,
        tenant_id uuid not null,
        webhook_id uuid not null,
        crawl_id uuid not null,
        state text not null default 'pending' check (state in ('pending', 'sent', 'failed')),
        attempts integer not null default 0,
        http_status integer,
        error text,
        created_at timestamptz not null default now(),
        finished_at timestamptz,
        unique (tenant_id, webhook_id, crawl_id)
    )
"""
