"""The default vector store: pgvector, scanned exactly within the tenant until it is large.

An HNSW index shared by tenants loses almost all of a small tenant's neighbours, while an exact
scan of one tenant's vectors takes a millisecond or two per thousand. A large tenant gets an index
of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from wattos.database import execute, executemany, fetch, fetchval, new_id, tenant_scope
from wattos.knowledge.protocols import DenseMatches, StoredVector, Vector
from wattos.knowledge.schemas import KnowledgeFilter
from wattos.knowledge.vector_index import nearest_by_index, within

_PUT = """
insert into chunk_embedding (id, tenant_id, chunk_id, document_id, model, embedding)
select $1, $2, $3, $4, $5, $6::text::halfvec
where exists (select 1 from chunk where tenant_id = $2 and id = $3)
on conflict (tenant_id, model, chunk_id) do update set embedding = excluded.embedding
"""

# $1 the vector, $2 how many, $3 those to add whatever their rank, $4 tenant, $5 model. The vector
# is read in a query of its own, because a plan for any arguments would read it anew for each row.
_NEAREST = """
with compared as materialized (
    select e.chunk_id, 1 - (e.embedding <=> (select $1::text::halfvec)) as similarity
    from chunk_embedding e
    where e.tenant_id = $4 and e.model = $5 {within}
), spread as (
    select avg(similarity) as mean, stddev_pop(similarity) as deviation, count(*) as count
    from compared
)
select c.chunk_id, c.similarity, s.mean, s.deviation, s.count from compared c, spread s
where c.chunk_id = any ($3::uuid[])
   or c.chunk_id in (select chunk_id from compared order by similarity desc limit $2)
"""


# Steps from model to model through the unique index, however many vectors each of them has.
_OTHERS = """
with recursive found as (
    (select model from chunk_embedding where tenant_id = $1 order by model limit 1)
    union all
    select (select e.model from chunk_embedding e where e.tenant_id = $1 and e.model > found.model
        order by e.model limit 1)
    from found where found.model is not null
)
select exists (select 1 from found where model is not null and model <> all ($2::text[]))
"""


class PgVectorStore:
    """`chunk_embedding` in the platform's own database; deleting a chunk deletes its vectors."""

    name = "pgvector"

    async def put(self, tenant_id: UUID, model: str, vectors: Sequence[StoredVector]) -> None:
        """Store or replace vectors; those of passages that are gone meanwhile are dropped."""
        rows = [
            (new_id(), tenant_id, v.chunk_id, v.document_id, model, _literal(v.vector))
            for v in vectors
        ]
        async with tenant_scope(tenant_id):
            await executemany(_PUT, rows)

    async def stored(self, tenant_id: UUID, model: str, document_ids: Sequence[UUID]) -> set[UUID]:
        async with tenant_scope(tenant_id):
            rows = await fetch(
                "select chunk_id from chunk_embedding "
                "where tenant_id = $1 and model = $2 and document_id = any ($3)",
                tenant_id,
                model,
                list(document_ids),
            )
        return {row["chunk_id"] for row in rows}

    async def forget(self, tenant_id: UUID, document_id: UUID) -> None:
        async with tenant_scope(tenant_id):
            await execute(
                "delete from chunk_embedding where tenant_id = $1 and document_id = $2",
                tenant_id,
                document_id,
            )

    async def counts(self, tenant_id: UUID) -> dict[str, int]:
        async with tenant_scope(tenant_id):
            rows = await fetch(
                "select model, count(*) as vectors from chunk_embedding where tenant_id = $1 "
                "group by model",
                tenant_id,
            )
        return {row["model"]: row["vectors"] for row in rows}

    async def has_others(self, tenant_id: UUID, models: Sequence[str]) -> bool:
        async with tenant_scope(tenant_id):
            return bool(await fetchval(_OTHERS, tenant_id, sorted(models)))

    async def drop_others(self, tenant_id: UUID, models: Sequence[str]) -> None:
        async with tenant_scope(tenant_id):
            await execute(
                "delete from chunk_embedding where tenant_id = $1 and model <> all ($2)",
                tenant_id,
                list(models),
            )

    async def nearest(
        self,
        tenant_id: UUID,
        model: str,
        query: Vector,
        *,
        limit: int,
        knowledge_filter: KnowledgeFilter,
        always: Sequence[UUID] = (),
    ) -> DenseMatches:
        chosen = knowledge_filter
        parts = (chosen.space_ids, chosen.document_ids, chosen.languages, chosen.source_kinds)
        arguments = (_literal(query), limit, list(always))
        async with tenant_scope(tenant_id):
            rows = await nearest_by_index(tenant_id, model, len(query), arguments, parts)
            if rows is None:
                filtering = within(parts, 6)
                given = (*arguments, tenant_id, model, *(parts if filtering else ()))
                rows = await fetch(_NEAREST.format(within=filtering), *given)
        return _matches(rows)

    async def vectors(
        self, tenant_id: UUID, model: str, chunk_ids: Sequence[UUID]
    ) -> dict[UUID, Vector]:
        async with tenant_scope(tenant_id):
            rows = await fetch(
                "select chunk_id, embedding::text as vector from chunk_embedding "
                "where tenant_id = $1 and model = $2 and chunk_id = any ($3)",
                tenant_id,
                model,
                list(chunk_ids),
            )
        return {row["chunk_id"]: _numbers(row["vector"]) for row in rows}


def _matches(rows: Sequence[asyncpg.Record]) -> DenseMatches:
    if not rows:
        return DenseMatches(similarities={})
    return DenseMatches(
        similarities={row["chunk_id"]: float(row["similarity"]) for row in rows},
        mean=float(rows[0]["mean"]),
        deviation=float(rows[0]["deviation"]),
        count=rows[0]["count"],
    )


def _literal(vector: Vector) -> str:
    return f"[{','.join(format(value, '.6g') for value in vector)}]"


def _numbers(literal: str) -> list[float]:
    return [float(value) for value in literal.strip("[]").split(",")]
