"""What the host tells about plugins, and what plugins give it that belongs to no other room."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Literal

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
