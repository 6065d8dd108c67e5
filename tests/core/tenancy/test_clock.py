from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from wattos.platform import Platform
from wattos.tenancy import TenantClock

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


async def test_local_time_is_that_of_the_tenants_settings(platform: Platform, tenant: UUID) -> None:
    clock = TenantClock(zone="Europe/Berlin", region="DE", now=lambda: NOON)
    here = await clock.local_time(tenant)
    assert (here.now.isoformat(), here.region) == ("2026-07-01T14:00:00+02:00", "DE")
    settings = {"time_zone": "Europe/Istanbul", "region": "TR"}
    await platform.tenancy.update(tenant, settings=settings)
    here = await clock.local_time(tenant)
    assert (here.now.isoformat(), here.region) == ("2026-07-01T15:00:00+03:00", "TR")


async def test_time_zone_that_does_not_exist_falls_back(platform: Platform, tenant: UUID) -> None:
    await platform.tenancy.update(tenant, settings={"time_zone": "Europe/Lindenfurt"})
    clock = TenantClock(zone="Europe/Berlin", region="DE", now=lambda: NOON)
    assert (await clock.local_time(tenant)).now.hour == 14
