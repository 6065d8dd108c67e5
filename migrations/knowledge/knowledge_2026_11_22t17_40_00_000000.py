"""A sample of each tenant's vectors: the spread of similarities where an HNSW index searches."""

from __future__ import annotations

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from wattos.database.migration import execute

ID = "2026-11-22T17:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Index one vector in sixteen"

# Led by the tenant; the hash of an id has nothing to do with when or from what it was made.
SAMPLE = """
create index chunk_embedding_sample on chunk_embedding (tenant_id, model)
    where (uuid_hash(chunk_id) & 15) = 0
"""


async def run() -> None:
    await execute(SAMPLE)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="knowledge", description=DESCRIPTION)
    manager.add_raw(run)
    return manager
