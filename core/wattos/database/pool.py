"""The connection pool of this process, open as the role that row-level security binds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import asyncpg
import msgspec

from wattos.errors import ConfigurationError, Unavailable

if TYPE_CHECKING:
    Connection = asyncpg.Connection[asyncpg.Record]
    Pool = asyncpg.Pool[asyncpg.Record]
else:  # generic in the type stubs alone
    Connection, Pool = asyncpg.Connection, asyncpg.Pool

CONNECT_SECONDS = 10.0
CANNOT_CONNECT = (OSError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError)
"""What asyncpg raises for a server that is away, refuses us, or whose address is none."""

_pool: Pool | None = None


def _encode_json(value: Any) -> str:
    if isinstance(value, (str, bytes)):  # Piccolo's JSONB columns hand over ready-made JSON
        return value if isinstance(value, str) else value.decode()
    return msgspec.json.encode(value).decode()


async def prepare_connection(connection: Connection) -> None:
    """Set the codecs a WattOS connection has: structs and dicts go in as jsonb, text comes out."""
    await connection.set_type_codec(
        "jsonb", schema="pg_catalog", encoder=_encode_json, decoder=str, format="text"
    )


async def _keep_session(_connection: Connection) -> None:
    """Nothing to reset: all state is transaction-local, so asyncpg's reset round trip is saved."""


async def refuse_powerful_role(pool: Pool) -> None:
    """Raise `ConfigurationError` for a role that row-level security or its grants do not bind."""
    row = await pool.fetchrow(
        "select rolname, rolsuper or rolbypassrls as powerful, exists (select 1 from pg_class c "
        "where c.relowner = r.oid and c.relkind in ('r', 'p')) as owns "
        "from pg_roles r where rolname = current_user"
    )
    if row is not None and (row["powerful"] or row["owns"]):
        does = "bypasses row-level security" if row["powerful"] else "owns tables"
        raise ConfigurationError(
            f"The server must not connect as a role that {does}.",
            given=f"role {row['rolname']}",
            expected="a role without SUPERUSER and BYPASSRLS that owns nothing, as wattos_app",
            hint="Set DATABASE_URL to the application role; `wattos doctor` checks it.",
        )


async def open_database(url: str, *, min_size: int = 1, max_size: int = 10) -> None:
    """Open this process's pool; `url` is a postgresql:// address of the application role.

    Raises `Unavailable` when the server does not answer, `ConfigurationError` when the role could
    see across tenants or a pool is already open.
    """
    global _pool
    if _pool is not None:
        raise ConfigurationError("The database is already open in this process.")
    try:
        pool = await asyncpg.create_pool(
            url,
            min_size=min_size,
            max_size=max_size,
            init=prepare_connection,
            reset=_keep_session,
            timeout=CONNECT_SECONDS,
        )
        await refuse_powerful_role(pool)
    except CANNOT_CONNECT as error:
        raise Unavailable(
            "The database does not answer.",
            given=type(error).__name__,
            expected="a running PostgreSQL that accepts DATABASE_URL",
            hint="Check the address and password; `wattos doctor` says more.",
        ) from error
    _pool = pool


async def close_database() -> None:
    """Close the pool; harmless when none is open."""
    global _pool
    pool, _pool = _pool, None
    if pool is not None:
        await pool.close()


def current_pool() -> Pool:
    """The open pool; raises `ConfigurationError` before `open_database`."""
    if _pool is None:
        raise ConfigurationError(
            "The database is not open in this process.",
            hint="Call open_database() first (the application and wattos.testing do).",
        )
    return _pool
