"""One request's view: who asks, in which language, and how pages are answered."""

from __future__ import annotations

from datetime import UTC, tzinfo
from typing import TYPE_CHECKING, Any
from uuid import UUID

from litestar import Response
from litestar.response import Redirect
from markupsafe import Markup

from wattos.access import Principal
from wattos.errors import NotSignedIn
from wattos_admin.api_client import Api
from wattos_admin.catalogue import Language, language_of, words
from wattos_admin.flash import COOKIE as FLASH_COOKIE
from wattos_admin.flash import Flash, flash_cookie, read_flash
from wattos_admin.session import AnyRequest, address_of, form_token, session_token

if TYPE_CHECKING:
    from wattos.platform import Platform
    from wattos_admin.console import Console

THEMES = ("auto", "light", "dark")
LANGUAGE_COOKIE, THEME_COOKIE = "wattos_language", "wattos_theme"
HtmlResponse = Response[Any]


class View:
    """What a handler of the console works with; `zone` is the one of the tenant's clocks."""

    def __init__(self, console: Console, request: AnyRequest, zone: tzinfo = UTC) -> None:
        self.console = console
        self.zone = zone
        self.request = request
        found = request.scope.get("user")
        self.signed_in: Principal | None = found if isinstance(found, Principal) else None
        self.language: Language = self._language()
        self._flash = read_flash(request.cookies.get(FLASH_COOKIE))

    @property
    def platform(self) -> Platform:
        """The services of the core rooms."""
        return self.console.platform

    @property
    def principal(self) -> Principal:
        """Who asks; raises NotSignedIn on a public page that nobody is signed in on."""
        if self.signed_in is None:
            raise NotSignedIn("Nobody is signed in.")
        return self.signed_in

    @property
    def tenant_id(self) -> UUID:
        """The tenant of who asks."""
        return self.principal.tenant_id

    @property
    def api(self) -> Api:
        """The application's API on the rights of who asks."""
        authorization = self.request.headers.get("authorization", "")
        bearer = authorization.partition(" ")[2]
        return Api(self.request.app, session_token(self.request) or bearer)

    @property
    def by_script(self) -> bool:
        """Whether the page's script asks, which puts the answer where it belongs."""
        return self.request.headers.get("hx-request") == "true"

    @property
    def here(self) -> str:
        """The page's own address with what is searched, filtered and sorted."""
        return address_of(self.request)

    @property
    def theme(self) -> str:
        """`auto`, `light` or `dark`, as the person chose."""
        chosen = self.request.cookies.get(THEME_COOKIE, "auto")
        return chosen if chosen in THEMES else "auto"

    @property
    def public_url(self) -> str:
        """Where people reach this installation."""
        configured = self.platform.settings.public_url
        return configured or str(self.request.base_url).rstrip("/")

    def _(self, key: str, **values: object) -> str:
        """The words for an English key."""
        return words(self.language).gettext(key) % values if values else words(
            self.language
        ).gettext(key)  # fmt: skip

    def part(self, template: str, **values: Any) -> str:
        """A piece of a page, for live updates."""
        return self.console.render(self, template, values)

    async def page(
        self, template: str, *, status: int = 200, frame: bool = True, **values: Any
    ) -> HtmlResponse:
        """A whole page; without `frame` it has no navigation."""
        entries = await self.console.navigation(self) if frame and self.signed_in else []
        tenant = None
        if self.signed_in is not None:
            tenant = await self.platform.tenancy.get(self.tenant_id)
        values |= {"navigation": entries, "tenant": tenant, "flash": self._flash}
        response = Response(
            self.console.render(self, template, values),
            status_code=status,
            media_type="text/html; charset=utf-8",
        )
        if self._flash is not None:
            response.set_cookie(flash_cookie(None))
        return response

    def fragment(self, template: str, *, status: int = 200, **values: Any) -> HtmlResponse:
        """A piece of a page as the answer to htmx."""
        return Response(
            Markup(self.part(template, **values)),  # noqa: S704 - rendered with autoescape
            media_type="text/html; charset=utf-8",
            status_code=status,
        )

    def redirect(
        self, path: str, *, notice: str = "", undo: str | None = None, bad: bool = False
    ) -> HtmlResponse:
        """Go to another page after a form, which says what was done there.

        A form that the console's script sent stays as it was filled in when it was `bad`: it gets
        the notice alone, with status 400.
        """
        response: HtmlResponse
        if not self.by_script:
            response = Redirect(path, status_code=303)
        elif bad:
            return self.fragment("parts/fault.html", status=400, title=notice, detail="")
        else:
            response = Response(None, status_code=204, headers={"HX-Redirect": path})
        if notice:
            response.set_cookie(flash_cookie(Flash(text=notice, undo=undo, bad=bad)))
        return response

    def form_token(self) -> str:
        """What this session's forms carry."""
        return form_token(self.request)

    async def keep_language(self, language: Language) -> None:
        """Make a language the signed-in person's own: mails come in it."""
        person = self.signed_in
        if person is None or person.user_id is None or person.language == language:
            return
        await self.platform.access.update_user(
            self.tenant_id, person.user_id, language=language, by=person
        )

    def _language(self) -> Language:
        request = self.request
        chosen = language_of(request.cookies.get(LANGUAGE_COOKIE))
        for part in request.headers.get("accept-language", "").split(","):
            chosen = chosen or language_of(part.strip())
        if chosen is None and self.signed_in is not None and self.signed_in.kind == "user":
            chosen = language_of(self.signed_in.language)
        return chosen or "en"
