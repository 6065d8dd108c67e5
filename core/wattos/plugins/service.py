"""Which plugins a tenant has: allowing them is the operator's word, enabling them the tenant's."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from wattos.access import Principal
from wattos.database import execute, fetch, new_id, tenant_scope
from wattos.errors import InvalidInput, NotFound
from wattos.plugins.host import PluginHost
from wattos.plugins.schemas import SettingsSchema

_CACHE_SECONDS = 5.0


class TenantPlugins:
    """Reads and changes `plugin_enablement`; answers are at most five seconds old."""

    def __init__(self, host: PluginHost) -> None:
        self._host = host
        self.platform: Any = None
        """Handed to hooks that ask for it."""
        self._cache: dict[UUID, tuple[float, dict[str, bool]]] = {}
        self._schemas: dict[str, SettingsSchema] = {}

    def add_settings(self, schemas: Mapping[str, Sequence[SettingsSchema]]) -> None:
        """Take what plugins registered as their settings; one schema a plugin."""
        self._schemas |= {plugin_id: found[0] for plugin_id, found in schemas.items() if found}

    def settings_schema(self, plugin_id: str) -> SettingsSchema | None:
        """What a tenant may set for the plugin; None when there is nothing to set."""
        return self._schemas.get(plugin_id)

    async def is_enabled(self, tenant_id: UUID, plugin_id: str) -> bool:
        """Whether the tenant has the plugin: its own choice, else the allow-list's default."""
        choices = await self._choices(tenant_id)
        return choices.get(plugin_id, self._host.enabled_by_default(plugin_id))

    async def contributions(self, tenant_id: UUID, hook: str, **arguments: Any) -> list[Any]:
        """What the tenant's enabled plugins registered through a `register_*` hook."""
        found = self._host.contributions(hook, **arguments)
        return [c.value for c in found if await self.is_enabled(tenant_id, c.plugin_id)]

    async def notify(self, tenant_id: UUID, hook: str, **arguments: Any) -> None:
        """Await an observation hook of the plugins that a tenant has."""
        if among := await self._implementers(tenant_id, hook):
            await self._host.notify(hook, among=among, **arguments)

    async def decide(self, tenant_id: UUID, hook: str, **arguments: Any) -> Any:
        """The first decision of the plugins that a tenant has; None leaves it to the platform."""
        among = await self._implementers(tenant_id, hook)
        arguments["tenant_id"] = tenant_id
        return self._host.decide(hook, among=among, **arguments) if among else None

    async def refused(self, principal: Principal) -> frozenset[str]:
        """Those of a principal's permissions that a plugin of the tenant refuses.

        A plugin that fails to answer, or cannot be asked at all, refuses.
        """
        refused: frozenset[str] = frozenset()
        for plugin_id in self._host.guards():
            if await self.is_enabled(principal.tenant_id, plugin_id):
                refused |= self._host.refused_by(plugin_id, principal)
        return refused

    async def _implementers(self, tenant_id: UUID, hook: str) -> list[str]:
        found = self._host.implementers(hook)
        return [plugin_id for plugin_id in found if await self.is_enabled(tenant_id, plugin_id)]

    async def set_enabled(
        self, tenant_id: UUID, plugin_id: str, *, enabled: bool, changed_by: str | None = None
    ) -> None:
        """Switch a plugin on or off for a tenant and tell the plugins; raises `NotFound`.

        What does not change is not told.
        """
        self.require_loaded(plugin_id)
        self._cache.pop(tenant_id, None)
        was_enabled = await self.is_enabled(tenant_id, plugin_id)
        async with tenant_scope(tenant_id):
            await execute(
                "insert into plugin_enablement (id, tenant_id, plugin_id, enabled, changed_by) "
                "values ($1, $2, $3, $4, $5) on conflict (tenant_id, plugin_id) "
                "do update set enabled = excluded.enabled, changed_by = excluded.changed_by",
                new_id(), tenant_id, plugin_id, enabled, changed_by,
            )  # fmt: skip
        self._cache.pop(tenant_id, None)
        if enabled != was_enabled:
            await self._host.notify(
                "plugin_enabled" if enabled else "plugin_disabled",
                platform=self.platform,
                tenant_id=tenant_id,
                plugin_id=plugin_id,
            )

    async def settings(self, tenant_id: UUID, plugin_id: str) -> dict[str, Any]:
        """The tenant's settings of a plugin; empty when none were made."""
        async with tenant_scope(tenant_id):
            rows = await fetch(
                "select settings from plugin_enablement where plugin_id = $1", plugin_id
            )
        return msgspec.json.decode(rows[0]["settings"], type=dict[str, Any]) if rows else {}

    async def change_settings(
        self, tenant_id: UUID, plugin_id: str, settings: dict[str, Any]
    ) -> None:
        """Replace the tenant's settings of a plugin.

        Raises `NotFound` for one not loaded, `InvalidInput` for settings against its schema.
        """
        self.require_loaded(plugin_id)
        if (schema := self._schemas.get(plugin_id)) is not None:
            try:
                msgspec.convert(settings, schema.struct)
            except msgspec.ValidationError as error:
                raise InvalidInput("The settings cannot be used.", given=str(error)) from None
        enabled = await self.is_enabled(tenant_id, plugin_id)
        async with tenant_scope(tenant_id):
            await execute(
                "insert into plugin_enablement (id, tenant_id, plugin_id, enabled, settings) "
                "values ($1, $2, $3, $4, $5) on conflict (tenant_id, plugin_id) "
                "do update set settings = excluded.settings",
                new_id(), tenant_id, plugin_id, enabled, settings,
            )  # fmt: skip

    def require_loaded(self, plugin_id: str) -> None:
        """Raise `NotFound` for a plugin that this process has not."""
        loaded = [status.id for status in self._host.status() if status.state == "loaded"]
        if plugin_id not in loaded:
            raise NotFound("No such plugin is loaded.", given=plugin_id, expected=", ".join(loaded))

    async def _choices(self, tenant_id: UUID) -> dict[str, bool]:
        cached = self._cache.get(tenant_id)
        if cached is not None and cached[0] > time.monotonic():
            return cached[1]
        async with tenant_scope(tenant_id):
            rows = await fetch("select plugin_id, enabled from plugin_enablement")
        choices = {row["plugin_id"]: row["enabled"] for row in rows}
        self._cache[tenant_id] = (time.monotonic() + _CACHE_SECONDS, choices)
        return choices
