"""Pages that other plugins bring."""

from __future__ import annotations

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from wattos.access import requires_sign_in
from wattos.errors import NotFound, NotPermitted
from wattos.plugins import AdminRequest
from wattos_admin.console import Console
from wattos_admin.page import ROOT
from wattos_admin.session import AnyRequest
from wattos_admin.view import HtmlResponse, View

signed_in = requires_sign_in("user")


@get("/{rest:path}", guards=[signed_in])
async def nowhere(rest: FromPath[str]) -> None:
    """Any address that no page has, so that it ends at a page with words."""
    raise NotFound("There is no such page.", given=rest[:80])


class PluginPageController(Controller):
    """`register_admin_pages`, each page with the permission it names."""

    path = "/x/{plugin_id:str}/{slug:str}"

    @get(guards=[signed_in])
    async def show(
        self, view: NamedDependency[View], plugin_id: FromPath[str], slug: FromPath[str]
    ) -> HtmlResponse:
        """The page."""
        return await _answer(view, plugin_id, slug, None)

    @post(guards=[signed_in], status_code=200)
    async def submit(
        self,
        view: NamedDependency[View],
        plugin_id: FromPath[str],
        slug: FromPath[str],
        request: AnyRequest,
    ) -> HtmlResponse:
        """A form of the page."""
        form = await request.form()
        texts = {name: value for name, value in form.items() if isinstance(value, str)}
        return await _answer(view, plugin_id, slug, texts)


async def _answer(
    view: View, plugin_id: str, slug: str, form: dict[str, str] | None
) -> HtmlResponse:
    console: Console = view.console
    found = console.plugin_pages.get(f"{ROOT}/x/{plugin_id}/{slug}")
    enabled = await view.platform.plugins.is_enabled(view.tenant_id, plugin_id)
    if found is None or not enabled:
        raise NotFound("There is no such page.")
    page = found[1]
    if not view.principal.may(page.permission):
        raise NotPermitted("This page is not for your role.", expected=page.permission)
    body = await page.view(
        AdminRequest(
            principal=view.principal,
            language=view.language,
            query=dict(view.request.query_params),
            form=form,
        )
    )
    if body.redirect is not None:
        return view.redirect(body.redirect, notice=body.notice)
    return await view.page(f"{plugin_id}/{slug}:{body.template}", **body.values)
