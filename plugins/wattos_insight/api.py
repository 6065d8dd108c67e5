"""Analyses, target groups and personas over HTTP."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from wattos.access import Principal, requires
from wattos.database import tenant_scope
from wattos.delivery import Jobs
from wattos_insight import store
from wattos_insight.schemas import AnalysisInfo, Enrichment, Persona, TargetGroup

JOB = "insight.generate"


class Started(msgspec.Struct, frozen=True):
    """The job that analyses; watch it under the tenant's jobs."""

    job_id: UUID


class InsightController(Controller):
    """What the organisation's material says about the people it serves."""

    path = "/api/analytics"
    tags = ("analytics",)

    @get("/analyses", guards=[requires("insight:read")])
    async def list_analyses(
        self,
        principal: NamedDependency[Principal],
        limit: Annotated[FromQuery[int], QueryParameter(ge=1, le=100)] = 20,
    ) -> list[AnalysisInfo]:
        """The newest analyses first, with how the number of groups was chosen."""
        return await store.list_analyses(principal.tenant_id, limit)

    @post("/analyses", status_code=202, guards=[requires("insight:write")])
    async def start_analysis(
        self, principal: NamedDependency[Principal], jobs: NamedDependency[Jobs]
    ) -> Started:
        """Analyse all sources, write personas, make and test agents; one at a time a tenant."""
        async with tenant_scope(principal.tenant_id):
            job_id = await jobs.enqueue(JOB, {}, key=JOB, requested_by=principal.user_id)
        return Started(job_id)

    @get("/target-groups", guards=[requires("insight:read")])
    async def list_target_groups(self, principal: NamedDependency[Principal]) -> list[TargetGroup]:
        """The groups of the newest analysis, the largest first."""
        return [item.group for item in await store.generations(principal.tenant_id)]

    @get("/target-groups/{group_id:uuid}/enrichments", guards=[requires("insight:read")])
    async def list_enrichments(
        self, group_id: FromPath[UUID], principal: NamedDependency[Principal]
    ) -> list[Enrichment]:
        """The passages chosen for a group, in the order its people need them."""
        return await store.enrichments(principal.tenant_id, group_id)

    @get("/personas", guards=[requires("insight:read")])
    async def list_personas(self, principal: NamedDependency[Principal]) -> list[Persona]:
        """The personas of the newest analysis."""
        return [item.persona for item in await store.generations(principal.tenant_id)]
