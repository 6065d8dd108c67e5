"""The database schema as a whole: core's migrations in order, then the plugins'."""

from __future__ import annotations

from collections.abc import Iterable

import asyncpg

from wattos.database import call
from wattos.database.migration import MigrationApp, migrate, migration_ids
from wattos.plugins import PluginHost
from wattos.resources import resource

# An app may refer to the tables of those before it.
CORE_APPS = (
    "tenancy",
    "access",
    "audit",
    "delivery",
    "knowledge",
    "llm",
    "agents",
    "verified",
    "conversations",
    "replay",
    "plugins",
)


def migration_apps(host: PluginHost) -> list[MigrationApp]:
    """Every app with migrations: the core rooms', then what plugins register."""
    folder = resource("migrations")
    core = [MigrationApp(name, folder / name) for name in CORE_APPS if (folder / name).exists()]
    return core + [c.value for c in host.contributions("register_tables")]


async def migrate_all(owner_url: str, host: PluginHost) -> list[str]:
    """Bring the database up to date as its owner; returns the ids of the migrations that ran."""
    return await migrate(owner_url, migration_apps(host))


async def pending_migrations(host: PluginHost) -> list[str]:
    """What the open database lacks, as `app/id`; everything where nobody has migrated it yet."""
    try:
        rows = await call("select app_name, name from migration")
    except (asyncpg.UndefinedTableError, asyncpg.InsufficientPrivilegeError):
        rows = []
    return pending_among(rows, host)


def pending_among(rows: Iterable[asyncpg.Record], host: PluginHost) -> list[str]:
    """What is missing among the rows (app_name, name) of the table `migration`."""
    done = {(row["app_name"], row["name"]) for row in rows}
    return [
        f"{app.name}/{migration_id}"
        for app in migration_apps(host)
        for migration_id in migration_ids(app)
        if (app.name, migration_id) not in done
    ]
