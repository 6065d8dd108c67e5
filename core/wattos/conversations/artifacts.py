"""Artifacts: files that conversations and people made, kept in the tenant's database."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from wattos.conversations.texts import storable
from wattos.database import current_tenant_id, execute, fetch, fetchrow, new_id, tenant_scope
from wattos.errors import InvalidInput, NotFound, TooLarge

MAX_BYTES = 20_000_000
MAX_LISTED = 200
_COLUMNS = "id, conversation_id, kind, name, media_type, byte_size, created_by, created_at"


class ArtifactInfo(msgspec.Struct, frozen=True, kw_only=True):
    """An artifact without its content."""

    id: UUID
    kind: str
    name: str
    media_type: str
    byte_size: int
    created_at: datetime
    conversation_id: UUID | None = None
    created_by: UUID | None = None


class Artifacts:
    """Stores, lists and hands out artifacts."""

    async def create(
        self,
        tenant_id: UUID,
        *,
        name: str,
        media_type: str,
        content: bytes,
        kind: str = "file",
        conversation_id: UUID | None = None,
        created_by: UUID | None = None,
    ) -> ArtifactInfo:
        """Keep a file. Raises InvalidInput without a name, TooLarge above 20 MB, NotFound."""
        label = storable(name).replace("/", "_").strip()[:200]
        if not label:
            raise InvalidInput("An artifact needs a name.")
        if len(content) > MAX_BYTES:
            raise TooLarge(
                "The file is too large for an artifact.",
                given=f"{len(content)} bytes",
                expected=f"at most {MAX_BYTES}",
            )
        artifact_id = new_id()
        async with tenant_scope(tenant_id):
            if conversation_id is not None and not await _conversation_exists(conversation_id):
                raise NotFound("There is no such conversation.", given=conversation_id)
            await execute(
                "insert into artifact (id, tenant_id, conversation_id, kind, name, media_type, "
                "content, byte_size, created_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                *(artifact_id, current_tenant_id(), conversation_id, storable(kind), label),
                *(storable(media_type), content, len(content), created_by),
            )
        return await self.get(tenant_id, artifact_id)

    async def get(self, tenant_id: UUID, artifact_id: UUID) -> ArtifactInfo:
        """An artifact's description. Raises NotFound."""
        async with tenant_scope(tenant_id):
            row = await fetchrow(f"select {_COLUMNS} from artifact where id = $1", artifact_id)  # noqa: S608
        if row is None:
            raise NotFound("There is no such artifact.", given=artifact_id)
        return ArtifactInfo(**dict(row))

    async def content(self, tenant_id: UUID, artifact_id: UUID) -> tuple[ArtifactInfo, bytes]:
        """An artifact with its bytes. Raises NotFound."""
        info = await self.get(tenant_id, artifact_id)
        async with tenant_scope(tenant_id):
            row = await fetchrow("select content from artifact where id = $1", artifact_id)
        if row is None:
            raise NotFound("There is no such artifact.", given=artifact_id)
        return info, row["content"]

    async def list(
        self, tenant_id: UUID, *, conversation_id: UUID | None = None, limit: int = 50
    ) -> list[ArtifactInfo]:
        """The newest first, of one conversation if given."""
        async with tenant_scope(tenant_id):
            rows = await fetch(
                f"select {_COLUMNS} from artifact "  # noqa: S608
                "where $1::uuid is null or conversation_id = $1 order by id desc limit $2",
                conversation_id,
                max(1, min(limit, MAX_LISTED)),
            )
        return [ArtifactInfo(**dict(row)) for row in rows]

    async def delete(self, tenant_id: UUID, artifact_id: UUID) -> None:
        """Delete an artifact for good. Raises NotFound."""
        async with tenant_scope(tenant_id):
            status = await execute("delete from artifact where id = $1", artifact_id)
        if status != "DELETE 1":
            raise NotFound("There is no such artifact.", given=artifact_id)


async def _conversation_exists(conversation_id: UUID) -> bool:
    return await fetchrow("select 1 from conversation where id = $1", conversation_id) is not None
