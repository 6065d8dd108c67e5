"""The chat over the organisation's page: for oneself, and by link for a colleague."""

from __future__ import annotations

from datetime import timedelta
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from wattos.access import public, requires
from wattos.errors import NotFound
from wattos_admin.page import ROOT
from wattos_admin.security import FRAMED_POLICY, SANDBOX_POLICY
from wattos_admin.start.example import example_page
from wattos_admin.start.state import Source, source_of
from wattos_admin.start.widget import fetch_page, first_key, still
from wattos_admin.view import HtmlResponse, View

GUEST_LIFETIME = timedelta(days=7)
_EXAMPLE = f"{ROOT}/example-site"


class PreviewController(Controller):
    """What visitors will see."""

    path = "/"

    @get("/site", guards=[requires("knowledge:read")])
    async def show_site(self, view: NamedDependency[View]) -> Response[Any]:
        """The organisation's page, which can look but not act."""
        source = await source_of(view.platform, view.tenant_id)
        return await _page_of(view, source.url if source else "")

    @get("/preview", guards=[requires("knowledge:read")])
    async def show_preview(self, view: NamedDependency[View]) -> HtmlResponse:
        """The page with the chat on it, as the console frames it."""
        key = await first_key(view)
        response = await view.page(
            "start/preview.html",
            frame=False,
            public_key=key["public_key"] if key else "",
            site=f"{ROOT}/site",
            until=None,
        )
        response.headers["Content-Security-Policy"] = FRAMED_POLICY
        return response

    @post("/share", guards=[requires("widget_key:write")], status_code=200)
    async def share(self, view: NamedDependency[View]) -> HtmlResponse:
        """A link for a colleague: it shows the preview for a week and nothing else."""
        source, key = await _source(view), await first_key(view)
        if key is None:
            raise NotFound("There is no web chat to show.")
        secret = await view.platform.access.make_link(
            view.tenant_id,
            "preview",
            lifetime=GUEST_LIFETIME,
            detail={"url": source.url, "public_key": key["public_key"]},
            by=view.principal,
        )
        return view.fragment(
            "start/shared.html",
            address=f"{view.public_url}{ROOT}/guest/{secret}",
            days=GUEST_LIFETIME.days,
        )

    @get("/guest/{secret:str}", opt=public("The link itself is the right to look."))
    async def show_guest(self, view: NamedDependency[View], secret: FromPath[str]) -> HtmlResponse:
        """The preview for somebody who has the link."""
        link = await view.platform.access.link(secret, "preview")
        return await view.page(
            "start/preview.html",
            frame=False,
            public_key=str(link.detail.get("public_key", "")),
            site=f"{ROOT}/guest/{secret}/site",
            until=link.expires_at,
        )

    @get("/guest/{secret:str}/site", opt=public("The link itself is the right to look."))
    async def show_guest_site(
        self, view: NamedDependency[View], secret: FromPath[str]
    ) -> Response[Any]:
        """The page behind the guest's preview."""
        link = await view.platform.access.link(secret, "preview")
        return await _page_of(view, str(link.detail.get("url", "")))

    @get(
        "/example-site/{place:path}", opt=public("The example city's website, which is fictional.")
    )
    async def show_example_site(self, place: FromPath[str]) -> Response[Any]:
        """A file of the example city."""
        media_type = _TYPES.get(PurePosixPath(place).suffix, "application/octet-stream")
        return _harmless(example_page(place, _EXAMPLE), media_type)


_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css",
    ".pdf": "application/pdf",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}


async def _source(view: View) -> Source:
    source = await source_of(view.platform, view.tenant_id)
    return source or Source(kind="files", job_id=UUID(int=0))


async def _page_of(view: View, url: str) -> Response[Any]:
    if not url:
        known = view.signed_in is not None
        name = (await view.platform.tenancy.get(view.tenant_id)).name if known else ""
        page = view.part("start/no_site.html", organisation=name)
        return _harmless(page.encode(), _TYPES[".html"])
    if _EXAMPLE in url:
        page = still(example_page("index.html", _EXAMPLE), url)
    else:
        page = await fetch_page(view, url)
    return _harmless(page.encode(), _TYPES[".html"])


def _harmless(body: bytes, media_type: str) -> Response[Any]:
    return Response(
        body, media_type=media_type, headers={"Content-Security-Policy": SANDBOX_POLICY}
    )
