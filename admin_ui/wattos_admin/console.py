"""The console of one process: its templates, and which pages a person sees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
import msgspec

from wattos import __version__
from wattos.database import fetchrow, tenant_scope
from wattos.plugins import AdminPage
from wattos_admin.catalogue import LANGUAGES, Language, words
from wattos_admin.formats import clocks_of, filters
from wattos_admin.page import ROOT, Found, Page
from wattos_admin.weekly.recent import RecentLooks

if TYPE_CHECKING:
    from wattos.platform import Platform
    from wattos_admin.view import View

TEMPLATES = Path(__file__).resolve().parent / "templates"
STATIC = Path(__file__).resolve().parent / "static"

_FOUND = """
select exists (select 1 from document) as documents,
    exists (select 1 from conversation) as conversations,
    exists (select 1 from verified_answer) as verified,
    (select count(*) > 1 from (select 1 from agent limit 2) as first_two) as agents
"""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the navigation."""

    path: str
    name: str
    current: bool
    icon: str = ""
    sections: tuple[Entry, ...] = ()


class Console:
    """Built once a process over its platform."""

    def __init__(self, platform: Platform, pages: Sequence[Page]) -> None:
        self.platform = platform
        self.looks = RecentLooks(platform)
        self._own = pages
        self.plugin_pages = self._registered()
        """What other plugins brought, by path: the plugin's id and its page."""

    def _registered(self) -> dict[str, tuple[str, AdminPage]]:
        found: dict[str, tuple[str, AdminPage]] = {}
        registered: dict[str, list[AdminPage]] = self.platform.registries.by_plugin(
            "register_admin_pages"
        )
        for plugin_id, pages in registered.items():
            for page in pages:
                found[f"{ROOT}/x/{plugin_id}/{page.slug}"] = (plugin_id, page)
        return found

    async def navigation(self, view: View) -> list[Entry]:
        """The entries that a person may see and that have something behind them by now."""
        async with tenant_scope(view.tenant_id):
            row = await fetchrow(_FOUND)
        found = msgspec.convert(dict(row or {}), Found)
        own = [page for page in self._own if page.shown(found)]
        pages = sorted([*own, *await self._of_plugins(view)], key=lambda page: page.order)
        entries = (_entry(page, view) for page in pages)
        return [entry for entry in entries if entry is not None]

    async def _of_plugins(self, view: View) -> list[Page]:
        enabled = self.platform.plugins.is_enabled
        return [
            Page(
                path=path,
                name=page.names,
                icon=page.icon,
                permission=page.permission,
                order=page.order,
            )
            for path, (plugin_id, page) in self.plugin_pages.items()
            if await enabled(view.tenant_id, plugin_id)
        ]

    def render(self, view: View, template: str, values: Mapping[str, Any]) -> str:
        """A template's HTML in the language of the view, by the tenant's clocks."""
        with clocks_of(view.zone):
            return (
                self._environments[view.language].get_template(template).render(values, view=view)
            )

    @cached_property
    def _environments(self) -> dict[Language, jinja2.Environment]:
        folders = {
            f"{plugin_id}/{page.slug}": jinja2.FileSystemLoader(page.templates)
            for plugin_id, page in self.plugin_pages.values()
        }
        loader = jinja2.ChoiceLoader(
            [jinja2.FileSystemLoader(TEMPLATES), jinja2.PrefixLoader(folders, delimiter=":")]
        )
        return {language: environment(loader, language) for language in LANGUAGES}


def environment(loader: jinja2.BaseLoader, language: Language) -> jinja2.Environment:
    """Templates that speak a language, for pages and mails."""
    made = jinja2.Environment(
        loader=loader,
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    spoken = words(language)
    made.install_gettext_callables(  # pyright: ignore[reportAttributeAccessIssue]
        spoken.gettext, spoken.ngettext, newstyle=True
    )
    made.filters.update(filters(language))
    shared: dict[str, Any] = {"root": ROOT, "version": _version(), "language": language}
    made.globals |= shared
    return made


def _version() -> str:
    """Part of the assets' addresses, so that a new bundle is fetched."""
    bundle = STATIC / "console.js"
    return f"{__version__}-{int(bundle.stat().st_mtime)}" if bundle.exists() else __version__


def _entry(page: Page, view: View) -> Entry | None:
    """A page's line as the person sees it; None where nothing of it is theirs to open."""
    here = view.request.url.path
    open_sections = [one for one in page.sections if view.principal.may(one.permission)]
    if page.sections:
        path = open_sections[0].path if open_sections else None
    else:
        path = page.path if view.principal.may(page.permission) else None
    if path is None:
        return None
    shown = [one.path for one in open_sections if _is_within(here, one.path)]
    nearest = max(shown, key=len, default="")
    return Entry(
        path=path,
        name=_name(page, view),
        icon=page.icon,
        current=_is_within(here, page.path),
        sections=tuple(
            Entry(
                path=one.path,
                name=words(view.language).gettext(one.name),
                current=one.path == nearest,
            )
            for one in open_sections
        ),
    )


def _is_within(here: str, path: str) -> bool:
    return here == path or here.startswith(f"{path}/")


def _name(page: Page, view: View) -> str:
    if isinstance(page.name, str):
        return words(view.language).gettext(page.name)
    return page.name.get(view.language) or page.name.get("en", page.path)
