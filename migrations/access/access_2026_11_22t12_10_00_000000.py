"""Users, roles, permissions, sessions and service tokens."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from wattos.database.migration import definer_function, execute, protect, reference, share

ID = "2026-11-22T12:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Create users, roles, permissions, refresh and service tokens"


async def forwards() -> MigrationManager:
    """Describe this migration to Piccolo."""
    manager = MigrationManager(migration_id=ID, app_name="access", description=DESCRIPTION)
    manager.add_raw(_run)
    return manager


async def _run() -> None:
    for create in (*_GLOBAL_TABLES, *_PEOPLE, *_LINKS, *_TOKENS):
        await execute(create)
    await share("permission", commands=("select", "insert", "update"))
    await share("sign_in_attempt")
    await protect("users", "role", "role_permission", "user_role", "team_membership")
    await protect("refresh_token", "service_token")
    await _create_references()
    for sql, signature in _LOOK_UPS:
        await definer_function(sql, signature)


async def _create_references() -> None:
    await reference("role_permission", "role_id", "role")
    await reference("user_role", "user_id", "users")
    await reference("user_role", "role_id", "role")
    await reference("team_membership", "team_id", "team")
    await reference("team_membership", "user_id", "users")
    await reference("refresh_token", "user_id", "users")
    await reference("service_token", "created_by", "users", on_delete="set null")


_GLOBAL_TABLES = (
    """
    create table permission (
        id uuid primary key,
        name text not null unique check (name ~ '^[a-z][a-z0-9_.-]*:[a-z][a-z0-9_.-]*$'),
        description_de text not null,
        description_en text not null,
        plugin text not null,
        roles text[] not null default '{}',
        created_at timestamptz not null default now()
    )
    """,
    """
    create table sign_in_attempt (
        id uuid primary key,
        key_hash text not null unique,
        attempts integer not null,
        window_started_at timestamptz not null,
        created_at timestamptz not null default now()
    )
    """,
    "create index on sign_in_attempt (window_started_at)",
)

_PEOPLE = (
    """
    create table users (
        id uuid primary key,
        tenant_id uuid not null,
        email text not null,
        name text not null default '',
        password_hash text not null,
        language text not null default 'de',
        active boolean not null default true,
        last_sign_in_at timestamptz,
        created_at timestamptz not null default now(),
        unique (tenant_id, email)
    )
    """,
    "create index on users (email)",
    """
    create table role (
        id uuid primary key,
        tenant_id uuid not null,
        name text not null,
        description text not null default '',
        builtin boolean not null default false,
        created_at timestamptz not null default now(),
        unique (tenant_id, name)
    )
    """,
)

_LINKS = (
    """
    create table role_permission (
        id uuid primary key,
        tenant_id uuid not null,
        role_id uuid not null,
        permission text not null references permission (name) on delete cascade,
        created_at timestamptz not null default now(),
        unique (tenant_id, role_id, permission)
    )
    """,
    """
    create table user_role (
        id uuid primary key,
        tenant_id uuid not null,
        user_id uuid not null,
        role_id uuid not null,
        created_at timestamptz not null default now(),
        unique (tenant_id, user_id, role_id)
    )
    """,
    """
    create table team_membership (
        id uuid primary key,
        tenant_id uuid not null,
        team_id uuid not null,
        user_id uuid not null,
        created_at timestamptz not null default now(),
        unique (tenant_id, team_id, user_id)
    )
    """,
)

# A token's hash is unique everywhere: it is looked up before the tenant is known, and 256 random
# bits tell nothing about other tenants.
_TOKENS = (
    """
    create table refresh_token (
        id uuid primary key,
        tenant_id uuid not null,
        user_id uuid not null,
        family_id uuid not null,
        token_hash text not null unique,
        expires_at timestamptz not null,
        used_at timestamptz,
        revoked_at timestamptz,
        created_at timestamptz not null default now()
    )
    """,
    "create index on refresh_token (tenant_id, family_id)",
    """
    create table service_token (
        id uuid primary key,
        tenant_id uuid not null,
        name text not null,
        token_hash text not null unique,
        permissions text[] not null default '{}',
        expires_at timestamptz,
        revoked_at timestamptz,
        created_by uuid,
        created_at timestamptz not null default now()
    )
    """,
)

_LOOK_UPS = (
    (
        """
        create function resolve_sign_in(wanted_email text, wanted_slug text)
        returns table (tenant_id uuid, user_id uuid)
        language sql stable security definer
        begin atomic
            select users.tenant_id, users.id
            from users join tenant on tenant.id = users.tenant_id
            where users.email = wanted_email
              and (wanted_slug is null or tenant.slug = wanted_slug);
        end
        """,
        "resolve_sign_in(text, text)",
    ),
    (
        """
        create function resolve_refresh_token(wanted text)
        returns table (tenant_id uuid, token_id uuid)
        language sql stable security definer
        begin atomic
            select refresh_token.tenant_id, refresh_token.id
            from refresh_token where refresh_token.token_hash = wanted;
        end
        """,
        "resolve_refresh_token(text)",
    ),
    (
        """
        create function resolve_service_token(wanted text)
        returns table (tenant_id uuid, token_id uuid)
        language sql stable security definer
        begin atomic
            select service_token.tenant_id, service_token.id
            from service_token where service_token.token_hash = wanted;
        end
        """,
        "resolve_service_token(text)",
    ),
)
