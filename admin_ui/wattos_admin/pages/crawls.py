"""Websites that were read: every address with its state and reason, and when it comes again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream

from wattos.access import requires
from wattos.errors import Conflict, InvalidInput
from wattos_admin import live
from wattos_admin.crawl_lists import (
    ADDRESS_SORTS,
    SORTS,
    addresses_of,
    crawls_of,
    export_addresses,
    export_crawls,
)
from wattos_admin.crawls import (
    CHANGE_WORDS,
    CRAWL_WORDS,
    CRAWLS,
    PAGE_WORDS,
    SCHEDULES,
    TIMES,
    Crawl,
    Outcomes,
    Schedule,
    cron_line,
    read,
    spoken_time,
)
from wattos_admin.listing import ListQuery
from wattos_admin.page import ROOT
from wattos_admin.session import AnyRequest
from wattos_admin.start.address import answering
from wattos_admin.view import HtmlResponse, View

PATH = f"{ROOT}/knowledge/crawls"
may_read, may_run = requires("knowledge:read"), requires("crawler:run")


class CrawlController(Controller):
    """Crawls and their pages."""

    path = "/knowledge/crawls"

    @get(guards=[may_read])
    async def show_list(self, view: NamedDependency[View], request: AnyRequest) -> HtmlResponse:
        """Every crawl, the latest first, what comes again, and the place to add to both."""
        query = ListQuery.of(request, sorts=SORTS, default_sort="-created_at", filters=("state",))
        if query.export:
            return await export_crawls(view, query)
        tenant = await view.platform.tenancy.get(view.tenant_id)
        newest = await read(view, CRAWLS, list[Crawl], limit=1)
        return await view.page(
            "crawls/list.html",
            list=await crawls_of(view, query),
            newest=newest[0] if newest else None,
            schedules=await read(view, SCHEDULES, list[Schedule]),
            states=CRAWL_WORDS,
            times=TIMES,
            spoken_time=lambda cron: spoken_time(view, cron),  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
            zone=tenant.settings.get("time_zone") or view.platform.settings.time_zone,
        )

    @post(guards=[may_run], status_code=200)
    async def start(self, view: NamedDependency[View], request: AnyRequest) -> HtmlResponse:
        """Read a website; what is unchanged since the last time is not taken in again."""
        form = await request.form()
        return await _start(view, str(form.get("url", "")), {})

    @get("/{crawl_id:uuid}", guards=[may_read])
    async def show(
        self, view: NamedDependency[View], crawl_id: FromPath[UUID], request: AnyRequest
    ) -> HtmlResponse:
        """One crawl with every address, searched and filtered."""
        crawl = await read(view, f"{CRAWLS}/{crawl_id}", Crawl)
        query = ListQuery.of(
            request, sorts=ADDRESS_SORTS, default_sort="found", filters=("state", "reason")
        )
        here = f"{CRAWLS}/{crawl_id}"
        every = await read(view, f"{here}/outcomes", list[Outcomes])
        if query.export:
            return await export_addresses(view, here, query)
        return await view.page(
            "crawls/crawl.html",
            crawl=crawl,
            list=await addresses_of(view, here, query, every),
            outcomes=every,
            states=CRAWL_WORDS,
            page_states=PAGE_WORDS,
            changes=CHANGE_WORDS,
        )

    @post("/{crawl_id:uuid}/again", guards=[may_run], status_code=200)
    async def start_again(
        self, view: NamedDependency[View], crawl_id: FromPath[UUID]
    ) -> HtmlResponse:
        """Read the same website again, with the same limits; what failed gets another try."""
        crawl = await read(view, f"{CRAWLS}/{crawl_id}", Crawl)
        names = ("max_depth", "max_pages", "allowed_domains", "space")
        return await _start(view, crawl.start_url, {name: crawl.options[name] for name in names})

    @post("/{crawl_id:uuid}/pages/{page_id:uuid}/retry", guards=[may_run], status_code=200)
    async def retry(
        self, view: NamedDependency[View], crawl_id: FromPath[UUID], page_id: FromPath[UUID]
    ) -> HtmlResponse:
        """Visit one address again, also one that a limit left out."""
        here = f"{PATH}/{crawl_id}"
        try:
            await view.api.call("POST", f"{CRAWLS}/{crawl_id}/pages/{page_id}/retry")
        except Conflict:
            notice = view._("The website is still being read; it comes to this page by itself.")
            return view.redirect(here, notice=notice, bad=True)
        notice = view._("This page is visited again; its state follows in a moment.")
        return view.redirect(here, notice=notice)

    @get("/{crawl_id:uuid}/live", guards=[may_read], media_type="text/event-stream")
    async def follow(self, view: NamedDependency[View], crawl_id: FromPath[UUID]) -> Stream:
        """How far the crawl is."""
        await read(view, f"{CRAWLS}/{crawl_id}", Crawl)
        return live.stream(_progress(view, crawl_id))

    @post("/schedules", guards=[may_run], status_code=200)
    async def add_schedule(self, view: NamedDependency[View], request: AnyRequest) -> HtmlResponse:
        """Let a website be read again and again."""
        form = {name: str(value) for name, value in (await request.form()).items()}
        try:
            cron = cron_line(form.get("days", ""), form.get("time", ""), form.get("cron", ""))
            await view.api.call(
                "POST",
                SCHEDULES,
                json={
                    "cron": cron,
                    "timezone": form.get("timezone", "")[:100],
                    "crawl": {"url": form.get("url", "")[:2000]},
                },
            )
        except (InvalidInput, ValueError):
            notice = view._("The address, the time or the time zone cannot be used.")
            return view.redirect(PATH, notice=notice, bad=True)
        return view.redirect(PATH, notice=view._("The website is read at these times from now on."))

    @post("/schedules/{schedule_id:uuid}/{wanted:str}", guards=[may_run], status_code=200)
    async def change_schedule(
        self, view: NamedDependency[View], schedule_id: FromPath[UUID], wanted: FromPath[str]
    ) -> HtmlResponse:
        """Switch a schedule on or off, which can be undone, or delete it."""
        here = f"{SCHEDULES}/{schedule_id}"
        if wanted == "delete":
            await view.api.call("DELETE", here)
            return view.redirect(PATH, notice=view._("It is not read again by itself."))
        if wanted not in ("on", "off"):
            raise InvalidInput("This cannot be switched.", expected="on or off")
        await view.api.call("PATCH", here, json={"enabled": wanted == "on"})
        notices = {"on": view._("Switched on."), "off": view._("Switched off.")}
        other = "off" if wanted == "on" else "on"
        return view.redirect(
            PATH, notice=notices[wanted], undo=f"{PATH}/schedules/{schedule_id}/{other}"
        )


async def _start(view: View, url: str, limits: dict[str, Any]) -> HtmlResponse:
    try:
        site = await answering(view, url)
        crawl = await view.api.call("POST", CRAWLS, json={"url": site, **limits})
    except InvalidInput:
        notice = view._("That is no web address. Example: www.your-town.example")
        return view.redirect(PATH, notice=notice, bad=True)
    return view.redirect(f"{PATH}/{crawl['id']}", notice=view._("Reading begins now."))


async def _progress(view: View, crawl_id: UUID) -> AsyncIterator[bytes]:
    over = False

    async def pieces() -> dict[str, str]:
        nonlocal over
        crawl = await read(view, f"{CRAWLS}/{crawl_id}", Crawl)
        over = crawl.is_over
        return {"running": view.part("crawls/running.html", crawl=crawl)}

    async for change in live.watch(pieces, ends=lambda: over):
        yield change
