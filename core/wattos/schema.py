"""The database schema as a whole: core's migrations in order, then the plugins'."""

from __future__ import annotations

from wattos.database.migration import MigrationApp, migrate
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
    "conversations",
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
