"""Looks at the week that readers shortly after each other share."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Final
from uuid import UUID

from msgspec.structs import replace

from wattos_admin.weekly.digest import Digest, OpenQuestion, look_at_week
from wattos_admin.weekly.suggestions import Suggested, suggested_for

if TYPE_CHECKING:
    from wattos.platform import Platform

_MOST_KEPT: Final = 500


class RecentLooks:
    """The week as mails have it, and what was suggested for its open questions."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._weeks: dict[UUID, tuple[float, Digest]] = {}
        self._suggested: dict[tuple[UUID, UUID], tuple[float, Suggested]] = {}

    async def week(self, tenant_id: UUID, *, seconds: float) -> Digest:
        """The week with its suggestions, found at most so many seconds ago."""
        made = self._weeks.get(tenant_id)
        if made is None or time.monotonic() - made[0] >= seconds:
            week = await look_at_week(self._platform, tenant_id)
            open_ = await asyncio.gather(
                *(self._complete(tenant_id, one, seconds) for one in week.open)
            )
            # One look is kept: it is read again at once or not at all.
            made = (time.monotonic(), replace(week, open=open_))
            self._weeks = {tenant_id: made}
        return made[1]

    async def suggested(self, tenant_id: UUID, turn_id: UUID, *, seconds: float = 0.0) -> Suggested:
        """What is suggested for a turn's question; 0 looks anew. Raises `NotFound`."""
        found = self._suggested.pop((tenant_id, turn_id), None)
        if found is None or time.monotonic() - found[0] >= seconds:
            suggested = await suggested_for(self._platform, tenant_id, turn_id)
            found = (time.monotonic(), suggested)
        self._suggested[tenant_id, turn_id] = found
        if len(self._suggested) > _MOST_KEPT:
            del self._suggested[next(iter(self._suggested))]
        return found[1]

    async def _complete(self, tenant_id: UUID, one: OpenQuestion, seconds: float) -> OpenQuestion:
        suggested = await self.suggested(tenant_id, one.turn_id, seconds=seconds)
        return replace(one, suggestion=suggested.suggestion)
