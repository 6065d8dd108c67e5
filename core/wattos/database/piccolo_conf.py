"""Piccolo's configuration module while migrations run: the owner's connection as an engine."""

from __future__ import annotations

from typing import Any

from piccolo.apps.migrations.auto.migration_manager import SkippedTransaction
from piccolo.conf.apps import AppRegistry
from piccolo.querystring import QueryString

from wattos.database.engine import ScopedEngine
from wattos.database.migration import migration_connection


class MigrationEngine(ScopedEngine):
    """Runs what Piccolo's migration manager asks for in the runner's own transaction."""

    async def run_querystring(self, querystring: QueryString, in_pool: bool = True) -> Any:
        sql, arguments = querystring.compile_string(engine_type="postgres")
        return await migration_connection().fetch(sql, *arguments)

    async def run_ddl(self, ddl: str, in_pool: bool = True) -> Any:
        return await migration_connection().fetch(ddl)

    def transaction(self, *args: Any, **kwargs: Any) -> Any:
        return SkippedTransaction()


DB = MigrationEngine()
APP_REGISTRY = AppRegistry(apps=[])
