"""What the database itself says about its tables: the source of the generated isolation tests."""

from __future__ import annotations

import re
from typing import TypeVar

import asyncpg
import msgspec

from wattos.database import call

T = TypeVar("T")

_COLUMNS = """
    select a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
           a.attnotnull and not a.atthasdef and a.attgenerated = '' and a.attidentity = ''
               as required
    from pg_attribute a
    where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped
    order by a.attnum
"""
_FOREIGN_KEYS = """
    select (select relname::text from pg_class where oid = c.confrelid) as target,
           array(select attname::text from unnest(c.conkey) with ordinality as k(number, place)
                 join pg_attribute on attrelid = c.conrelid and attnum = k.number
                 order by place) as columns,
           array(select attname::text from unnest(c.confkey) with ordinality as k(number, place)
                 join pg_attribute on attrelid = c.confrelid and attnum = k.number
                 order by place) as target_columns
    from pg_constraint c where c.conrelid = $1::regclass and c.contype = 'f'
"""
_CHECKS = """
    select pg_get_constraintdef(oid) as rule from pg_constraint
    where conrelid = $1::regclass and contype = 'c'
"""
_TABLES = """
    select c.relname::text as name, c.relrowsecurity as secured, c.relforcerowsecurity as forced,
           pg_get_userbyid(c.relowner)::text as owner,
           exists (select 1 from pg_attribute a where a.attrelid = c.oid
                   and a.attname = 'tenant_id' and not a.attisdropped) as of_tenant
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
    order by 1
"""


class Column(msgspec.Struct, frozen=True):
    """A column; `required` means that an insert has to name it."""

    name: str
    type: str
    required: bool


class ForeignKey(msgspec.Struct, frozen=True):
    """A foreign key, its columns in the order of the target's."""

    target: str
    columns: list[str]
    target_columns: list[str]


class Table(msgspec.Struct, frozen=True):
    """A table of the schema and whether its rows belong to tenants."""

    name: str
    secured: bool
    forced: bool
    owner: str
    of_tenant: bool


async def tables() -> list[Table]:
    """Every table and partition of the schema."""
    return _convert(await call(_TABLES), Table)


async def tenant_tables() -> list[str]:
    """The names of the tables whose rows belong to tenants."""
    return [table.name for table in await tables() if table.of_tenant]


async def columns_of(table: str) -> list[Column]:
    """A table's columns in order."""
    return _convert(await call(_COLUMNS, table), Column)


async def foreign_keys_of(table: str) -> list[ForeignKey]:
    """A table's foreign keys."""
    return _convert(await call(_FOREIGN_KEYS, table), ForeignKey)


async def allowed_values(table: str) -> dict[str, str]:
    """For columns that a check limits to listed texts: one of them."""
    found: dict[str, str] = {}
    for row in await call(_CHECKS, table):
        match = re.search(r"\(?(\w+) = ANY \(+ARRAY\['([^']*)'", row["rule"])
        if match:
            found[match[1]] = match[2]
    return found


def _convert(rows: list[asyncpg.Record], kind: type[T]) -> list[T]:
    return [msgspec.convert(dict(row), kind) for row in rows]
