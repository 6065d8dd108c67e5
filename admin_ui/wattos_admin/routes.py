"""The console's routes: every page under one router that knows who asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from typing import TYPE_CHECKING, Any

from litestar import Response, Router, get
from litestar.di import Provide
from litestar.response import Redirect
from litestar.static_files import create_static_files_router

from wattos.access import Principal, public
from wattos_admin.console import STATIC, Console
from wattos_admin.faults import handlers
from wattos_admin.page import ROOT
from wattos_admin.pages import CONTROLLERS, PAGES
from wattos_admin.security import secure
from wattos_admin.session import AnyRequest, CookieSession, check_form
from wattos_admin.view import View

if TYPE_CHECKING:
    from litestar.types import ControllerRouterHandler

    from wattos.platform import Platform


def routes(platform: Platform) -> Sequence[ControllerRouterHandler]:
    """The pages and their assets."""
    console = Console(platform, PAGES)

    # Functions, because litestar copies routers deeply and would copy the services.
    async def resolve(token: str) -> Principal:
        return await platform.access.principal_from_token(token)

    async def view(request: AnyRequest) -> View:
        user = request.scope.get("user")
        if not isinstance(user, Principal):
            return View(console, request)
        local = await platform.clock.local_time(user.tenant_id)
        return View(console, request, local.now.tzinfo or UTC)

    async def finish(response: Response[Any]) -> Response[Any]:
        return secure(response)

    pages = Router(
        ROOT,
        route_handlers=CONTROLLERS,
        dependencies={"view": Provide(view)},
        middleware=[CookieSession(resolve)],
        before_request=check_form,
        after_request=finish,
        exception_handlers=handlers(console),
        include_in_schema=False,
    )
    found: list[ControllerRouterHandler] = [front_door, pages]
    return [*found, _assets()] if STATIC.exists() else found


@get(
    "/",
    opt=public("Leads who opens the bare address to the console."),
    include_in_schema=False,
    sync_to_thread=False,
)
def front_door() -> Redirect:
    """The address that `wattos up` names first must not end at an error."""
    return Redirect(ROOT, status_code=303)


def _assets() -> Router:
    return create_static_files_router(
        path=f"{ROOT}/assets",
        directories=[STATIC],
        cache_control=None,
        opt=public("Scripts, styles and icons of the console."),
        include_in_schema=False,
    )
