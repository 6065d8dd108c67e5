"""Every `Table` class has the columns that its migration made, and every table has a class."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from piccolo.columns.base import Column
from piccolo.table import Table

from tests.contract.catalogue import tables
from wattos.database import GlobalTable, TenantTable, call

pytestmark = pytest.mark.usefixtures("platform")

ROOT = Path(__file__).resolve().parents[2]
SOURCE_ROOTS = ("core", "plugins", "channels", "admin_ui")
WITHOUT_CLASS = {"migration", "tenant", "audit_entry", "audit_head"}
"""Tables reached by SQL alone: the runner's own, the tenant whose id is its own tenant, the chain
that nobody may update."""

_COLUMNS = """
    select a.attname::text as name, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull
    from pg_attribute a
    where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped
"""
_CANONICAL = "select format_type(to_regtype($1), to_regtypemod($1)) as type"


def _modules() -> Iterator[str]:
    for root in SOURCE_ROOTS:
        for path in (ROOT / root).rglob("tables.py"):
            yield ".".join(path.relative_to(ROOT / root).with_suffix("").parts)


def _classes() -> dict[str, type[Table]]:
    found: dict[str, type[Table]] = {}
    for module in _modules():
        for value in vars(importlib.import_module(module)).values():
            is_table = isinstance(value, type) and issubclass(value, Table)
            if is_table and value not in (Table, TenantTable, GlobalTable):
                name = value._meta.tablename  # pyright: ignore[reportPrivateUsage]
                assert found.setdefault(name, value) is value, f"{name} has two classes"
    return found


CLASSES = _classes()


def _columns(table: type[Table]) -> list[Column]:
    return table._meta.columns  # pyright: ignore[reportPrivateUsage]


async def _declared(table: type[Table]) -> set[tuple[str, str, str]]:
    found: set[tuple[str, str, str]] = set()
    for column in _columns(table):
        rows = await call(_CANONICAL, column.column_type)
        meta = column._meta  # pyright: ignore[reportPrivateUsage]
        found.add((meta.db_column_name, rows[0]["type"], "null" if meta.null else "not null"))
    return found


async def _migrated(name: str) -> set[tuple[str, str, str]]:
    rows = await call(_COLUMNS, name)
    return {(r["name"], r["type"], "not null" if r["attnotnull"] else "null") for r in rows}


@pytest.mark.parametrize("name", sorted(CLASSES))
async def test_class_has_the_columns_of_its_table(name: str) -> None:
    assert await _declared(CLASSES[name]) == await _migrated(name)


async def test_every_table_has_a_class() -> None:
    assert {table.name for table in await tables()} - WITHOUT_CLASS == set(CLASSES)
