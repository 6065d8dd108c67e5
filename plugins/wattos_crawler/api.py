"""`/api/v1/knowledge/crawls`: start crawls and see what became of each address."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from wattos.access import Principal, requires
from wattos.database import tenant_scope
from wattos.delivery import Jobs
from wattos_crawler import store, views
from wattos_crawler.jobs import KIND
from wattos_crawler.options import read_options
from wattos_crawler.retry import retry_page
from wattos_crawler.schemas import (
    CrawlCount,
    CrawlSort,
    CrawlView,
    OutcomeCount,
    PageSort,
    PageState,
    PageView,
)

Limit = Annotated[int, QueryParameter(ge=1, le=500)]


class NewCrawl(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A crawl to start; what is left out takes its usual value."""

    url: str
    max_depth: int | None = None
    """Clicks away from the start page."""
    max_pages: int | None = None
    """Pages and files taken at most."""
    allowed_domains: tuple[str, ...] = ()
    """Further domains, with their subdomains."""
    space: str | None = None
    """Slug of the knowledge space."""


class RetryStarted(msgspec.Struct, frozen=True, kw_only=True):
    """The job that visits the address; `GET /api/v1/jobs/{job_id}` tells how it goes."""

    job_id: UUID


class CrawlController(Controller):
    """Crawls of the caller's tenant."""

    path = "/api/v1/knowledge/crawls"
    tags = ["knowledge"]  # noqa: RUF012 - litestar's signature

    @post(guards=[requires("crawler:run")], status_code=202)
    async def start_crawl(
        self,
        data: JSONBody[NewCrawl],
        principal: NamedDependency[Principal],
        jobs: NamedDependency[Jobs],
    ) -> CrawlView:
        """Start a crawl in the background; its pages appear as they are visited."""
        given: dict[str, Any] = msgspec.to_builtins(data)
        options = read_options(given)
        async with tenant_scope(principal.tenant_id):
            crawl_id = await store.add_crawl(options)
            job_id = await jobs.enqueue(
                KIND,
                {**given, "crawl_id": str(crawl_id)},
                requested_by=principal.user_id,
            )
            await store.set_job(crawl_id, job_id)
            return await views.get_crawl(crawl_id)

    @get(guards=[requires("knowledge:read")])
    async def list_crawls(
        self,
        principal: NamedDependency[Principal],
        limit: Limit = 50,
        after: FromQuery[UUID | None] = None,
        crawl_state: Annotated[str | None, QueryParameter(name="state", max_length=40)] = None,
        q: FromQuery[str] = "",
        sort: FromQuery[CrawlSort] = "created_at",
        descending: FromQuery[bool] = True,
        offset: Annotated[int, QueryParameter(ge=0)] = 0,
    ) -> list[CrawlView]:
        """The latest crawls first, or as `sort` says; `after` is the last id of the page before.

        `q` stands somewhere in the address at which a crawl began.
        """
        async with tenant_scope(principal.tenant_id):
            return await views.list_crawls(
                limit,
                after,
                text=q.replace("\x00", ""),
                state=crawl_state,
                sort=sort,
                descending=descending,
                offset=offset,
            )

    @get("/states", guards=[requires("knowledge:read")])
    async def list_states(
        self, principal: NamedDependency[Principal], q: FromQuery[str] = ""
    ) -> list[CrawlCount]:
        """How many crawls, with `q` in their address, are in which state."""
        async with tenant_scope(principal.tenant_id):
            return await views.count_crawls(q.replace("\x00", ""))

    @get("/{crawl_id:uuid}", guards=[requires("knowledge:read")])
    async def get_crawl(
        self, crawl_id: FromPath[UUID], principal: NamedDependency[Principal]
    ) -> CrawlView:
        """One crawl with its counts."""
        async with tenant_scope(principal.tenant_id):
            return await views.get_crawl(crawl_id)

    @get("/{crawl_id:uuid}/report", guards=[requires("knowledge:read")])
    async def get_report(
        self, crawl_id: FromPath[UUID], principal: NamedDependency[Principal]
    ) -> dict[str, Any]:
        """What a finished crawl changed, found dead or orphaned, and how hosts were treated."""
        async with tenant_scope(principal.tenant_id):
            return await views.get_report(crawl_id)

    @get("/{crawl_id:uuid}/pages", guards=[requires("knowledge:read")])
    async def list_pages(
        self,
        crawl_id: FromPath[UUID],
        principal: NamedDependency[Principal],
        limit: Limit = 100,
        after: FromQuery[UUID | None] = None,
        page_state: Annotated[PageState | None, QueryParameter(name="state")] = None,
        reason: FromQuery[str | None] = None,
        q: FromQuery[str] = "",
        sort: FromQuery[PageSort] = "found",
        descending: FromQuery[bool] = False,
        offset: Annotated[int, QueryParameter(ge=0)] = 0,
    ) -> list[PageView]:
        """A crawl's addresses with states and reasons, in the order they were found or by `sort`.

        `q` stands somewhere in the address.
        """
        async with tenant_scope(principal.tenant_id):
            await views.get_crawl(crawl_id)
            return await views.list_pages(
                crawl_id,
                limit,
                after,
                page_state,
                reason=reason,
                text=q.replace("\x00", ""),
                sort=sort,
                descending=descending,
                offset=offset,
            )

    @post(
        "/{crawl_id:uuid}/pages/{page_id:uuid}/retry",
        guards=[requires("crawler:run")],
        status_code=202,
    )
    async def retry_page(
        self,
        crawl_id: FromPath[UUID],
        page_id: FromPath[UUID],
        principal: NamedDependency[Principal],
        jobs: NamedDependency[Jobs],
    ) -> RetryStarted:
        """Visit one address of a finished crawl again, one that a limit left out too."""
        async with tenant_scope(principal.tenant_id):
            return RetryStarted(
                job_id=await retry_page(jobs, crawl_id, page_id, requested_by=principal.user_id)
            )

    @get("/{crawl_id:uuid}/outcomes", guards=[requires("knowledge:read")])
    async def list_outcomes(
        self,
        crawl_id: FromPath[UUID],
        principal: NamedDependency[Principal],
        q: FromQuery[str] = "",
    ) -> list[OutcomeCount]:
        """How many addresses of a crawl came to which state for which reason."""
        async with tenant_scope(principal.tenant_id):
            await views.get_crawl(crawl_id)
            return await views.count_outcomes(crawl_id, q.replace("\x00", ""))
