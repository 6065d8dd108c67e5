"""Raw SQL where Piccolo's queries do not reach: vectors, full text, SECURITY DEFINER functions."""

from __future__ import annotations

from typing import Any

import asyncpg

from wattos.database.pool import current_pool
from wattos.database.scope import current_scope, scope_or_none


async def execute(sql: str, *arguments: Any) -> str:
    """Run a statement in the open tenant scope; returns Postgres's status tag ("UPDATE 3")."""
    return await current_scope().connection.execute(sql, *arguments)


async def fetch(sql: str, *arguments: Any) -> list[asyncpg.Record]:
    """All rows of a query in the open tenant scope; `jsonb` columns arrive as text."""
    return await current_scope().connection.fetch(sql, *arguments)


async def fetchrow(sql: str, *arguments: Any) -> asyncpg.Record | None:
    """The first row of a query in the open tenant scope, or None."""
    return await current_scope().connection.fetchrow(sql, *arguments)


async def fetchval(sql: str, *arguments: Any) -> Any:
    """The first column of the first row of a query in the open tenant scope, or None."""
    return await current_scope().connection.fetchval(sql, *arguments)


async def executemany(sql: str, rows: list[tuple[Any, ...]]) -> None:
    """Run a statement once a row in the open tenant scope, in one round trip."""
    await current_scope().connection.executemany(sql, rows)


async def call(sql: str, *arguments: Any) -> list[asyncpg.Record]:
    """Call a look-up that is allowed before a tenant is known (`select * from claim_jobs($1)`).

    Runs as the app role, in the open scope's transaction or else on its own: tenant tables show
    no rows here, so only definer functions and global tables answer.
    """
    scope = scope_or_none()
    if scope is not None:
        return await scope.connection.fetch(sql, *arguments)
    return await current_pool().fetch(sql, *arguments)
