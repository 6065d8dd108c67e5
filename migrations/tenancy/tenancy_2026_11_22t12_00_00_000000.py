"""Tenants, their areas and teams, and the look-ups that need no tenant."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from wattos.database.migration import definer_function, execute, protect, reference

ID = "2026-11-22T12:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Create tenants, areas and teams"


async def forwards() -> MigrationManager:
    """Describe this migration to Piccolo."""
    manager = MigrationManager(migration_id=ID, app_name="tenancy", description=DESCRIPTION)
    manager.add_raw(_run)
    return manager


async def _run() -> None:
    await _create_tables()
    await protect("tenant", tenant_column="id")
    await protect("area", "team")
    await reference("team", "area_id", "area")
    await _create_look_ups()


async def _create_tables() -> None:
    await execute(
        """
        create table tenant (
            id uuid primary key,
            slug text not null unique,
            name text not null,
            language text not null default 'de',
            settings jsonb not null default '{}' check (jsonb_typeof(settings) = 'object'),
            created_at timestamptz not null default now()
        )
        """
    )
    await execute(
        """
        create table area (
            id uuid primary key,
            tenant_id uuid not null,
            name text not null,
            created_at timestamptz not null default now(),
            unique (tenant_id, name)
        )
        """
    )
    await execute(
        """
        create table team (
            id uuid primary key,
            tenant_id uuid not null,
            area_id uuid not null,
            name text not null,
            created_at timestamptz not null default now(),
            unique (tenant_id, area_id, name)
        )
        """
    )


async def _create_look_ups() -> None:
    await definer_function(
        """
        create function resolve_tenant(wanted text) returns table (tenant_id uuid)
        language sql stable security definer
        begin atomic
            select tenant.id from tenant where tenant.slug = wanted;
        end
        """,
        "resolve_tenant(text)",
    )
    await definer_function(
        """
        create function list_tenants() returns table (tenant_id uuid, slug text)
        language sql stable security definer
        begin atomic
            select tenant.id, tenant.slug from tenant;
        end
        """,
        "list_tenants()",
    )
