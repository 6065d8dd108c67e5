"""The tenant scope: the only way to a tenant's rows.

A scope is one short transaction in which `app.tenant_id` is set, so that row-level security shows
this tenant's rows and nothing else. It fails closed: outside a scope every query on a tenant table
raises, and so does a query from a task that merely inherited the scope's context.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from contextvars import ContextVar
from typing import cast
from uuid import UUID

import asyncpg

from wattos.database.pool import Connection, current_pool
from wattos.errors import ScopeError

AfterCommit = Callable[[], Awaitable[None]]


class Scope:
    """One open transaction of one tenant, owned by one task."""

    __slots__ = ("after_commit", "connection", "ended", "task", "tenant_id")

    def __init__(self, tenant_id: UUID, connection: Connection) -> None:
        self.tenant_id = tenant_id
        self.connection = connection
        self.task = asyncio.current_task()
        self.after_commit: list[AfterCommit] = []
        self.ended = False
        """Whether Postgres has answered COMMIT or ROLLBACK."""


_current: ContextVar[Scope | None] = ContextVar("wattos_tenant_scope", default=None)


def current_scope() -> Scope:
    """This task's scope; raises `ScopeError` outside one or in a task that only inherited it."""
    scope = _current.get()
    if scope is None:
        raise ScopeError(
            "A tenant's data was asked for outside a tenant scope.",
            expected="async with tenant_scope(tenant_id): …",
        )
    if scope.task is not asyncio.current_task():
        raise ScopeError(
            "A tenant scope was used from another task than the one that opened it.",
            hint="Open a scope inside the new task, or await the queries one after another.",
        )
    return scope


def scope_or_none() -> Scope | None:
    """This task's own scope, if it has one."""
    scope = _current.get()
    return scope if scope is not None and scope.task is asyncio.current_task() else None


def current_tenant_id() -> UUID:
    """The tenant of the open scope; raises `ScopeError` outside one."""
    return current_scope().tenant_id


def after_commit(callback: AfterCommit) -> None:
    """Run `callback` once the scope's transaction is committed; a rollback drops it."""
    current_scope().after_commit.append(callback)


@asynccontextmanager
async def tenant_scope(tenant_id: UUID) -> AsyncGenerator[None]:
    """Open a short transaction in which exactly this tenant's rows exist.

    Nested for the same tenant it joins the open transaction; for another tenant it raises
    `ScopeError`. The connection goes back to the pool however the block is left. Keep slow work
    (models, files, the network) outside.
    """
    inherited = _current.get()
    if inherited is not None and inherited.task is asyncio.current_task():
        if inherited.tenant_id != tenant_id:
            raise ScopeError(
                "A scope of one tenant was opened inside the scope of another.",
                given=tenant_id,
                expected=inherited.tenant_id,
            )
        yield
        return
    pool = current_pool()
    connection = await pool.acquire()
    scope = Scope(tenant_id, cast("Connection", connection))
    try:
        await _begin(scope)
        token = _current.set(scope)
        try:
            yield
        except BaseException:
            await _roll_back(scope)
            raise
        else:
            await _commit(scope)
        finally:
            _current.reset(token)
    finally:
        if not scope.ended:  # cancelled on the way into or out of the transaction
            scope.connection.terminate()
        await pool.release(connection)
    for callback in scope.after_commit:
        await callback()


async def _begin(scope: Scope) -> None:
    # One round trip instead of two; the text of a UUID cannot carry SQL.
    tenant = str(UUID(str(scope.tenant_id)))
    await scope.connection.execute(f"begin; set local app.tenant_id = '{tenant}'")


async def _commit(scope: Scope) -> None:
    try:
        status = await scope.connection.execute("commit")
    except asyncpg.PostgresError:
        scope.ended = True  # a refused COMMIT has rolled back
        raise
    scope.ended = True
    if status == "ROLLBACK":
        # Postgres answers COMMIT so when a statement had failed and its error was swallowed.
        raise ScopeError(
            "A tenant scope could not commit because a query in it had failed.",
            hint="Let the query's error leave the scope instead of catching it inside.",
        )


async def _roll_back(scope: Scope) -> None:
    if scope.connection.is_closed():
        return
    with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        await scope.connection.execute("rollback")
        scope.ended = True
