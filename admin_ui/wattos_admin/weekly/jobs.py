"""When the weekly mail leaves: every morning those whose day it is get theirs."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from wattos.database import tenant_scope
from wattos.delivery import DailyAt, JobContext, JobKind, Schedule
from wattos.errors import NotPermitted
from wattos.mail import Mail, MailKind
from wattos_admin.catalogue import language_of
from wattos_admin.weekly.digest import Digest, make_digest
from wattos_admin.weekly.mail import compose
from wattos_admin.weekly.subscriptions import address_for, subscribers, weekday_of

if TYPE_CHECKING:
    from wattos.platform import Platform

WEEKLY: Final = "console.weekly"
SCHEDULE: Final = Schedule(name=WEEKLY, kind=WEEKLY, cron=DailyAt(hour=5))
NEEDED: Final = "conversation:read"
_SHARED_SECONDS: Final = 600.0


def job_kind(platform: Platform) -> JobKind:
    """`console.weekly` writes the mails of those whose day it is."""

    async def run(context: JobContext) -> dict[str, Any]:
        return {"mails": await write_mails(platform, context.tenant_id)}

    return JobKind(name=WEEKLY, run=run)


async def write_mails(platform: Platform, tenant_id: UUID) -> int:
    """Write the week's mails if it is the tenant's day; each person gets one a week."""
    now = (await platform.clock.local_time(tenant_id)).now
    tenant = await platform.tenancy.get(tenant_id)
    if not platform.mail.configured or now.weekday() != weekday_of(tenant):
        return 0
    year, week, _ = now.isocalendar()
    people = await subscribers(tenant_id)
    for user_id in people:
        await put(platform, tenant_id, user_id, occasion=f"{year}-{week}")
    return len(people)


async def put(platform: Platform, tenant_id: UUID, user_id: UUID, *, occasion: str) -> None:
    """Write one person's mail; the same occasion again has no effect. Raises as `Mailer.put`."""
    async with tenant_scope(tenant_id):
        await platform.mail.put(
            WEEKLY, {"user_id": str(user_id)}, idempotency_key=f"{WEEKLY}:{user_id}:{occasion}"
        )


def mail_kind(platform: Platform) -> MailKind:
    """The kind of these mails; several people's within ten minutes share one look at the week."""
    shared: dict[UUID, tuple[float, Digest]] = {}

    async def digest_of(tenant_id: UUID) -> Digest:
        made = shared.get(tenant_id)
        if made is None or made[0] < time.monotonic():
            shared.clear()
            made = (time.monotonic() + _SHARED_SECONDS, await make_digest(platform, tenant_id))
            shared[tenant_id] = made
        return made[1]

    async def written(tenant_id: UUID, about: dict[str, Any]) -> Mail | None:
        user_id = UUID(about["user_id"])
        address = await address_for(tenant_id, user_id)
        try:
            person = await platform.access.principal_of_user(tenant_id, user_id)
        except NotPermitted:
            return None
        if address is None or not person.may(NEEDED):
            return None
        user = await platform.access.user(tenant_id, user_id)
        return compose(
            await digest_of(tenant_id),
            to=user.email,
            organisation=(await platform.tenancy.get(tenant_id)).name,
            language=language_of(user.language) or "en",
            address=platform.settings.public_url or address,
        )

    return MailKind(name=WEEKLY, compose=written)
