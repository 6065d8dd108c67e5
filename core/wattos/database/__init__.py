"""The database room: pool, tenant scope, table bases, raw SQL and migration helpers."""

from __future__ import annotations

from wattos.database.ids import new_id, utcnow
from wattos.database.pool import close_database, current_pool, open_database
from wattos.database.scope import after_commit, current_tenant_id, tenant_scope
from wattos.database.sql import call, execute, executemany, fetch, fetchrow, fetchval
from wattos.database.tables import GlobalTable, HalfVec, TenantTable

__all__ = [
    "GlobalTable",
    "HalfVec",
    "TenantTable",
    "after_commit",
    "call",
    "close_database",
    "current_pool",
    "current_tenant_id",
    "execute",
    "executemany",
    "fetch",
    "fetchrow",
    "fetchval",
    "new_id",
    "open_database",
    "tenant_scope",
    "utcnow",
]
