"""Plugins over HTTP: what is installed, and what a tenant switches on."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Controller, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from wattos.access import Principal, requires
from wattos.audit import record
from wattos.database import tenant_scope
from wattos.plugins.host import PluginHost
from wattos.plugins.service import TenantPlugins


class TenantPlugin(msgspec.Struct, frozen=True, kw_only=True):
    """A plugin as a tenant sees it."""

    id: str
    names: dict[str, str]
    kind: str
    version: str
    enabled: bool
    health: str
    reason: str | None = None


class PluginChange(msgspec.Struct, frozen=True, kw_only=True):
    """What to change of a plugin for one's own tenant; what is left out stays."""

    enabled: bool | None = None
    settings: dict[str, Any] | None = None


class PluginController(Controller):
    """One's own tenant's plugins."""

    path = "/api/admin/plugins"
    tags = ("admin",)

    @get("/", guards=[requires("plugin:read")])
    async def list_plugins(
        self,
        principal: NamedDependency[Principal],
        host: NamedDependency[PluginHost],
        plugins: NamedDependency[TenantPlugins],
    ) -> list[TenantPlugin]:
        """Every allowed plugin, whether it is enabled, and its health."""
        found: list[TenantPlugin] = []
        for status in host.status():
            if status.manifest is None or status.state == "not allowed":
                continue
            manifest = status.manifest
            enabled = await plugins.is_enabled(principal.tenant_id, status.id)
            found.append(
                TenantPlugin(
                    id=status.id,
                    names={"de": manifest.names.de, "en": manifest.names.en},
                    kind=manifest.kind,
                    version=manifest.version,
                    enabled=enabled and status.state == "loaded",
                    health=status.health,
                    reason=status.reason,
                )
            )
        return found

    @put("/{plugin_id:str}", guards=[requires("plugin:write")], status_code=204)
    async def change_plugin(
        self,
        plugin_id: FromPath[str],
        data: JSONBody[PluginChange],
        principal: NamedDependency[Principal],
        plugins: NamedDependency[TenantPlugins],
    ) -> None:
        """Switch a plugin on or off, or replace its settings."""
        tenant_id = principal.tenant_id
        plugins.require_loaded(plugin_id)
        if data.settings is not None:
            await plugins.change_settings(tenant_id, plugin_id, data.settings)
        if data.enabled is not None:
            await plugins.set_enabled(
                tenant_id, plugin_id, enabled=data.enabled, changed_by=str(principal.id)
            )
        async with tenant_scope(tenant_id):
            await record(
                "plugin.change",
                actor=principal.actor,
                resource="plugin",
                resource_id=plugin_id,
                detail={"enabled": data.enabled, "settings_changed": data.settings is not None},
            )


route_handlers = [PluginController]
