"""`/api/v1/checks`: what an editor should look at on the website."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from wattos.access import Principal, requires
from wattos.database import tenant_scope
from wattos.delivery import Jobs
from wattos_check import store
from wattos_check.jobs import KIND
from wattos_check.schemas import CheckView

Limit = Annotated[int, QueryParameter(ge=1, le=30)]


class NewCheck(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A check to make."""

    external: bool = False
    """Also ask whether links to other sites still answer; takes a second a link."""


class StartedCheck(msgspec.Struct, frozen=True, kw_only=True):
    """The job that makes the check; its result is the check."""

    job_id: UUID


class CheckController(Controller):
    """Website checks of the caller's tenant."""

    path = "/api/v1/checks"
    tags = ("knowledge",)

    @post(guards=[requires("check:run")], status_code=202)
    async def start_check(
        self,
        data: JSONBody[NewCheck],
        principal: NamedDependency[Principal],
        jobs: NamedDependency[Jobs],
    ) -> StartedCheck:
        """Check everything that was read, in the background; one check at a time."""
        async with tenant_scope(principal.tenant_id):
            job_id = await jobs.enqueue(
                KIND,
                {"external": data.external},
                key=f"check:{data.external}",
                requested_by=principal.user_id,
            )
        return StartedCheck(job_id=job_id)

    @get(guards=[requires("knowledge:read")])
    async def list_checks(
        self, principal: NamedDependency[Principal], limit: Limit = 10
    ) -> list[CheckView]:
        """The latest checks first, with the number of findings by kind."""
        async with tenant_scope(principal.tenant_id):
            return await store.list_checks(limit)

    @get("/{website_check_id:uuid}", guards=[requires("knowledge:read")])
    async def get_check(
        self, website_check_id: FromPath[UUID], principal: NamedDependency[Principal]
    ) -> CheckView:
        """One check with its findings, the gravest first."""
        async with tenant_scope(principal.tenant_id):
            return await store.get_check(website_check_id)
