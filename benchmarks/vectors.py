"""What search among a tenant's vectors costs as it grows: the exact scan, and an index of its own.

    python benchmarks/vectors.py [--sizes 1000 5000 20000 50000] [--data-dir DIR]

Each size is a tenant with that many passages and made-up vectors of 384 numbers in clusters,
searched through the product's own store, row-level security included; then its HNSW index is built
and the same queries are asked again. A query's time is the least of five, because other work on the
machine can only add to it. `recall` is the share of the exact scan's 60 nearest that the index
finds, `top 10` the share of the fused ten best that stay when both are fused with the same made-up
matches of words. `narrow` is a filter that leaves one passage in fifty.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from statistics import fmean, quantiles
from uuid import UUID, uuid4

import numpy as np

from wattos.database import execute, new_id, tenant_scope
from wattos.installation import running_services
from wattos.knowledge import (
    DenseMatches,
    KnowledgeFilter,
    PgVectorStore,
    maintain_vector_indexes,
)
from wattos.knowledge.fusion import fuse
from wattos.knowledge.lexical import LexicalMatches
from wattos.platform import Platform, platform_on
from wattos.settings import load_settings

_DIMENSIONS = 384
_CLUSTERS = 200
_MODEL = "benchmark"
_QUERIES = 40
_REPEATS = 5
_LIMIT = 60
_BATCH = 5000
_NARROW = KnowledgeFilter(languages=("en",))

_DOCUMENT = """
insert into document (id, tenant_id, space_id, source_kind, url, title, media_type, content_hash,
    state, byte_size)
values ($1, $2, $3, 'page', $1::uuid::text, 'Page', 'text/plain', '', 'ready', 0)
"""
_CHUNKS = """
insert into chunk (id, tenant_id, document_id, space_id, position, heading_path, start_offset,
    end_offset, text, language, search_config, search_vector, search_text, search_hash, word_count)
select id, $1, $2, $3, n, '{}', 0, 0, '', case when n % 50 = 0 then 'en' else 'de' end,
    'wattos_german', '', '', '', 0
from unnest($4::uuid[]) with ordinality as c (id, n)
"""
_VECTORS = """
insert into chunk_embedding (id, tenant_id, chunk_id, document_id, model, embedding)
select gen_random_uuid(), $1, id, $2, $3, vector::halfvec
from unnest($4::uuid[], $5::text[]) as v (id, vector)
"""


class Clusters:
    """Unit vectors around common centres, as texts about a few hundred subjects are."""

    def __init__(self) -> None:
        self._chance = np.random.default_rng(1)
        # A common part, because the cosines of real texts are far from zero, too.
        self._centres = self._chance.normal(size=(_CLUSTERS, _DIMENSIONS)) + 1.5

    def vectors(self, count: int) -> list[list[float]]:
        """So many more."""
        chosen = self._chance.integers(0, _CLUSTERS, count)
        vectors = self._centres[chosen] + self._chance.normal(size=(count, _DIMENSIONS))
        return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).tolist()


async def measure(sizes: Sequence[int], data_dir: Path) -> None:
    """Fill a tenant for each size, search in it, print."""
    settings = load_settings({**os.environ, "WATTOS_DATA_DIR": str(data_dir)})
    async with (
        running_services(settings) as services,
        platform_on(settings, services) as platform,
    ):
        assert services.owner_url is not None
        for size in sorted(sizes):
            made = Clusters()
            tenant, passages = await _filled(platform, size, made)
            queries = made.vectors(_QUERIES)
            exact = await _search(tenant, queries)
            print(f"{size:7} passages: exact {_times(exact[0])}", flush=True)
            narrow = await _search(tenant, queries[:5], _NARROW)
            print(f"{'':17} narrow {_times(narrow[0])}", flush=True)
            started = time.perf_counter()
            await maintain_vector_indexes(services.owner_url.reveal(), index_from=size)
            built = time.perf_counter() - started
            found = await _search(tenant, queries)
            print(
                f"{'':17} index {_times(found[0])}, built in {built:.0f} s, "
                f"{_agreement(exact[1], found[1], passages)}",
                flush=True,
            )
            narrow = await _search(tenant, queries[:5], _NARROW)
            print(f"{'':17} narrow {_times(narrow[0])}", flush=True)


def _times(seconds: Sequence[float]) -> str:
    cuts = quantiles(seconds, n=20, method="inclusive")
    return f"p50 {cuts[9] * 1000:.1f} ms, p95 {cuts[18] * 1000:.1f} ms"


def _agreement(
    exact: Sequence[DenseMatches], found: Sequence[DenseMatches], passages: Sequence[UUID]
) -> str:
    pairs = list(zip(exact, found, strict=True))
    recall = fmean(
        len(a.similarities.keys() & b.similarities.keys()) / len(a.similarities) for a, b in pairs
    )
    chance, overlap = np.random.default_rng(2), list[float]()
    for a, b in pairs:
        # Half the words match near passages, as they do in texts.
        anywhere = (passages[i] for i in chance.integers(0, len(passages), 15))
        named = [*list(a.similarities)[:30:2], *anywhere]
        scores = dict(zip(named, chance.random(len(named)).tolist(), strict=True))
        mean = sum(scores.values()) / len(passages)
        words = LexicalMatches(scores=scores, mean=mean, deviation=(mean / 3) ** 0.5)
        overlap.append(len(_top(a, words) & _top(b, words)) / 10)
    return f"recall {recall:.3f}, top 10 {fmean(overlap):.3f}"


def _top(dense: DenseMatches, words: LexicalMatches) -> set[UUID]:
    scores = fuse(dense, words, DenseMatches(similarities={}), same_language={})
    return set(sorted(scores, key=lambda passage: scores[passage], reverse=True)[:10])


async def _filled(platform: Platform, size: int, made: Clusters) -> tuple[UUID, list[UUID]]:
    tenant = (await platform.create_tenant(f"vectors-{uuid4().hex[:12]}")).id
    space = await platform.knowledge.ensure_space(tenant)
    passages: list[UUID] = []
    for start in range(0, size, _BATCH):
        document, chunks = new_id(), [new_id() for _ in range(min(_BATCH, size - start))]
        vectors = [str(vector) for vector in made.vectors(len(chunks))]
        async with tenant_scope(tenant):
            await execute(_DOCUMENT, document, tenant, space)
            await execute(_CHUNKS, tenant, document, space, chunks)
            await execute(_VECTORS, tenant, document, _MODEL, chunks, vectors)
        passages += chunks
    return tenant, passages


async def _search(
    tenant: UUID, queries: Sequence[list[float]], chosen: KnowledgeFilter | None = None
) -> tuple[list[float], list[DenseMatches]]:
    store, seconds, matches = PgVectorStore(), list[float](), list[DenseMatches]()
    for query in queries:
        times, found = list[float](), DenseMatches(similarities={})
        for _ in range(_REPEATS):
            started = time.perf_counter()
            found = await store.nearest(
                tenant, _MODEL, query, limit=_LIMIT, knowledge_filter=chosen or KnowledgeFilter()
            )
            times.append(time.perf_counter() - started)
        seconds.append(min(times))
        matches.append(found)
    return seconds, matches


def main() -> int:
    """Exit code 0 when every size could be measured."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 5000, 20000, 50000])
    parser.add_argument("--data-dir", type=Path, help="kept; default: temporary")
    options = parser.parse_args()
    temporary = tempfile.TemporaryDirectory(prefix="wattos-bench-", ignore_cleanup_errors=True)
    with nullcontext(options.data_dir) if options.data_dir else temporary as folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        Path(folder).chmod(0o755)  # as root the servers run as another user
        asyncio.run(measure(options.sizes, Path(folder)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
