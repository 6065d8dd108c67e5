"""What the host tells about plugins, and what plugins give it that belongs to no other room."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Literal
from uuid import UUID

import msgspec

from wattos.plugins.manifest import Manifest

PluginState = Literal["not allowed", "loaded", "quarantined"]


class PluginStatus(msgspec.Struct, frozen=True, kw_only=True):
    """One installed plugin: allowed or not, loaded or quarantined and why."""

    id: str
    state: PluginState
    manifest: Manifest | None = None
    enabled_by_default: bool = False
    reason: str | None = None
    failures: int = 0


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
