"""What time it is where a tenant is."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from wattos.database import fetchval, tenant_scope

log = logging.getLogger(__name__)


class LocalTime(msgspec.Struct, frozen=True, kw_only=True):
    """`now` carries the tenant's time zone; `region` (ISO 3166, `DE-BW`) tells its holidays."""

    now: datetime
    region: str


class TenantClock:
    """Reads `time_zone` and `region` of the tenant's settings, or takes the installation's."""

    def __init__(
        self, *, zone: str, region: str, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._zone = zone
        self._region = region
        self._now = now

    async def local_time(self, tenant_id: UUID) -> LocalTime:
        """Now, as the tenant's clocks show it."""
        async with tenant_scope(tenant_id):
            stored = await fetchval("select settings from tenant")
        chosen = msgspec.json.decode(stored or "{}", type=dict[str, object])
        zone = _zone(str(chosen.get("time_zone") or "")) or ZoneInfo(self._zone)
        region = str(chosen.get("region") or self._region)
        return LocalTime(now=self._now().astimezone(zone), region=region)


def _zone(name: str) -> ZoneInfo | None:
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        log.warning("A tenant's setting time_zone is no IANA time zone; the default is used.")
        return None
