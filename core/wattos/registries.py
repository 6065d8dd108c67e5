"""What plugins registered, in the form in which each room asks for it.

Every room that needs plugins states its need as a Protocol; this class fulfils them all from the
plugin host, so that no room imports the host.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec

from wattos.access import Principal
from wattos.agents import AgentSpec, AgentType, Tool
from wattos.conversations import ChannelAdapter
from wattos.knowledge import Embedder, Parser, RecordExtractor, Redactor, VectorStore
from wattos.llm import ModelProvider, RemoteEmbedders
from wattos.plugins import PluginHost, ReportSection, TenantPlugins
from wattos.settings import Settings


class Registries:
    """The registered objects of all plugins; `platform` is handed to hooks that ask for it."""

    def __init__(self, host: PluginHost, plugins: TenantPlugins, settings: Settings) -> None:
        self._host = host
        self.remote_embedders = RemoteEmbedders(settings, self)
        self._plugins = plugins
        self.platform: Any = None

    def all(self, hook: str) -> list[Any]:
        """What every loaded plugin registered through a hook."""
        return [c.value for c in self._host.contributions(hook, platform=self.platform)]

    def by_plugin(self, hook: str) -> dict[str, list[Any]]:
        """What each loaded plugin registered through a hook, by plugin id."""
        found: dict[str, list[Any]] = {}
        for contribution in self._host.contributions(hook, platform=self.platform):
            found.setdefault(contribution.plugin_id, []).append(contribution.value)
        return found

    def adopt(self, hook: str, take: Callable[[list[Any]], None]) -> None:
        """Hand each plugin's registrations to `take`.

        A plugin whose registrations are refused (a name that is taken, say) is quarantined.
        """
        for plugin_id, values in self.by_plugin(hook).items():
            try:
                take(values)
            except Exception as error:  # noqa: BLE001 - a plugin may register anything
                self._host.refuse(plugin_id, hook, error)

    async def of_tenant(self, tenant_id: UUID, hook: str) -> list[Any]:
        """What the plugins that a tenant has registered through a hook."""
        return await self._plugins.contributions(tenant_id, hook, platform=self.platform)

    def parsers(self) -> list[Parser]:
        """Parsers of documents."""
        return self.all("register_parsers")

    def embedders(self) -> list[Embedder]:
        """Embedders by name."""
        return self.all("register_embedders")

    def remote_embedder(self, name: str, tenant_id: UUID | None = None) -> Embedder | None:
        """The embedding model "provider/model" of a provider that the environment configures."""
        if tenant_id is None:
            return self.remote_embedders.named(name)
        return self.remote_embedders.for_tenant(name, tenant_id)

    def vector_stores(self) -> list[VectorStore]:
        """Vector stores by name."""
        return self.all("register_vector_stores")

    def redactors(self) -> list[Redactor]:
        """Redactors in the order in which they are applied."""
        return self.all("register_redactors")

    def record_extractors(self) -> list[RecordExtractor]:
        """Extractors of typed records."""
        return self.all("register_record_extractors")

    def models(self) -> list[ModelProvider]:
        """Providers of models."""
        return self.all("register_models")

    def channels(self) -> list[ChannelAdapter]:
        """Channels."""
        return self.all("register_channels")

    async def tools(self, tenant_id: UUID) -> list[Tool]:
        """Tools that the tenant's agents may be given."""
        return await self.of_tenant(tenant_id, "register_tools")

    async def agent_types(self, tenant_id: UUID) -> list[AgentType]:
        """Starting points for the tenant's new agents."""
        return await self.of_tenant(tenant_id, "register_agent_types")

    async def select_model(
        self, tenant_id: UUID, purpose: str, spec: AgentSpec | None
    ) -> str | None:
        """A plugin's choice of model for a turn, or None."""
        return await self._plugins.decide(tenant_id, "select_model", purpose=purpose, spec=spec)

    async def select_agent(self, tenant_id: UUID, channel: str, text: str) -> str | None:
        """A plugin's choice of agent for a new conversation, or None."""
        return await self._plugins.decide(tenant_id, "select_agent", channel=channel, text=text)

    async def narrow(self, principal: Principal) -> Principal:
        """The principal without the permissions that a plugin refuses."""
        refused = await self._plugins.refused(principal)
        if not refused:
            return principal
        return msgspec.structs.replace(principal, permissions=principal.permissions - refused)

    async def report_sections(self, tenant_id: UUID) -> list[ReportSection]:
        """What the tenant's plugins add to the report on its material."""
        return await self.of_tenant(tenant_id, "register_report_sections")

    async def withheld(self, tenant_id: UUID, hook: str) -> frozenset[str]:
        """Names of what plugins registered through a hook that the tenant has switched off."""
        own = {each.name for each in await self.of_tenant(tenant_id, hook)}
        return frozenset(each.name for each in self.all(hook)) - own
