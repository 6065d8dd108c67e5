"""Who gets the weekly mail, and on which day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from wattos.access import user_id_of
from wattos.database import current_tenant_id, execute, fetch, fetchval, new_id, tenant_scope

if TYPE_CHECKING:
    from wattos.tenancy import Tenant

WEEKDAY_SETTING: Final = "weekly_mail_weekday"


def weekday_of(tenant: Tenant) -> int:
    """The tenant's day for the mail, 0 is Monday and where nothing was chosen."""
    chosen = tenant.settings.get(WEEKDAY_SETTING)
    return chosen if isinstance(chosen, int) and 0 <= chosen <= 6 else 0


async def subscribers(tenant_id: UUID) -> list[UUID]:
    """The people who get the mail."""
    async with tenant_scope(tenant_id):
        rows = await fetch("select user_id from weekly_mail order by id")
    return [row["user_id"] for row in rows]


async def address_for(tenant_id: UUID, user_id: UUID) -> str | None:
    """Where a person reached the console when they or others switched the mail on; None is off."""
    async with tenant_scope(tenant_id):
        return await fetchval("select address from weekly_mail where user_id = $1", user_id)


async def subscribe(tenant_id: UUID, user_id: UUID, *, wanted: bool, address: str) -> None:
    """Switch the mail on or off for a person; doing it again changes nothing."""
    async with tenant_scope(tenant_id):
        if not wanted:
            await execute("delete from weekly_mail where user_id = $1", user_id)
            return
        await execute(
            "insert into weekly_mail (id, tenant_id, user_id, address) values ($1, $2, $3, $4) "
            "on conflict (tenant_id, user_id) do update set address = excluded.address",
            *(new_id(), current_tenant_id(), user_id, address),
        )


async def export_subject(tenant_id: UUID, subject_id: str) -> dict[str, Any]:
    """That a person gets the mail, for their right of access."""
    user_id = user_id_of(subject_id)
    if user_id is None or await address_for(tenant_id, user_id) is None:
        return {}
    return {"weekly_mail": True}


async def erase_subject(tenant_id: UUID, subject_id: str) -> int:
    """Switch the mail off for a person; returns how many switches went."""
    user_id = user_id_of(subject_id)
    if user_id is None:
        return 0
    async with tenant_scope(tenant_id):
        status = await execute("delete from weekly_mail where user_id = $1", user_id)
    return int(status.rpartition(" ")[2])
