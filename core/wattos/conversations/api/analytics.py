"""Figures over HTTP."""

from __future__ import annotations

from typing import Annotated

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from wattos.access import Principal, requires
from wattos.conversations.analytics import Overview, overview


class AnalyticsController(Controller):
    """What happened, in figures that say what they count."""

    path = "/api/analytics"
    tags = ("analytics",)
    guards = (requires("analytics:read"),)

    @get("/overview")
    async def overview(
        self,
        principal: NamedDependency[Principal],
        days: Annotated[int, QueryParameter(ge=1, le=366)] = 30,
    ) -> Overview:
        """Conversations, questions, verdicts and costs of the last days, with definitions."""
        return await overview(principal.tenant_id, days)
