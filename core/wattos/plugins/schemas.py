"""What the host tells about plugins, and what plugins give it that belongs to no other room."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

import msgspec

from wattos.plugins.manifest import Manifest

if TYPE_CHECKING:
    from wattos.access import Principal

PluginState = Literal["not allowed", "loaded", "quarantined"]


class PluginStatus(msgspec.Struct, frozen=True, kw_only=True):
    """One installed plugin: allowed or not, loaded or quarantined and why.

    A loaded one with a reason is in quarantine in another process of the installation.
    """

    id: str
    state: PluginState
    manifest: Manifest | None = None
    enabled_by_default: bool = False
    reason: str | None = None
    failures: int = 0

    @property
    def health(self) -> str:
        """`ok`, `quarantined` or `not allowed`, as people are told."""
        if self.state != "loaded":
            return self.state
        return "ok" if self.reason is None else "quarantined"


class HealthResult(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of a health check; `hint` says what to do when it is not ok."""

    ok: bool
    detail: str = ""
    hint: str = ""


class HealthCheck(msgspec.Struct, frozen=True):
    """A named check that answers within a few seconds."""

    name: str
    run: Callable[[], Awaitable[HealthResult]]


class ReportItem(msgspec.Struct, frozen=True, kw_only=True):
    """One finding of a report's section; `quote` stands word for word at `url`."""

    text: dict[str, str]
    """what was found, by language (de, en)"""
    url: str = ""
    quote: str = ""


class SectionContent(msgspec.Struct, frozen=True, kw_only=True):
    """What a section says about a tenant now; texts by language (de, en)."""

    summary: dict[str, str]
    items: tuple[ReportItem, ...] = ()
    figures: dict[str, int] = {}
    """counts by a name that `labels` puts into words"""
    labels: dict[str, dict[str, str]] = {}


class ReportSection(msgspec.Struct, frozen=True):
    """A part of the report on a tenant's material; `run` gives None where there is nothing yet."""

    name: str
    titles: dict[str, str]
    run: Callable[[UUID], Awaitable[SectionContent | None]]


class AdminRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A request to a plugin's console page, already checked: sign-in, permission, form token."""

    principal: Principal
    language: Literal["de", "en"]
    query: Mapping[str, str] = {}
    form: Mapping[str, str] | None = None
    """The submitted form; None when the page is only looked at."""


class AdminBody(msgspec.Struct, frozen=True, kw_only=True):
    """What a page shows: one of the plugin's templates and its values, or where to go instead."""

    template: str = ""
    """A Jinja template in the page's folder; it may extend `page.html` of the console."""
    values: Mapping[str, Any] = {}
    redirect: str | None = None
    notice: str = ""
    """Said once on the page that comes next."""


class AdminPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page that a plugin adds to the console, under `/admin/x/<plugin>/<slug>`."""

    slug: str
    names: dict[str, str]
    """The navigation's words, in `de` and `en`."""
    permission: str
    """Who lacks it neither sees the entry nor may open the page."""
    templates: Path
    view: Callable[[AdminRequest], Awaitable[AdminBody]]
    icon: str = "puzzle"
    """A name of Bootstrap Icons that the console has in its set."""
    order: int = 100


class SettingsSchema(msgspec.Struct, frozen=True):
    """A plugin's settings of a tenant, as a msgspec struct whose fields all have defaults.

    `msgspec.Meta(title=…, description=…, extra_json_schema={"de": …})` gives the words of the form.
    """

    struct: type[msgspec.Struct]
