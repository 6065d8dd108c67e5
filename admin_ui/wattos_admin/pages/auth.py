"""Signing in and out, and the choices a browser remembers."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

from litestar import Controller, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from wattos.access import TokenPair, public, requires_sign_in
from wattos.errors import NotFound, NotPermitted, NotSignedIn, TooManyRequests
from wattos_admin.catalogue import language_of
from wattos_admin.page import ROOT
from wattos_admin.pages import home
from wattos_admin.session import AnyRequest, session_cookie, session_token
from wattos_admin.view import LANGUAGE_COOKIE, THEME_COOKIE, THEMES, HtmlResponse, View

YEAR_SECONDS = 365 * 24 * 60 * 60
signed_in = requires_sign_in("user")


class AuthController(Controller):
    """Sessions of browsers."""

    path = "/"

    @get("/", guards=[signed_in])
    async def show_first_page(self, view: NamedDependency[View]) -> HtmlResponse:
        """What happened, as soon as something has; before that the first page that is theirs."""
        entries = await view.console.navigation(view)
        if not entries:
            raise NotPermitted("Nothing here is for your role.", expected="a role")
        daily = (entry for entry in entries if entry.path == home.PATH)
        return view.redirect(next(daily, entries[0]).path)

    @get("/sign-in", opt=public("Nobody is signed in before signing in."))
    async def show_sign_in(
        self,
        view: NamedDependency[View],
        next: FromQuery[str] = ROOT,  # noqa: A002
    ) -> HtmlResponse:
        """The form that asks for email and password."""
        return await _form(view, next=next)

    @post("/sign-in", status_code=200, opt=public("Attempts are throttled."))
    async def sign_in(self, view: NamedDependency[View], request: AnyRequest) -> HtmlResponse:
        """Check the password and open a session in this browser."""
        form = await request.form()
        given = {name: str(form.get(name, "")) for name in ("email", "password", "organisation")}
        address = request.client.host if request.client else None
        try:
            pair = await view.platform.access.sign_in(
                given["email"],
                given["password"],
                tenant_slug=given["organisation"].strip() or None,
                address=address,
            )
        except (NotSignedIn, TooManyRequests) as error:
            wrong = view._("The email or the password is not right.")
            tired = view._("There were too many attempts. Wait a quarter of an hour.")
            return await _form(
                view,
                status=error.status,
                next=str(form.get("next", ROOT)),
                email=given["email"],
                organisation=given["organisation"],
                fault=tired if isinstance(error, TooManyRequests) else wrong,
            )
        return enter(view, pair, str(form.get("next", ROOT)))

    @get("/enter/{secret:str}", opt=public("The link itself is the right to enter, once."))
    async def enter(
        self, view: NamedDependency[View], secret: FromPath[str], request: AnyRequest
    ) -> HtmlResponse:
        """Sign in by a one-time link; a link of `wattos up` works on its own machine only."""
        access = view.platform.access
        try:
            link = await access.link(secret, "sign-in")
            if link.detail.get("local") and not _is_local(request):
                raise NotFound("This link works on the machine that made it only.")
            pair = await access.use_link(secret, "sign-in")
        except NotFound:
            if view.signed_in is not None:
                return view.redirect(ROOT)
            raise
        return enter(view, pair, ROOT)

    @post("/sign-out", status_code=200, guards=[signed_in])
    async def sign_out(self, view: NamedDependency[View], request: AnyRequest) -> HtmlResponse:
        """End the session everywhere."""
        token = session_token(request)
        if token is not None:
            await view.platform.access.end_session(token)
        response = view.redirect(f"{ROOT}/sign-in")
        response.set_cookie(session_cookie(request, None))
        return response

    @post("/theme", status_code=200, opt=public("A choice of this browser."))
    async def choose_theme(self, view: NamedDependency[View], request: AnyRequest) -> HtmlResponse:
        """Remember light, dark, or as the system has it."""
        form = await request.form()
        chosen = str(form.get("theme", ""))
        return _remember(view, form, THEME_COOKIE, chosen if chosen in THEMES else "auto")

    @post("/language", status_code=200, opt=public("A choice of this browser."))
    async def choose_language(
        self, view: NamedDependency[View], request: AnyRequest
    ) -> HtmlResponse:
        """Remember the language of the console, for this person's mails too."""
        form = await request.form()
        chosen = language_of(str(form.get("language", ""))) or "en"
        await view.keep_language(chosen)
        return _remember(view, form, LANGUAGE_COOKIE, chosen)


async def _form(
    view: View,
    *,
    next: str,  # noqa: A002
    status: int = 200,
    email: str = "",
    organisation: str = "",
    fault: str = "",
) -> HtmlResponse:
    return await view.page(
        "auth/sign_in.html",
        frame=False,
        status=status,
        next=own_path(next),
        email=email,
        organisation=organisation,
        fault=fault,
    )


def enter(view: View, pair: TokenPair, path: str) -> HtmlResponse:
    """Keep a session in this browser and go on to a page."""
    response = view.redirect(own_path(path))
    token = view.platform.access.browser_token(pair.access_token)
    response.set_cookie(session_cookie(view.request, token))
    return response


def _remember(view: View, form: Any, name: str, value: str) -> HtmlResponse:
    response = view.redirect(own_path(str(form.get("next", ROOT))))
    response.set_cookie(
        Cookie(key=name, value=value, max_age=YEAR_SECONDS, path=ROOT, samesite="lax")
    )
    return response


def own_path(path: str) -> str:
    """The path if it lies in the console; the console's own otherwise (CWE-601)."""
    inside = path == ROOT or path.startswith(f"{ROOT}/")
    return path if inside and "\\" not in path and "\n" not in path else ROOT


def _is_local(request: AnyRequest) -> bool:
    try:
        return request.client is not None and ip_address(request.client.host).is_loopback
    except ValueError:
        return False
