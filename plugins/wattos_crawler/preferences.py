"""What a tenant wants of its crawls, where a crawl itself does not say otherwise."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from msgspec import Meta

from wattos.plugins import TenantPlugins

PLUGIN: Final = "wattos_crawler"
Usual = Callable[[UUID], Awaitable[dict[str, Any]]]
"""Gives a tenant's preferences as loose options."""


def _words(en: str, en_hint: str, de: str, de_hint: str, **limits: Any) -> Meta:
    german = {"de": {"title": de, "description": de_hint}}
    return Meta(title=en, description=en_hint, extra_json_schema=german, **limits)


class Preferences(msgspec.Struct, frozen=True, kw_only=True):
    """The plugin's settings of a tenant; the operator's limits hold above them."""

    max_pages: Annotated[
        int,
        _words(
            "Pages at most",
            "Pages and files that are taken; copies and failures do not count.",
            "Höchstens so viele Seiten",
            "Seiten und Dateien, die übernommen werden; Doppelte und Fehlschläge zählen nicht.",
            ge=1,
            le=100_000,
        ),
    ] = 500
    max_depth: Annotated[
        int,
        _words(
            "Clicks from the start at most",
            "Pages further away are left out.",
            "Höchstens so viele Klicks vom Start",
            "Seiten, die weiter weg sind, bleiben aus.",
            ge=0,
            le=50,
        ),
    ] = 5
    allowed_domains: Annotated[
        list[str],
        _words(
            "Further domains",
            "One a line, such as buergerservice.example; with their subdomains.",
            "Weitere Domains",
            "Eine je Zeile, zum Beispiel buergerservice.example; Subdomains gehören dazu.",
        ),
    ] = []
    include: Annotated[
        list[str],
        _words(
            "Only these addresses",
            "One pattern a line, such as /rathaus/*. Empty: every address. The start is always "
            "read.",
            "Nur diese Adressen",
            "Ein Muster je Zeile, zum Beispiel /rathaus/*. Leer: jede Adresse. Die Startseite wird "
            "immer gelesen.",
        ),
    ] = []
    exclude: Annotated[
        list[str],
        _words(
            "Not these addresses",
            "One pattern a line, such as /archiv/* or *.zip. Goes before the list above.",
            "Diese Adressen nicht",
            "Ein Muster je Zeile, zum Beispiel /archiv/* oder *.zip. Geht der Liste darüber vor.",
        ),
    ] = []
    languages: Annotated[
        list[str],
        _words(
            "Only pages in these languages",
            "One a line, such as de. Empty: every language. A page that names none is taken.",
            "Nur Seiten in diesen Sprachen",
            "Eine je Zeile, zum Beispiel de. Leer: jede Sprache. Eine Seite, die keine nennt, wird "
            "übernommen.",
        ),
    ] = []
    delay: Annotated[
        float,
        _words(
            "Seconds between two requests",
            "At least; the site's robots.txt may ask for more.",
            "Sekunden zwischen zwei Abrufen",
            "Mindestens; die robots.txt der Website kann mehr verlangen.",
            ge=0,
            le=60,
        ),
    ] = 0.05


def usual_of(plugins: TenantPlugins) -> Usual:
    """The preferences that a tenant has kept; only what it has kept, so that defaults stay one."""

    async def usual(tenant_id: UUID) -> dict[str, Any]:
        return await plugins.settings(tenant_id, PLUGIN)

    return usual


def merged(payload: dict[str, Any], usual: dict[str, Any]) -> dict[str, Any]:
    """A crawl's own options before the tenant's usual ones."""
    return usual | {name: value for name, value in payload.items() if value not in (None, [], ())}
