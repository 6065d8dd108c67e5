"""Keeps HNSW indexes for large tenants: built and dropped as the database's owner.

An index belongs to one tenant and one model. It is worth its upkeep from the size at which the
exact scan takes a noticeable part of a turn (`benchmarks/vectors.py`), and goes when its tenant
has shrunk or gone. Building blocks nobody's writes.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from uuid import UUID

import asyncpg
import msgspec

from wattos.database.migration import DEFINER_ROLE, owner_connection
from wattos.errors import Conflict, WattosError
from wattos.knowledge.vector_index import INDEX_PREFIX, index_condition, index_name, indexable

if TYPE_CHECKING:
    from wattos.database.pool import Connection

log = logging.getLogger(__name__)

INDEX_FROM = 20_000
"""Vectors of one tenant under one model from which an index is built."""
_KEEP_FROM = 0.5
"""Share of that size below which an index is dropped again."""
_EVERY_SECONDS = 900.0
_LOCK = 7_301_948  # any number that only WattOS's index keepers use
_BUILD_MEMORY = "256MB"

Counts = dict[tuple[UUID, str], int]
"""Vectors by tenant and model."""

_COUNTS = "select tenant_id, model, count(*) as vectors from chunk_embedding group by 1, 2"
_INDEXES = """
select c.relname, i.indisvalid from pg_index i join pg_class c on c.oid = i.indexrelid
where i.indrelid = 'chunk_embedding'::regclass and starts_with(c.relname, $1)
"""
_DIMENSIONS = """
select vector_dims(embedding) as dimensions from chunk_embedding
where tenant_id = $1 and model = $2 limit 1
"""


class VectorIndex(msgspec.Struct, frozen=True, kw_only=True):
    """A tenant's vectors under one model, and whether an index of their own searches them."""

    tenant_id: UUID
    model: str
    vectors: int
    indexed: bool


async def keep_vector_indexes(owner_url: str, *, every: float = _EVERY_SECONDS) -> None:
    """Look after the indexes every so many seconds until cancelled; failures are logged."""
    while True:
        try:
            await maintain_vector_indexes(owner_url)
        except Conflict:
            log.info("another process looks after the vector indexes")
        except (WattosError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
            log.warning("The vector indexes could not be looked after: %s", error)
        await asyncio.sleep(every)


async def maintain_vector_indexes(
    owner_url: str, *, index_from: int = INDEX_FROM
) -> list[VectorIndex]:
    """Build what large tenants lack and drop what is no longer worth it; returns the state.

    Raises `Conflict` while another process does the same, `Unavailable` when the owner cannot
    connect.
    """
    async with _owner(owner_url) as connection:
        counts = await _counts(connection)
        wanted, kept = _worth(counts, index_from), _worth(counts, index_from * _KEEP_FROM)
        rows = await connection.fetch(_INDEXES, INDEX_PREFIX)
        valid = {row["relname"] for row in rows if row["indisvalid"]}
        # An invalid one is what a crash left of a build.
        for name in {row["relname"] for row in rows} - (valid & kept.keys()):
            await connection.execute(f'drop index concurrently if exists "{name}"')
        for name in wanted.keys() - valid:
            if await _build(connection, name, *wanted[name]):
                valid.add(name)
    return [
        VectorIndex(
            tenant_id=tenant_id,
            model=model,
            vectors=vectors,
            indexed=index_name(tenant_id, model) in valid & kept.keys(),
        )
        for (tenant_id, model), vectors in counts.items()
    ]


def _worth(counts: Counts, size: float) -> dict[str, tuple[UUID, str]]:
    """The indexes of everything that is at least so large, by name."""
    return {
        index_name(tenant_id, model): (tenant_id, model)
        for (tenant_id, model), vectors in counts.items()
        if vectors >= size and indexable(model)
    }


async def _counts(connection: Connection) -> Counts:
    rows = await _across_tenants(connection, _COUNTS)
    return {(row["tenant_id"], row["model"]): row["vectors"] for row in rows}


async def _across_tenants(
    connection: Connection, sql: str, *arguments: object
) -> list[asyncpg.Record]:
    """Rows of every tenant: the policies bind the owner too, so the definer role reads them."""
    async with connection.transaction():
        await connection.execute(f"set local role {DEFINER_ROLE}")
        return await connection.fetch(sql, *arguments)


async def _build(connection: Connection, name: str, tenant_id: UUID, model: str) -> bool:
    sizes = await _across_tenants(connection, _DIMENSIONS, tenant_id, model)
    if not sizes:
        return False
    dimensions = int(sizes[0]["dimensions"])
    try:
        await connection.execute(
            f'create index concurrently "{name}" on chunk_embedding '
            f"using hnsw ((embedding::halfvec({dimensions})) halfvec_cosine_ops) "
            f"where {index_condition(tenant_id, model)}"
        )
        # The planner takes the index only where it knows how many vectors the tenant has.
        await connection.execute("analyze chunk_embedding")
    except asyncpg.PostgresError as error:
        log.warning("The index %s could not be built: %s", name, error)
        await connection.execute(f'drop index concurrently if exists "{name}"')
        return False
    return True


@asynccontextmanager
async def _owner(url: str) -> AsyncGenerator[Connection]:
    """The owner's connection, the only one of its kind at a time."""
    async with owner_connection(url) as connection:
        if not await connection.fetchval("select pg_try_advisory_lock($1)", _LOCK):
            raise Conflict(
                "Another process is building vector indexes.", hint="Wait until it is done."
            )
        await connection.execute(f"set maintenance_work_mem = '{_BUILD_MEMORY}'")
        # Parallel builders share memory that containers allow little of.
        await connection.execute("set max_parallel_maintenance_workers = 0")
        yield connection
