"""Search through a large tenant's own HNSW index (`wattos.knowledge.index_keeper` builds it).

The index is partial: it holds one tenant's vectors under one model. Only a query that names both
literally lets the planner prove so; row-level security stays in force beside it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import asyncpg

from wattos.database import fetch, fetchrow, fetchval
from wattos.errors import InvalidInput

INDEX_PREFIX = "chunk_embedding_hnsw_"

_SAFE_MODEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@+ -]{0,199}")
_SMALLEST_SAMPLE = 200
"""Similarities whose deviation is known within five percent."""

# A scan that has read its first candidates goes on while the filter leaves too few of them. A plan
# for any limit and any filter would sort all vectors, so this one is made for those given.
_READY = """
select set_config('hnsw.ef_search', $2, true),
    set_config('hnsw.iterative_scan', 'strict_order', true),
    set_config('plan_cache_mode', 'force_custom_plan', true)
from pg_index where indexrelid = to_regclass($1) and indisvalid
"""

_OWN = """
with own as not materialized (
    select e.chunk_id, e.embedding::halfvec({dimensions}) as vector
    from chunk_embedding e where {tenant} {within}
), """
_SAMPLED = "(uuid_hash(chunk_id) & 15) = 0"
_SAMPLE_SIZE = "sample as (select 1 from own where {sampled}) select count(*) from sample"

_NEAREST = """nearest as materialized (
    select chunk_id, 1 - (vector <=> {query}) as similarity from own
    order by vector <=> {query} limit $2
), named as (
    select chunk_id, 1 - (vector <=> {query}) as similarity from own where chunk_id = any ($3)
), spread as (
    select avg(1 - (vector <=> {query})) as mean,
        stddev_pop(1 - (vector <=> {query})) as deviation, count(*) as count
    from own where {sampled}
)
select found.*, spread.*, (select count(*) from nearest) as nearest
from (select * from nearest union select * from named) found, spread
"""


def index_name(tenant_id: UUID, model: str) -> str:
    """The name of the index over a tenant's vectors under a model; Postgres allows 63 letters."""
    return f"{INDEX_PREFIX}{tenant_id.hex}_{hashlib.sha256(model.encode()).hexdigest()[:8]}"


def indexable(model: str) -> bool:
    """Whether the model's name may stand in SQL as a literal."""
    return _SAFE_MODEL.fullmatch(model) is not None


def index_condition(tenant_id: UUID, model: str) -> str:
    """The SQL predicate of the index; raises `InvalidInput` for a name that is not `indexable`."""
    if not indexable(model):
        raise InvalidInput(
            "This model's name cannot stand in an index.",
            given=model[:80],
            expected="letters, digits and ._:/@+- without quotes",
        )
    return f"tenant_id = '{UUID(str(tenant_id))}' and model = '{model}'"


def within(parts: Sequence[object], first: int) -> str:
    """The SQL condition on `e`, a vector, that a filter makes; its four parts are `$first` on."""
    if all(part is None for part in parts):
        return ""
    spaces, documents, languages, kinds = (f"${number}" for number in range(first, first + 4))
    return f"""and exists (
        select 1 from chunk c where c.tenant_id = e.tenant_id and c.id = e.chunk_id
          and ({spaces}::uuid[] is null or c.space_id = any ({spaces}))
          and ({documents}::uuid[] is null or c.document_id = any ({documents}))
          and ({languages}::text[] is null or c.language = any ({languages}))
          and ({kinds}::text[] is null or exists (select 1 from document d
               where d.tenant_id = c.tenant_id and d.id = c.document_id
                 and d.source_kind = any ({kinds}))))"""  # noqa: S608 - numbers of parameters


async def nearest_by_index(
    tenant_id: UUID,
    model: str,
    dimensions: int,
    arguments: Sequence[Any],
    parts: Sequence[object],
) -> list[asyncpg.Record] | None:
    """Rows as the exact scan gives them, with the spread taken from one vector in sixteen.

    `arguments` are the query's vector as text, how many passages, and those to add whatever their
    rank; `parts` those of the filter. None where the tenant has no index, or where a filter leaves
    so little that an exact scan is cheap and knows the spread better. Runs inside the tenant's
    scope.
    """
    limit = int(arguments[1])
    effort = str(min(1000, max(200, 2 * limit)))
    if not indexable(model) or not await fetchrow(_READY, index_name(tenant_id, model), effort):
        return None
    filtering = within(parts, 1)
    if filtering:
        sample = _own(tenant_id, model, dimensions, filtering) + _SAMPLE_SIZE.format(
            sampled=_SAMPLED
        )
        if await fetchval(sample, *parts) < _SMALLEST_SAMPLE:
            return None
    sql = nearest_query(tenant_id, model, dimensions, within(parts, 4))
    rows = await fetch(sql, *arguments, *(parts if filtering else ()))
    if not rows or rows[0]["nearest"] < limit or rows[0]["count"] < _SMALLEST_SAMPLE:
        return None
    return rows


def nearest_query(tenant_id: UUID, model: str, dimensions: int, filtering: str = "") -> str:
    """The query whose plan uses the index: $1 the vector, $2 how many, $3 those to add."""
    query = f"$1::text::halfvec({int(dimensions)})"
    return _own(tenant_id, model, dimensions, filtering) + _NEAREST.format(
        query=query, sampled=_SAMPLED
    )


def _own(tenant_id: UUID, model: str, dimensions: int, filtering: str) -> str:
    condition = index_condition(tenant_id, model)
    return _OWN.format(dimensions=int(dimensions), tenant=condition, within=filtering)
