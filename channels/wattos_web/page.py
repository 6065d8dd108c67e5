"""The chat pages: static files under a content security policy without inline code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from litestar import Request, Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.static_files import create_static_files_router

from wattos.access import public
from wattos.errors import NotFound
from wattos_web.sessions import LANGUAGES, WebSessions

PAGES = Path(__file__).resolve().parent / "pages"
ASSETS_PATH = "/web/assets"

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors {ancestors}"
)


@get(
    "/chat/{public_key:str}",
    media_type="text/html",
    include_in_schema=False,
    opt=public("The page that visitors open; it holds no data."),
)
async def visitor_page(
    public_key: FromPath[str],
    request: Request[Any, Any, Any],
    web: NamedDependency[WebSessions],
) -> Response[str]:
    """The widget over the whole page; the sites that the widget key names may frame it."""
    html = (PAGES / "visit.html").read_text("utf-8")
    language = _language(request.headers.get("accept-language", ""))
    try:
        ref = await web.keys.resolve(public_key)
        origins = (await web.keys.get(ref.tenant_id, ref.key_id)).origins
    except NotFound:
        return _page(html.format(key="", language=language), status=404, ancestors=["'none'"])
    page = html.format(key=public_key, language=language)
    return _page(page, status=200, ancestors=["'self'", *origins])


@get(
    "/chat",
    media_type="text/html",
    include_in_schema=False,
    opt=public("The page on which staff sign in; it holds no data."),
)
async def staff_page() -> Response[str]:
    """The chat page for staff, who sign in on it; nobody may frame it."""
    return _page((PAGES / "chat.html").read_text("utf-8"), status=200, ancestors=["'none'"])


def assets() -> Router:
    """The page's scripts and styles."""
    return create_static_files_router(
        path=ASSETS_PATH,
        directories=[PAGES],
        opt=public("Scripts and styles of the chat page."),
        include_in_schema=False,
    )


def _language(accepted: str) -> str:
    """The first language of an `Accept-Language` header that the widget speaks."""
    tags = (tag.strip()[:2].lower() for tag in accepted.split(","))
    return next((tag for tag in tags if tag in LANGUAGES), "en")


def _page(html: str, *, status: int, ancestors: list[str]) -> Response[str]:
    return Response(
        html,
        status_code=status,
        media_type="text/html; charset=utf-8",
        headers={
            "Content-Security-Policy": _POLICY.format(ancestors=" ".join(ancestors)),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-cache",
            "Vary": "Accept-Language",
        },
    )
