"""Plugins: how they are, which ones the organisation has, and their settings."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from wattos.access import requires
from wattos.errors import InvalidInput, NotFound
from wattos_admin.faults import told
from wattos_admin.listing import Listing, ListQuery, arranged, choices, csv_file
from wattos_admin.page import ROOT, key_of
from wattos_admin.schema_form import UnusableForm, fields_of, settings_from
from wattos_admin.session import AnyRequest
from wattos_admin.view import HtmlResponse, View

PATH = f"{ROOT}/settings/plugins"
API = "/api/admin/plugins"
OWN = "wattos_admin"
HEALTH_WORDS = {"ok": key_of("Works"), "stopped": key_of("Stopped after a fault")}
STATE_WORDS = {"on": key_of("On"), "off": key_of("Off")}
may_read, may_write = requires("plugin:read"), requires("plugin:write")


class PluginController(Controller):
    """The organisation's plugins."""

    path = "/settings/plugins"

    @get(guards=[may_read])
    async def show_list(self, view: NamedDependency[View], request: AnyRequest) -> HtmlResponse:
        """Every plugin with its health; those in trouble first."""
        query = ListQuery.of(
            request, sorts=("health", "name"), default_sort="health", filters=("health", "state")
        )
        every: list[dict[str, Any]] = await view.api.call("GET", API)
        every.sort(key=lambda one: one["names"][view.language].casefold())
        found = arranged(
            every,
            query,
            text=lambda one: f"{one['names'][view.language]} {one['id']}",
            sorts={
                "health": lambda one: one["health"] == "ok",
                "name": lambda one: one["names"][view.language],
            },
            keeps={"health": lambda one: (_health(one),), "state": lambda one: (_state(one),)},
        )
        if query.export:
            return _export(view, found)
        filters = (
            choices("health", view._("Every health"), HEALTH_WORDS, view._),
            choices("state", view._("Every state"), STATE_WORDS, view._),
        )
        schema = view.platform.plugins.settings_schema
        return await view.page(
            "settings/plugins.html",
            list=Listing.part_of(found, query, filters),
            own=OWN,
            with_settings={one["id"] for one in found if schema(one["id"]) is not None},
        )

    @post("/{plugin_id:str}/{wanted:str}", guards=[may_write], status_code=200)
    async def switch(
        self, view: NamedDependency[View], plugin_id: FromPath[str], wanted: FromPath[str]
    ) -> HtmlResponse:
        """Switch a plugin on or off for the organisation; both can be undone."""
        if wanted not in ("on", "off") or (plugin_id == OWN and wanted == "off"):
            raise InvalidInput("This cannot be switched.", expected="on or off")
        change = {"enabled": wanted == "on"}
        await view.api.call("PUT", f"{API}/{plugin_id}", json=change)
        on, off = view._("The plugin is on."), view._("The plugin is off.")
        other = "off" if wanted == "on" else "on"
        notice = on if wanted == "on" else off
        return view.redirect(PATH, notice=notice, undo=f"{PATH}/{plugin_id}/{other}")

    @get("/{plugin_id:str}", guards=[may_write])
    async def show_settings(
        self, view: NamedDependency[View], plugin_id: FromPath[str]
    ) -> HtmlResponse:
        """The form that the plugin's schema describes."""
        return await _form(view, plugin_id)

    @post("/{plugin_id:str}", guards=[may_write], status_code=200)
    async def keep_settings(
        self, view: NamedDependency[View], plugin_id: FromPath[str], request: AnyRequest
    ) -> HtmlResponse:
        """Keep the form; the plugin's schema checks it."""
        here = f"{PATH}/{plugin_id}"
        before = await view.platform.plugins.settings(view.tenant_id, plugin_id)
        form = {name: str(value) for name, value in (await request.form()).items()}
        try:
            kept = settings_from(_struct(view, plugin_id), form, before, view._)
            await view.api.call("PUT", f"{API}/{plugin_id}", json={"settings": kept})
        except UnusableForm as error:
            return await _form(view, plugin_id, form=form, faults=error.faults)
        except InvalidInput as error:
            notice = view._("This cannot be kept: %(reason)s", reason=told(view, error))
            return view.redirect(here, notice=notice, bad=True)
        return view.redirect(here, notice=view._("The settings were kept."))


def _health(plugin: dict[str, Any]) -> str:
    return "ok" if plugin["health"] == "ok" else "stopped"


def _state(plugin: dict[str, Any]) -> str:
    return "on" if plugin["enabled"] else "off"


def _export(view: View, plugins: list[dict[str, Any]]) -> HtmlResponse:
    headings = [view._("Name"), view._("Plugin"), view._("Version"), view._("Health"),
                view._("State")]  # fmt: skip
    return csv_file(
        "plugins",
        headings,
        (
            (
                *(one["names"][view.language], one["id"], one["version"]),
                *(view._(HEALTH_WORDS[_health(one)]), view._(STATE_WORDS[_state(one)])),
            )
            for one in plugins
        ),
    )


async def _form(
    view: View,
    plugin_id: str,
    *,
    form: dict[str, str] | None = None,
    faults: dict[str, str] | None = None,
) -> HtmlResponse:
    struct = _struct(view, plugin_id)
    stored = await view.platform.plugins.settings(view.tenant_id, plugin_id)
    names = [one for one in await view.api.call("GET", API) if one["id"] == plugin_id]
    return await view.page(
        "settings/plugin.html",
        status=400 if faults else 200,
        plugin_id=plugin_id,
        name=names[0]["names"][view.language] if names else plugin_id,
        fields=fields_of(struct, stored, view.language, form=form, faults=faults),
    )


def _struct(view: View, plugin_id: str) -> type[msgspec.Struct]:
    schema = view.platform.plugins.settings_schema(plugin_id)
    if schema is None:
        raise NotFound("This plugin has nothing to set.")
    return schema.struct
