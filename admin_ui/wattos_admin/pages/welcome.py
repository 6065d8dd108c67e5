"""Choosing a password with an invitation or a reset link."""

from __future__ import annotations

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from wattos.access import PasswordLink, public
from wattos.errors import InvalidInput, NotFound
from wattos_admin.page import ROOT
from wattos_admin.pages.auth import enter
from wattos_admin.session import AnyRequest
from wattos_admin.view import HtmlResponse, View


class WelcomeController(Controller):
    """Where the links of invitations and resets lead."""

    path = "/welcome/{purpose:str}/{secret:str}"

    @get(opt=public("The link itself is the right to enter, once."))
    async def show(
        self, view: NamedDependency[View], purpose: FromPath[str], secret: FromPath[str]
    ) -> HtmlResponse:
        """The form that asks for a password; looking does not use the link up."""
        return await _form(view, _known(purpose), secret)

    @post(status_code=200, opt=public("The link itself is the right to enter, once."))
    async def choose(
        self,
        view: NamedDependency[View],
        purpose: FromPath[str],
        secret: FromPath[str],
        request: AnyRequest,
    ) -> HtmlResponse:
        """Keep the password and sign in."""
        form = await request.form()
        password = str(form.get("password", ""))
        if password != str(form.get("repeated", "")):
            fault = view._("The two passwords are not the same.")
            return await _form(view, _known(purpose), secret, fault=fault)
        try:
            pair = await view.platform.access.choose_password(secret, _known(purpose), password)
        except InvalidInput:
            fault = view._("A password has 10 to 256 characters. A sentence makes a good one.")
            return await _form(view, _known(purpose), secret, fault=fault)
        return enter(view, pair, ROOT)


def _known(purpose: str) -> PasswordLink:
    if purpose not in ("invite", "reset"):
        raise NotFound("There is no such link.")
    return "invite" if purpose == "invite" else "reset"


async def _form(view: View, purpose: PasswordLink, secret: str, *, fault: str = "") -> HtmlResponse:
    try:
        link = await view.platform.access.link(secret, purpose)
    except NotFound:
        return await view.page("people/ended.html", frame=False, status=404)
    organisation = await view.platform.tenancy.get(link.tenant_id)
    return await view.page(
        "people/welcome.html",
        frame=False,
        status=400 if fault else 200,
        organisation=organisation.name,
        purpose=purpose,
        fault=fault,
    )
