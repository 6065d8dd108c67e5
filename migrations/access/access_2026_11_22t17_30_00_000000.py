"""Links that open something once or for a while."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from wattos.database.migration import definer_function, execute, protect, reference

ID = "2026-11-22T17:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Create access links"


async def forwards() -> MigrationManager:
    """Describe this migration to Piccolo."""
    manager = MigrationManager(migration_id=ID, app_name="access", description=DESCRIPTION)
    manager.add_raw(_run)
    return manager


async def _run() -> None:
    await execute(_TABLE)
    await protect("access_link")
    await reference("access_link", "user_id", "users")
    await definer_function(_LOOK_UP, "resolve_access_link(text)")


# The hash is unique everywhere, as a token's is: it is looked up before the tenant is known.
_TABLE = """
create table access_link (
    id uuid primary key,
    tenant_id uuid not null,
    purpose text not null check (purpose in ('sign-in', 'invite', 'reset', 'preview')),
    user_id uuid,
    token_hash text not null unique,
    detail jsonb not null default '{}',
    expires_at timestamptz not null,
    used_at timestamptz,
    created_at timestamptz not null default now()
)
"""

_LOOK_UP = """
create function resolve_access_link(wanted text)
returns table (tenant_id uuid, link_id uuid)
language sql stable security definer
begin atomic
    select access_link.tenant_id, access_link.id
    from access_link where access_link.token_hash = wanted;
end
"""
