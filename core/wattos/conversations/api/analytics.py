"""Figures over HTTP."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter

from wattos.access import Principal, requires
from wattos.conversations.analytics import Overview, overview
from wattos.conversations.unanswered import Reason, Unanswered, unanswered
from wattos.tenancy import TenantClock
from wattos.verified import VerifiedAnswers


class AnalyticsController(Controller):
    """What happened, in figures that say what they count."""

    path = "/api/analytics"
    tags = ("analytics",)
    guards = (requires("analytics:read"),)

    @get("/overview")
    async def overview(
        self,
        principal: NamedDependency[Principal],
        clock: NamedDependency[TenantClock],
        days: Annotated[int, QueryParameter(ge=1, le=366)] = 30,
        channel: FromQuery[str | None] = None,
        agent_id: FromQuery[UUID | None] = None,
    ) -> Overview:
        """Conversations, questions, verdicts and costs of the last days, with definitions.

        A channel or an agent narrows all of it. Days are those of the organisation's clock.
        """
        here = await clock.local_time(principal.tenant_id)
        return await overview(
            principal.tenant_id, days, now=here.now, channel=channel, agent_id=agent_id
        )

    @get("/unanswered", guards=[requires("conversation:read")])
    async def unanswered(
        self,
        principal: NamedDependency[Principal],
        verified: NamedDependency[VerifiedAnswers],
        days: Annotated[int, QueryParameter(ge=1, le=366)] = 30,
        agent_id: FromQuery[UUID | None] = None,
        channel: FromQuery[str | None] = None,
        reason: FromQuery[Reason | None] = None,
        only_open: FromQuery[bool] = False,
    ) -> Unanswered:
        """Questions that were refused, judged bad, failed or stopped: each once, with its count."""
        return await unanswered(
            principal.tenant_id,
            verified,
            days=days,
            agent_id=agent_id,
            channel=channel,
            reason=reason,
            only_open=only_open,
        )
