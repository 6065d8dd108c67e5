"""The first five minutes, on one page that grows while the material is read."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.response import Stream

from wattos.access import requires
from wattos.database import tenant_scope
from wattos.errors import InvalidInput, NotFound
from wattos_admin import live
from wattos_admin.checks import newest_findings
from wattos_admin.documents import add_files, process
from wattos_admin.insights import Group, read
from wattos_admin.page import EXAMPLE_SITE, ROOT, Page, key_of
from wattos_admin.session import AnyRequest
from wattos_admin.start import duo, widget
from wattos_admin.start.address import answering
from wattos_admin.start.forgetting import EXAMPLE_NAME, forget_example
from wattos_admin.start.jobs import EXAMPLE, FILES
from wattos_admin.start.state import (
    FINAL,
    Source,
    Start,
    go_on,
    look,
    remember,
    source_of,
)
from wattos_admin.view import HtmlResponse, View

MAX_PAGES = 200
MAX_UPLOAD_BYTES = 200_000_000
PATH = f"{ROOT}/start"


class StartController(Controller):
    """From an address to the snippet that is copied."""

    path = "/start"

    @get(guards=[requires("knowledge:read")])
    async def show(self, view: NamedDependency[View]) -> HtmlResponse:
        """The one field, or how far the reading is and what can be done by now."""
        source = await source_of(view.platform, view.tenant_id)
        if source is None:
            return await _begin(view)
        return await view.page("start/grow.html", **await _parts(view, source))

    @post("/website", guards=[requires("knowledge:write")], status_code=200)
    async def begin_website(self, view: NamedDependency[View], request: AnyRequest) -> HtmlResponse:
        """Read a website."""
        url = str((await request.form()).get("url", "")).strip()
        try:
            site = {"url": await answering(view, url), "max_pages": MAX_PAGES}
            crawl = await view.api.call("POST", "/api/v1/knowledge/crawls", json=site)
        except InvalidInput as error:
            fault = view._("That is no web address. Example: www.your-town.example")
            return await _begin(view, status=error.status, url=url, fault=fault)
        start = str(crawl["start_url"])
        source = Source(kind="website", job_id=UUID(crawl["job_id"]), url=start)
        await remember(view.platform, view.tenant_id, source)
        await view.platform.tenancy.update(view.tenant_id, name=urlsplit(start).hostname)
        await widget.allow_site(view, start)
        return view.redirect(PATH)

    @post(
        "/files",
        guards=[requires("knowledge:write")],
        status_code=200,
        request_max_body_size=MAX_UPLOAD_BYTES,
    )
    async def begin_files(self, view: NamedDependency[View], request: AnyRequest) -> HtmlResponse:
        """Read uploaded documents."""
        ids = await add_files(view, request)
        if not ids:
            return view.redirect(PATH, notice=view._("Choose at least one file."), bad=True)
        job_id = await process(view, ids, FILES)
        await remember(view.platform, view.tenant_id, Source(kind="files", job_id=job_id))
        return view.redirect(PATH)

    @post("/example", guards=[requires("knowledge:write")], status_code=200)
    async def begin_example(self, view: NamedDependency[View]) -> HtmlResponse:
        """Read the example city."""
        base = f"{view.public_url}{EXAMPLE_SITE}"
        async with tenant_scope(view.tenant_id):
            job_id = await view.platform.jobs.enqueue(EXAMPLE, {"base": base}, key=EXAMPLE)
        tenant = await view.platform.tenancy.get(view.tenant_id)
        source = Source(
            kind="example", job_id=job_id, url=f"{base}/index.html", name_before=tenant.name
        )
        await remember(view.platform, view.tenant_id, source)
        await view.platform.tenancy.update(view.tenant_id, name=view._(EXAMPLE_NAME))
        return view.redirect(PATH)

    @post("/again", guards=[requires("knowledge:write")], status_code=200)
    async def begin_again(self, view: NamedDependency[View]) -> HtmlResponse:
        """Back to the one field; what was read stays, except the example city and its agents."""
        source = await source_of(view.platform, view.tenant_id)
        if source is not None:
            with suppress(NotFound):  # housekeeping took it away
                await view.platform.jobs.cancel(view.tenant_id, source.job_id)
        notice = ""
        if source is not None and source.kind == "example":
            gone = await forget_example(view, source)
            notice = view._(
                "The example city is gone. Pages deleted: %(pages)s. Agents archived: %(agents)s. "
                "Verified answers archived: %(answers)s.",
                pages=gone.pages,
                agents=gone.agents,
                answers=gone.answers,
            )
        await remember(view.platform, view.tenant_id, None)
        return view.redirect(PATH, notice=notice)

    @get("/live", guards=[requires("knowledge:read")], media_type="text/event-stream")
    async def follow(self, view: NamedDependency[View]) -> Stream:
        """The parts of the page that change while the material is read."""
        return live.stream(_changes(view))


async def _parts(view: View, source: Source) -> dict[str, Any]:
    start = await go_on(view.platform, view.tenant_id, source)
    groups = await _groups(view) if start.analysis in FINAL else []
    return {
        "name": (await view.platform.tenancy.get(view.tenant_id)).name,
        "start": start,
        "groups": groups,
        "pair": await duo.pair(view, start) if groups else None,
        "preview": await widget.preview(view, source) if start.can_ask else None,
        "findings": await newest_findings(view) if start.check in FINAL else [],
    }


async def _changes(view: View) -> AsyncIterator[bytes]:
    source = await source_of(view.platform, view.tenant_id)
    if source is None:
        yield live.event("end", "")
        return
    over = False

    async def pieces() -> dict[str, str]:
        nonlocal over
        values = await _parts(view, source)
        start: Start = values["start"]
        # Agents are compared once the groups are there: what that begins, `start` does not know.
        over = start.is_done and (values["pair"] is not None or not await _goes_on(view, source))
        drawn = {
            name: view.part(f"start/{name}.html", **values)
            for name in ("heading", "reading", "asking", "grouping", "placing")
        }
        # The organisation's name is found while its site is read; it stands above the menu too.
        drawn["heading"] += view.part("start/brand.html", name=values["name"])
        return drawn

    async for change in live.watch(pieces, ends=lambda: over):
        yield change


async def _goes_on(view: View, source: Source) -> bool:
    return not (await look(view.platform, view.tenant_id, source)).is_done


async def _groups(view: View) -> list[Group]:
    with suppress(NotFound):  # the plugin is not there
        found = await read(view, "target-groups", list[Group])
        return [group.spoken(view.language) for group in found]
    return []


async def _begin(view: View, *, status: int = 200, url: str = "", fault: str = "") -> HtmlResponse:
    """The one field; it says so where something was read already, as by a command or an import."""
    counts = await view.platform.knowledge.counts(view.tenant_id)
    return await view.page(
        "start/begin.html", status=status, url=url, fault=fault, documents=counts.documents
    )


PAGE = Page(
    path=PATH,
    name=key_of("Start"),
    icon="signpost-split",
    permission="knowledge:read",
    order=10,
    controller=StartController,
)
