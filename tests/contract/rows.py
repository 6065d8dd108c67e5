"""Makes a smallest possible row of any tenant table, with the rows it refers to."""

from __future__ import annotations

from uuid import UUID

from tests.contract.catalogue import (
    Column,
    ForeignKey,
    allowed_values,
    columns_of,
    foreign_keys_of,
)
from wattos.database import call, execute, new_id

MARK = "isolation-marker"
"""Stands in every text that this module invents, so that a leak shows in any answer."""

_SAMPLES = {
    "uuid": lambda: str(new_id()),
    "text": lambda: f"{MARK}-{new_id().hex}",
    "character varying": lambda: f"{MARK}-{new_id().hex}",
    "boolean": lambda: "true",
    "jsonb": lambda: "{}",
    "bytea": lambda: "\\x00",
    "timestamp with time zone": lambda: "now",
    "date": lambda: "2026-01-01",
    "tsvector": lambda: MARK,
}
# JSON that the platform reads back as a struct.
_STRUCTURED = {"knowledge_record": {"data": '{"kind": "hours", "rules": []}'}}
_NUMBERS = ("integer", "bigint", "smallint", "numeric", "real", "double precision")


class RowMaker:
    """Inserts rows as the app role inside the open scope of `tenant_id`.

    What the catalogue cannot tell (a check that is more than a list of texts) fails the insert with
    Postgres's own words; give such a column a default in its migration, or a sample here.
    """

    def __init__(self, tenant_id: UUID) -> None:
        self.tenant_id = tenant_id
        self.ids: dict[str, UUID] = {}

    async def make(self, table: str) -> UUID:
        """The id of this tenant's row in `table`, made with its parents when there is none yet."""
        if table not in self.ids:
            values = await self.values(table)
            self.ids[table] = UUID(values["id"][0])
            await insert(table, values)
        return self.ids[table]

    async def values(self, table: str) -> dict[str, tuple[str, str]]:
        """Text and type for each column that a row of `table` has to have."""
        keys = await foreign_keys_of(table)
        allowed = await allowed_values(table) | _STRUCTURED.get(table, {})
        values: dict[str, tuple[str, str]] = {}
        for column in await columns_of(table):
            if column.name == "id" or column.required:
                text = await self._text(column, keys, allowed)
                values[column.name] = (text, column.type)
        return values

    async def _text(self, column: Column, keys: list[ForeignKey], allowed: dict[str, str]) -> str:
        if column.name == "tenant_id":
            return str(self.tenant_id)
        for key in keys:
            if column.name == key.columns[-1]:
                return await self._referred(key)
        return allowed.get(column.name) or sample(column)

    async def _referred(self, key: ForeignKey) -> str:
        if "tenant_id" in key.columns:
            return str(await self.make(key.target))
        rows = await call(f"select {key.target_columns[0]}::text as it from {key.target} limit 1")
        return rows[0]["it"]


def sample(column: Column) -> str:
    """A text that Postgres reads as a value of the column's type."""
    kind = column.type.partition("(")[0]
    if kind.endswith("[]"):
        return "{}"
    if kind in _NUMBERS:
        return "1"
    if kind in ("vector", "halfvec"):
        size = int(column.type.partition("(")[2].rstrip(")") or 3)
        return f"[{','.join(['1'] * size)}]"
    return _SAMPLES[kind]()


async def insert(table: str, values: dict[str, tuple[str, str]]) -> None:
    """Insert one row whose values are given as texts."""
    places = [
        f"${number}::text::{kind}" for number, (_, kind) in enumerate(values.values(), start=1)
    ]
    await execute(
        f"insert into {table} ({', '.join(values)}) values ({', '.join(places)})",
        *(text for text, _ in values.values()),
    )
