"""Widget keys, and the look-ups a browser needs before its tenant is known."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from wattos.database.migration import definer_function, execute, protect, reference

ID = "2026-11-22T14:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "widget keys"

WIDGET_KEY = """
create table widget_key (
    id uuid primary key,
    tenant_id uuid not null,
    created_at timestamptz not null default now(),
    public_key text not null unique,
    name text not null,
    agent_id uuid,
    origins text[] not null default '{}',
    active boolean not null default true
);
create index widget_key_origins on widget_key using gin (origins) where active
"""

RESOLVE = """
create function resolve_widget_key(wanted text) returns table (tenant_id uuid, key_id uuid)
language sql stable security definer
begin atomic
    select k.tenant_id, k.id from widget_key k where k.public_key = wanted and k.active;
end
"""

ORIGIN = """
create function widget_origin_known(wanted text) returns boolean
language sql stable security definer
begin atomic
    select exists (select 1 from widget_key k where k.active and k.origins @> array[wanted]);
end
"""


async def forwards() -> MigrationManager:
    """Describe this migration to Piccolo."""
    manager = MigrationManager(migration_id=ID, app_name="wattos_web", description=DESCRIPTION)
    manager.add_raw(_run)
    return manager


async def _run() -> None:
    await execute(WIDGET_KEY)
    await protect("widget_key")
    await reference("widget_key", "agent_id", "agent", on_delete="set null")
    await definer_function(RESOLVE, "resolve_widget_key(text)")
    await definer_function(ORIGIN, "widget_origin_known(text)")
