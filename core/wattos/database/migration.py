"""What migrations are written with, and the runner that applies them as the owner.

A migration is Piccolo's: a file in `migrations/<app>/` with `ID` and `forwards()`. Tables are made
by raw SQL here, because Piccolo has no composite keys, policies or vector indexes; a test compares
each `Table` class with what its migration made.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import re
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Sequence
from contextvars import ContextVar
from pathlib import Path
from types import ModuleType
from typing import Any, Literal
from uuid import UUID

import asyncpg
import msgspec

from wattos.database.pool import (
    CANNOT_CONNECT,
    CONNECT_SECONDS,
    Connection,
    prepare_connection,
)
from wattos.errors import ConfigurationError, Unavailable

Command = Literal["select", "insert", "update", "delete"]
ALL_COMMANDS: tuple[Command, ...] = ("select", "insert", "update", "delete")
APP_ROLE, DEFINER_ROLE, SEARCH_ROLE = "wattos_app", "wattos_definer", "wattos_search"
ROLES = (APP_ROLE, DEFINER_ROLE, SEARCH_ROLE)
EXTENSIONS = ("vector", "pg_trgm", "unaccent")
_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
_LOCK = 7_301_947  # any number that only WattOS's migrations use

_connection: ContextVar[Connection] = ContextVar("wattos_migration_connection")


class MigrationApp(msgspec.Struct, frozen=True):
    """A folder of migrations; `name` is the app's name in the `migration` table."""

    name: str
    folder: Path


def migration_connection() -> Connection:
    """The owner's connection while a migration runs."""
    return _connection.get()


async def execute(sql: str, *arguments: Any) -> str:
    """Run SQL as the owner inside the running migration."""
    return await _connection.get().execute(sql, *arguments)


async def protect(
    *tables: str, commands: Sequence[Command] = ALL_COMMANDS, tenant_column: str = "tenant_id"
) -> None:
    """Make tables tenant tables: forced row-level security, its policies, and the app's rights.

    `commands` are what the app role may do (audit entries: select and insert only). The definer
    role sees all rows, because its functions are the named look-ups across tenants; the search
    role may only read, and its functions filter on the tenant themselves.
    """
    for table in tables:
        if tenant_column == "tenant_id":
            await execute(f"alter table {table} add unique (tenant_id, id)")
            await execute(
                f"alter table {table} add foreign key (tenant_id) "
                "references tenant (id) on delete cascade"
            )
        await execute(f"alter table {table} enable row level security")
        await execute(f"alter table {table} force row level security")
        for command in ALL_COMMANDS:
            await execute(_policy(table, command, f"{tenant_column} = {_TENANT}"))
        await execute(f"grant {', '.join(commands)} on {table} to {APP_ROLE}")
        await execute(f"grant select, insert, update, delete on {table} to {DEFINER_ROLE}")
        await execute(
            f"create policy {table}_definer on {table} for all to {DEFINER_ROLE} "
            "using (true) with check (true)"
        )
        await execute(f"grant select on {table} to {SEARCH_ROLE}")
        await execute(
            f"create policy {table}_search on {table} for select to {SEARCH_ROLE} using (true)"
        )


def _policy(table: str, command: Command, condition: str) -> str:
    clauses = {
        "select": f"using ({condition})",
        "insert": f"with check ({condition})",
        "update": f"using ({condition}) with check ({condition})",
        "delete": f"using ({condition})",
    }
    return f"create policy {table}_{command} on {table} for {command} {clauses[command]}"


async def share(*tables: str, commands: Sequence[Command] = ALL_COMMANDS) -> None:
    """Give the app and definer roles their rights on global tables (no tenant, no policies)."""
    for table in tables:
        await execute(f"grant {', '.join(commands)} on {table} to {APP_ROLE}, {DEFINER_ROLE}")


async def reference(
    table: str,
    column: str,
    target: str,
    *,
    on_delete: Literal["cascade", "restrict", "set null"] = "cascade",
) -> None:
    """A composite foreign key `(tenant_id, column)`: a row can only point inside its tenant."""
    action = f"set null ({column})" if on_delete == "set null" else on_delete
    await execute(
        f"alter table {table} add foreign key (tenant_id, {column}) "
        f"references {target} (tenant_id, id) on delete {action}"
    )
    await execute(f"create index on {table} (tenant_id, {column})")


async def definer_function(sql: str, signature: str, *, owner: str = DEFINER_ROLE) -> None:
    """Create a SECURITY DEFINER function that only the app may call.

    `sql` is the whole `create function … security definer …`; `signature` is `name(type, …)`.
    The search path is pinned, because a definer function must never find a stranger's objects.
    """
    if "security definer" not in sql.lower():
        raise ConfigurationError("The function is not SECURITY DEFINER.", given=signature)
    await execute(sql)
    await execute(f"alter function {signature} set search_path = public, pg_temp")
    await execute(f"revoke all on function {signature} from public")
    await execute(f"grant execute on function {signature} to {APP_ROLE}")
    await execute(f"alter function {signature} owner to {owner}")


async def tenant_ids() -> AsyncIterator[UUID]:
    """Every tenant in turn, for data migrations: `async for tenant_id in tenant_ids(): …`.

    The policies bind the owner too, so in the loop's body exactly this tenant's rows exist.
    """
    connection = _connection.get()
    async with connection.transaction():  # a failure must not leave the role changed
        await connection.execute(f"set local role {DEFINER_ROLE}")
        rows = await connection.fetch("select id from tenant order by id")
        await connection.execute("reset role")
    for row in rows:
        await _see(str(row["id"]))
        yield row["id"]
    await _see("")


async def _see(tenant_id: str) -> None:
    await _connection.get().execute("select set_config('app.tenant_id', $1, true)", tenant_id)


async def migrate(owner_url: str, apps: Iterable[MigrationApp]) -> list[str]:
    """Apply every migration that has not run, in the order of apps and ids; returns their ids.

    One process at a time (advisory lock), each migration in its own transaction. Raises
    `Unavailable` when the server does not answer and `ConfigurationError` for a folder without
    migrations, or a database without the roles and extensions that only a superuser can make.
    """
    async with owner_connection(owner_url) as connection:
        await _check_prepared(connection)
        await prepare_connection(connection)
        await connection.execute("select pg_advisory_lock($1)", _LOCK)
        return await _apply_all(connection, apps)


@contextlib.asynccontextmanager
async def owner_connection(owner_url: str) -> AsyncGenerator[Connection]:
    """A connection of the tables' owner; raises `Unavailable` when the server does not answer."""
    try:
        connection: Connection = await asyncpg.connect(owner_url, timeout=CONNECT_SECONDS)
    except CANNOT_CONNECT as error:
        raise Unavailable(
            "The database does not answer the owner.",
            given=type(error).__name__,
            hint="Check OWNER_DATABASE_URL; `wattos doctor` says more.",
        ) from error
    try:
        yield connection
    finally:
        await connection.close()


async def _check_prepared(connection: Connection) -> None:
    rows = await connection.fetch(
        "select 'role ' || name as missing from unnest($1::text[]) as name "
        "where not exists (select from pg_roles where rolname = name) "
        "union all select 'extension ' || name from unnest($2::text[]) as name "
        "where not exists (select from pg_extension where extname = name)",
        *(ROLES, EXTENSIONS),
    )
    if rows:
        raise ConfigurationError(
            "The database lacks what only a superuser can make.",
            given=f"no {', no '.join(row['missing'] for row in rows)}",
            hint="As a superuser make it, as docker/postgres-init.sh does; then migrate again.",
        )


async def _apply_all(connection: Connection, apps: Iterable[MigrationApp]) -> list[str]:
    await connection.execute(
        "create table if not exists migration (id serial primary key, name varchar(200) not null, "
        "app_name varchar(200) not null, ran_on timestamp not null default now())"
    )
    # The server looks here whether it may start.
    await connection.execute(f"grant select on migration to {APP_ROLE}")
    rows = await connection.fetch("select app_name, name from migration")
    done = {(row["app_name"], row["name"]) for row in rows}
    applied: list[str] = []
    for app in apps:
        for path in _migration_files(app):
            migration_id = _read_id(path)
            if (app.name, migration_id) not in done:
                await _apply(connection, app, path, migration_id)
                applied.append(migration_id)
    return applied


def migration_ids(app: MigrationApp) -> list[str]:
    """The ids of an app's migrations in the order in which they run."""
    return [_read_id(path) for path in _migration_files(app)]


def _migration_files(app: MigrationApp) -> list[Path]:
    files = sorted(p for p in app.folder.glob("*.py") if p.name != "__init__.py")
    if not files:
        raise ConfigurationError("An app has no migrations.", given=f"{app.name}: {app.folder}")
    return files


def _read_id(path: Path) -> str:
    """The migration's ID without importing it: nothing heavy happens when all have run."""
    match = re.search(r'^ID = "([^"]+)"', path.read_text("utf-8"), re.MULTILINE)
    if match is None:
        raise ConfigurationError('A migration has no line ID = "…".', given=path.name)
    return match[1]


def _load(path: Path, app: MigrationApp) -> ModuleType:
    # Piccolo imports by bare file name: two apps with one file name would run the wrong one.
    spec = importlib.util.spec_from_file_location(f"_wattos_migration_{app.name}_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise ConfigurationError("A migration cannot be loaded.", given=path.name)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


async def _apply(connection: Connection, app: MigrationApp, path: Path, migration_id: str) -> None:
    os.environ["PICCOLO_CONF"] = "wattos.database.piccolo_conf"
    manager = await _load(path, app).forwards()
    token = _connection.set(connection)
    try:
        async with connection.transaction():
            with contextlib.redirect_stdout(_Silent()):
                await manager.run()
            await connection.execute(
                "insert into migration (name, app_name) values ($1, $2)", migration_id, app.name
            )
    finally:
        _connection.reset(token)


class _Silent:
    """Takes what Piccolo prints of each migration; whoever migrates tells people what matters."""

    def write(self, _text: str) -> int:
        return 0

    def flush(self) -> None:
        """Nothing is kept."""
