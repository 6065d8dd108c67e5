"""Base classes of every table, and the column types Piccolo lacks."""

from __future__ import annotations

from typing import Any

from piccolo.columns import UUID, Timestamptz
from piccolo.columns.base import Column
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.table import Table

from wattos.database.engine import GLOBAL_ENGINE, TENANT_ENGINE
from wattos.database.ids import new_id


class TenantTable(Table):
    """A table whose every row belongs to a tenant; its queries run only inside `tenant_scope`.

    The migration that makes it calls `wattos.database.migration.protect` on it.
    """

    id = UUID(primary_key=True, default=new_id)
    tenant_id = UUID(null=False, default=None, required=True)
    created_at = Timestamptz(default=TimestamptzNow())

    def __init_subclass__(cls, tablename: str | None = None, **options: Any) -> None:
        super().__init_subclass__(tablename=tablename, db=TENANT_ENGINE, **options)


class GlobalTable(Table):
    """A table without tenants, such as the catalogue of permissions; readable anywhere."""

    id = UUID(primary_key=True, default=new_id)
    created_at = Timestamptz(default=TimestamptzNow())

    def __init_subclass__(cls, tablename: str | None = None, **options: Any) -> None:
        super().__init_subclass__(tablename=tablename, db=GLOBAL_ENGINE, **options)


class HalfVec(Column):
    """pgvector's `halfvec`; without `dimensions` it holds vectors of several models."""

    value_type = list

    def __init__(self, dimensions: int | None = None, **options: Any) -> None:
        self.dimensions = dimensions
        super().__init__(**options)

    @property
    def column_type(self) -> str:
        return f"halfvec({self.dimensions})" if self.dimensions else "halfvec"
