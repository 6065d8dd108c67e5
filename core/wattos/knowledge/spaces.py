"""Knowledge spaces as rows. All functions run inside a tenant scope."""

from __future__ import annotations

import re
from uuid import UUID

from wattos.database import current_tenant_id, execute, fetch, fetchrow, fetchval, new_id
from wattos.errors import InvalidInput, NotFound
from wattos.knowledge.schemas import Space

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


async def ensure_space(slug: str, name: str | None) -> UUID:
    """The space's id; made when new. Raises `InvalidInput` for a slug that is no slug."""
    if len(slug) > 63 or _SLUG.fullmatch(slug) is None:
        raise InvalidInput(
            "That is no usable name for a knowledge space.",
            given=slug,
            expected="small letters, digits and single hyphens, at most 63 characters",
        )
    known = await fetchval(
        "select id from knowledge_space where tenant_id = $1 and slug = $2",
        current_tenant_id(),
        slug,
    )
    if known is not None:
        return known
    return await fetchval(
        "insert into knowledge_space (id, tenant_id, slug, name) values ($1, $2, $3, $4) "
        "on conflict (tenant_id, slug) do update set slug = excluded.slug returning id",
        new_id(),
        current_tenant_id(),
        slug,
        name or slug,
    )


async def list_spaces() -> list[Space]:
    """Every space, by slug."""
    rows = await fetch(
        "select id, slug, name from knowledge_space where tenant_id = $1 order by slug",
        current_tenant_id(),
    )
    return [Space(**dict(row)) for row in rows]


async def get_space(space_id: UUID) -> Space:
    """One space; raises `NotFound`."""
    row = await fetchrow(
        "select id, slug, name from knowledge_space where tenant_id = $1 and id = $2",
        current_tenant_id(),
        space_id,
    )
    if row is None:
        raise NotFound("There is no such knowledge space.", given=space_id)
    return Space(**dict(row))


async def rename_space(space_id: UUID, name: str) -> None:
    """Raises `NotFound`."""
    status = await execute(
        "update knowledge_space set name = $3 where tenant_id = $1 and id = $2",
        current_tenant_id(),
        space_id,
        name,
    )
    _require(status, space_id)


async def delete_space(space_id: UUID) -> None:
    """Delete an empty space row; its documents must be gone already. Raises `NotFound`."""
    status = await execute(
        "delete from knowledge_space where tenant_id = $1 and id = $2",
        current_tenant_id(),
        space_id,
    )
    _require(status, space_id)


def _require(status: str, space_id: UUID) -> None:
    if status.endswith(" 0"):
        raise NotFound("There is no such knowledge space.", given=space_id)
