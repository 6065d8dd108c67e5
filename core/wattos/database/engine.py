"""Piccolo's engine, bound to the tenant scope.

Stock Piccolo opens its own transactions and fails open when none is there. This engine has no
connection of its own: a tenant table's query runs on the open scope's connection or raises.
"""

from __future__ import annotations

from typing import Any, NoReturn

from piccolo.engine.base import BaseAtomic, BaseBatch, Engine
from piccolo.engine.postgres import PostgresTransaction
from piccolo.query.base import Query
from piccolo.querystring import QueryString

from wattos.database.pool import current_pool
from wattos.database.scope import current_scope, scope_or_none
from wattos.errors import ScopeError


def _refuse(what: str) -> NoReturn:
    raise ScopeError(
        f"Piccolo's {what} is not available on WattOS tables: it would leave the tenant scope.",
        expected="queries inside tenant_scope(); tables made by migrations",
    )


class ScopedEngine(Engine[PostgresTransaction]):
    """Runs queries of tenant tables on the scope's connection, and refuses everything else."""

    def __init__(self) -> None:
        # Engine.__init__ would connect; only the attributes that queries read are set.
        self.engine_type = "postgres"
        self.log_queries = False
        self.log_responses = False
        self.min_version_number = 14
        self.query_id = 0

    async def run_querystring(self, querystring: QueryString, in_pool: bool = True) -> Any:
        sql, arguments = querystring.compile_string(engine_type="postgres")
        return await current_scope().connection.fetch(sql, *arguments)

    def transform_response_to_dicts(self, results: Any) -> list[dict[str, Any]]:
        return [dict(row) for row in results]

    async def get_version(self) -> float:
        return float(self.min_version_number)

    def get_version_sync(self) -> float:
        return float(self.min_version_number)

    async def prep_database(self) -> None:
        """Nothing to prepare: migrations do it as the owner."""

    async def batch(
        self, query: Query[Any, Any], batch_size: int = 100, node: str | None = None
    ) -> BaseBatch:
        _refuse("batch()")

    async def run_ddl(self, ddl: str, in_pool: bool = True) -> Any:
        _refuse("DDL")

    def transaction(self, *args: Any, **kwargs: Any) -> PostgresTransaction:
        _refuse("transaction()")

    def atomic(self) -> BaseAtomic:
        _refuse("atomic()")


class GlobalEngine(ScopedEngine):
    """Runs queries of tables without a tenant: on the scope's connection or one of the pool's."""

    async def run_querystring(self, querystring: QueryString, in_pool: bool = True) -> Any:
        sql, arguments = querystring.compile_string(engine_type="postgres")
        scope = scope_or_none()
        if scope is not None:
            return await scope.connection.fetch(sql, *arguments)
        return await current_pool().fetch(sql, *arguments)


TENANT_ENGINE = ScopedEngine()
GLOBAL_ENGINE = GlobalEngine()
