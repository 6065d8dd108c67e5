"""The plain chat page: static files under a content security policy without inline code."""

from __future__ import annotations

from pathlib import Path

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.static_files import create_static_files_router

from wattos.access import public
from wattos.errors import NotFound
from wattos_web.sessions import WebSessions

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
    public_key: FromPath[str], web: NamedDependency[WebSessions]
) -> Response[bytes]:
    """The chat page of a widget key; the sites that the key names may frame it."""
    try:
        ref = await web.keys.resolve(public_key)
        origins = (await web.keys.get(ref.tenant_id, ref.key_id)).origins
    except NotFound:
        return _page(status=404, ancestors=["'none'"])
    return _page(status=200, ancestors=["'self'", *origins])


@get(
    "/chat",
    media_type="text/html",
    include_in_schema=False,
    opt=public("The page on which staff sign in; it holds no data."),
)
async def staff_page() -> Response[bytes]:
    """The chat page for staff, who sign in on it; nobody may frame it."""
    return _page(status=200, ancestors=["'none'"])


def assets() -> Router:
    """The page's scripts and styles."""
    return create_static_files_router(
        path=ASSETS_PATH,
        directories=[PAGES],
        opt=public("Scripts and styles of the chat page."),
        include_in_schema=False,
    )


def _page(*, status: int, ancestors: list[str]) -> Response[bytes]:
    return Response(
        (PAGES / "chat.html").read_bytes(),
        status_code=status,
        media_type="text/html; charset=utf-8",
        headers={
            "Content-Security-Policy": _POLICY.format(ancestors=" ".join(ancestors)),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-cache",
        },
    )
