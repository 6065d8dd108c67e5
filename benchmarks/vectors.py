"""What the exact scan within a tenant costs as it grows: p50 and p95 of the nearest passages.

    python benchmarks/vectors.py [--sizes 1000 5000 20000] [--data-dir DIR]

Each size is a tenant with that many passages and made-up vectors of 384 numbers, searched through
the product's own store, row-level security included. An exact scan finds every neighbour, so its
recall is 1 by definition and only its time can be too long; an approximate index of a tenant's own
is worth having from the size at which p95 passes what a turn can spare (about 100 ms).
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from statistics import quantiles
from uuid import UUID, uuid4

from wattos.database import execute, new_id, tenant_scope
from wattos.knowledge import KnowledgeFilter, PgVectorStore
from wattos.platform import Platform, open_platform
from wattos.settings import load_settings

_DIMENSIONS = 384
_MODEL = "benchmark"
_QUERIES = 60
_BATCH = 5000

_DOCUMENT = """
insert into document (id, tenant_id, space_id, source_kind, url, title, media_type, content_hash,
    state, byte_size)
values ($1, $2, $3, 'page', $1::uuid::text, 'Page', 'text/plain', '', 'ready', 0)
"""
_CHUNKS = """
insert into chunk (id, tenant_id, document_id, space_id, position, heading_path, start_offset,
    end_offset, text, language, search_config, search_vector, search_text, search_hash, word_count)
select gen_random_uuid(), $1, $2, $3, n, '{}', 0, 0, '', 'de', 'wattos_german', '', '', '', 0
from generate_series(1, $4::integer) n
"""
# `c.position` makes the inner query run again for every passage.
_VECTORS = f"""
insert into chunk_embedding (id, tenant_id, chunk_id, document_id, model, embedding)
select gen_random_uuid(), $1, c.id, c.document_id, $3, (
    select array_agg(random() - 0.5 + 0 * (c.position + n)) from generate_series(1, {_DIMENSIONS}) n
)::real[]::vector::halfvec
from chunk c where c.tenant_id = $1 and c.document_id = $2
"""


async def measure(sizes: Sequence[int], data_dir: Path) -> None:
    """Fill a tenant for each size, search in it, print."""
    settings = load_settings({**os.environ, "WATTOS_DATA_DIR": str(data_dir)})
    async with open_platform(settings) as platform:
        for size in sizes:
            tenant = await _filled(platform, size)
            seconds = await _search(tenant)
            cuts = quantiles(seconds, n=20, method="inclusive")
            middle, late = cuts[9] * 1000, cuts[18] * 1000
            print(f"{size:7} passages: p50 {middle:.1f} ms, p95 {late:.1f} ms", flush=True)


async def _filled(platform: Platform, size: int) -> UUID:
    tenant = (await platform.create_tenant(f"vectors-{uuid4().hex[:12]}")).id
    space = await platform.knowledge.ensure_space(tenant)
    for start in range(0, size, _BATCH):
        document = new_id()
        async with tenant_scope(tenant):
            await execute(_DOCUMENT, document, tenant, space)
            await execute(_CHUNKS, tenant, document, space, min(_BATCH, size - start))
            await execute(_VECTORS, tenant, document, _MODEL)
    return tenant


async def _search(tenant: UUID) -> list[float]:
    chance, store = random.Random(1), PgVectorStore()
    seconds: list[float] = []
    for _ in range(_QUERIES):
        query = [chance.gauss(0, 1) for _ in range(_DIMENSIONS)]
        started = time.perf_counter()
        await store.nearest(tenant, _MODEL, query, limit=60, knowledge_filter=KnowledgeFilter())
        seconds.append(time.perf_counter() - started)
    return seconds


def main() -> int:
    """Exit code 0 when every size could be measured."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 5000, 20000])
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
