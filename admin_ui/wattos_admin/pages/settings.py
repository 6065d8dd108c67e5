"""The organisation's own settings: name, language, clock, and what is kept how long."""

from __future__ import annotations

from zoneinfo import available_timezones

from litestar import Controller, get, post
from litestar.di import NamedDependency

from wattos.access import requires
from wattos.errors import InvalidInput
from wattos_admin.page import ROOT, Page, Section, key_of
from wattos_admin.session import AnyRequest
from wattos_admin.typed_text import typed_text
from wattos_admin.view import HtmlResponse, View

PATH = f"{ROOT}/settings"
LANGUAGES = (("de", "Deutsch"), ("en", "English"), ("tr", "Türkçe"))
may_write = requires("tenant:write")


class SettingsController(Controller):
    """The first page of the settings."""

    path = "/settings"

    @get(guards=[may_write])
    async def show(self, view: NamedDependency[View]) -> HtmlResponse:
        """What the organisation is called, which language and clock it has."""
        installation = view.platform.settings
        return await view.page(
            "settings/general.html",
            languages=LANGUAGES,
            zones=sorted(zone for zone in available_timezones() if "/" in zone),
            default_zone=installation.time_zone,
            default_region=installation.region,
        )

    @post(guards=[may_write], status_code=200)
    async def keep(self, view: NamedDependency[View], request: AnyRequest) -> HtmlResponse:
        """Keep the form; an empty zone or region goes back to the installation's."""
        form = await request.form()
        given = {
            name: typed_text(form, name, 200)
            for name in ("name", "language", "time_zone", "region")
        }
        if given["time_zone"] and given["time_zone"] not in available_timezones():
            notice = view._("There is no such time zone. Choose one from the list.")
            return view.redirect(PATH, notice=notice, bad=True)
        change = {
            "name": given["name"],
            "language": given["language"],
            "settings": {key: given[key] or None for key in ("time_zone", "region")},
        }
        try:
            await view.api.call("PATCH", "/api/admin/tenant", json=change)
        except InvalidInput:
            notice = view._("The name or the language cannot be used.")
            return view.redirect(PATH, notice=notice, bad=True)
        return view.redirect(PATH, notice=view._("The settings were kept."))


PAGE = Page(
    path=PATH,
    name=key_of("Settings"),
    icon="gear",
    permission="tenant:write",
    order=90,
    controller=SettingsController,
    sections=(
        Section(path=PATH, name=key_of("Organisation"), permission="tenant:write"),
        Section(path=f"{PATH}/weekly", name=key_of("Weekly mail"), permission="tenant:write"),
        Section(path=f"{PATH}/retention", name=key_of("Retention"), permission="tenant:write"),
        Section(path=f"{PATH}/models", name=key_of("Models"), permission="model:read"),
        Section(path=f"{PATH}/plugins", name=key_of("Plugins"), permission="plugin:read"),
        Section(path=f"{PATH}/audit", name=key_of("Audit trail"), permission="audit:read"),
    ),
)
