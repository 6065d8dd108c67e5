"""Writing an outcome although the database restarts just now."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

from wattos.database import tenant_scope
from wattos.delivery.lease import DATABASE_AWAY
from wattos.delivery.pause import pause

DELAYS_SECONDS = (0.2, 0.5, 1.0, 2.0, 4.0)


async def write_persistently(tenant_id: UUID, write: Callable[[], Awaitable[None]]) -> None:
    """Run `write` in a tenant scope, again for about eight seconds while the database is away.

    `write` must bear a repeat after a commit whose answer was lost. Raises one of `DATABASE_AWAY`
    when the database does not come back in time.
    """
    for delay in DELAYS_SECONDS:
        try:
            async with tenant_scope(tenant_id):
                await write()
        except DATABASE_AWAY:
            await pause(delay)
        else:
            return
    async with tenant_scope(tenant_id):
        await write()
