"""When the weekly mail leaves: every morning those whose day it is get theirs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from wattos.database import tenant_scope
from wattos.delivery import JobContext, JobKind, Schedule
from wattos.errors import NotPermitted
from wattos.mail import Mail, MailKind
from wattos_admin.catalogue import language_of
from wattos_admin.weekly.mail import compose
from wattos_admin.weekly.recent import RecentLooks
from wattos_admin.weekly.subscriptions import address_for, subscribers, weekday_of

if TYPE_CHECKING:
    from wattos.platform import Platform

WEEKLY: Final = "console.weekly"
SCHEDULE: Final = Schedule(name=WEEKLY, kind=WEEKLY, every_seconds=1800)
"""Often enough to meet the morning of every time zone; most looks find that it is not time."""
MORNING: Final = 6
"""The hour of the tenant's clock from which on its mails leave."""
NEEDED: Final = "conversation:read"
_SHARED_SECONDS: Final = 600.0


def job_kind(platform: Platform) -> JobKind:
    """`console.weekly` writes the mails of those whose day it is."""

    async def run(context: JobContext) -> dict[str, Any]:
        now = (await platform.clock.local_time(context.tenant_id)).now
        return {"mails": await write_mails(platform, context.tenant_id, now)}

    return JobKind(name=WEEKLY, run=run)


async def write_mails(platform: Platform, tenant_id: UUID, now: datetime) -> int:
    """Write the week's mails if it is the morning of the tenant's day, or later on it.

    `now` is by the tenant's clock. Each person gets one mail a week, however often this runs.
    """
    tenant = await platform.tenancy.get(tenant_id)
    its_day = now.weekday() == weekday_of(tenant) and now.hour >= MORNING
    if not (its_day and platform.mail.configured):
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
    looks = RecentLooks(platform)

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
        here = await platform.clock.local_time(tenant_id)
        return compose(
            await looks.week(tenant_id, seconds=_SHARED_SECONDS),
            to=user.email,
            organisation=(await platform.tenancy.get(tenant_id)).name,
            language=language_of(user.language) or "en",
            zone=here.now.tzinfo or UTC,
            address=platform.settings.public_url or address,
        )

    return MailKind(name=WEEKLY, compose=written)
