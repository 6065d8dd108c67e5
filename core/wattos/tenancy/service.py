"""Tenants: making them, finding them before anybody is signed in, changing them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from uuid import UUID

import asyncpg
import msgspec

from wattos.database import call, fetchrow, fetchval, new_id, tenant_scope
from wattos.errors import Conflict, InvalidInput, NotFound
from wattos.tenancy.checks import check_language, check_name, check_slug
from wattos.tenancy.schemas import Tenant, TenantRef
from wattos.tenancy.structure import Structure

TenantCreated = Callable[[UUID], Awaitable[None]]
"""Called inside the new tenant's scope, before it commits."""

MAX_SETTINGS_BYTES = 65_536


class Tenancy(Structure):
    """The tenants of this installation, with their areas and teams."""

    def __init__(self) -> None:
        self._on_created: list[TenantCreated] = []

    def on_created(self, callback: TenantCreated) -> None:
        """Have `callback` run in the transaction that makes a tenant, so both or none exist."""
        self._on_created.append(callback)

    async def create(self, slug: str, *, name: str | None = None, language: str = "de") -> Tenant:
        """Make a tenant. Raises InvalidInput for an unusable slug, Conflict when it is taken."""
        check_slug(slug)
        check_language(language)
        label = check_name(slug if name is None else name, "tenant")
        tenant_id = new_id()
        async with tenant_scope(tenant_id):
            row = await fetchrow(
                "insert into tenant (id, slug, name, language) values ($1, $2, $3, $4)"
                " on conflict (slug) do nothing returning *",
                *(tenant_id, slug, label, language),
            )
            if row is None:
                raise Conflict(
                    "A tenant with this slug exists already.",
                    given=slug,
                    hint="Choose another slug; `wattos tenant list` shows those in use.",
                )
            for callback in self._on_created:
                await callback(tenant_id)
        return _tenant(row)

    async def discard(self, tenant_id: UUID) -> None:
        """Undo `create`, with all that hangs on the tenant; raises NotFound.

        For one that was made a moment ago and that nothing came of: no question asks whether.
        """
        async with tenant_scope(tenant_id):
            gone = await fetchrow("delete from tenant where id = $1 returning *", tenant_id)
            _found(gone, tenant_id)

    async def resolve(self, slug: str) -> UUID:
        """The id of the tenant called `slug`; raises NotFound. Needs no scope."""
        rows = await call("select tenant_id from resolve_tenant($1)", slug)
        if not rows:
            raise NotFound(
                "There is no tenant with this slug.",
                given=repr(slug[:80]),
                hint="`wattos tenant list` shows the tenants, `wattos tenant create` makes one.",
            )
        return rows[0]["tenant_id"]

    async def list(self) -> list[TenantRef]:
        """Every tenant's id and slug, by slug, for operators and loops over tenants."""
        rows = await call("select tenant_id, slug from list_tenants() order by slug")
        return [TenantRef(id=row["tenant_id"], slug=row["slug"]) for row in rows]

    async def get(self, tenant_id: UUID) -> Tenant:
        """The tenant itself; raises NotFound."""
        async with tenant_scope(tenant_id):
            return _found(await fetchrow("select * from tenant"), tenant_id)

    async def update(
        self,
        tenant_id: UUID,
        *,
        name: str | None = None,
        language: str | None = None,
        settings: Mapping[str, object] | None = None,
    ) -> Tenant:
        """Change what is given; `settings` are merged key by key, a None removes its key."""
        encoded = msgspec.json.encode(settings or {})
        if len(encoded) > MAX_SETTINGS_BYTES or b"\\u0000" in encoded:
            raise InvalidInput(
                "The tenant's settings cannot be stored.",
                expected=f"at most {MAX_SETTINGS_BYTES} bytes of JSON without NUL characters",
            )
        async with tenant_scope(tenant_id):
            row = await fetchrow(
                "update tenant set name = coalesce($1, name), language = coalesce($2, language),"
                " settings = jsonb_strip_nulls(settings || $3::jsonb)"
                " returning *",
                None if name is None else check_name(name, "tenant"),
                None if language is None else check_language(language),
                encoded,
            )
            return _found(row, tenant_id)

    async def exists(self, tenant_id: UUID) -> bool:
        """Whether the tenant is there."""
        async with tenant_scope(tenant_id):
            return bool(await fetchval("select exists (select 1 from tenant)"))


def _found(row: asyncpg.Record | None, tenant_id: UUID) -> Tenant:
    if row is None:
        raise NotFound("The tenant does not exist.", given=tenant_id)
    return _tenant(row)


def _tenant(row: asyncpg.Record) -> Tenant:
    return msgspec.convert({**row, "settings": msgspec.json.decode(row["settings"])}, Tenant)
