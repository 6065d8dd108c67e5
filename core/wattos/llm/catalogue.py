"""The providers there are: a tenant's own, those of plugins, those the environment configures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from uuid import UUID

from wattos.errors import InvalidInput
from wattos.llm.endpoints import ProviderAccess, compatible_endpoint
from wattos.llm.litellm_provider import LitellmProvider
from wattos.llm.openai_compatible import OpenAICompatibleProvider
from wattos.llm.provider import ModelProvider, ModelRegistry
from wattos.llm.settings import configured_access
from wattos.outbound import NetworkSettings
from wattos.settings import Settings

_LITELLM_ROUTES = {"anthropic": ("anthropic", "us"), "google": ("gemini", "")}
"""litellm's name and the region of the providers that speak their own protocol."""


def provider_of(access: ProviderAccess, *, guard: NetworkSettings | None = None) -> ModelProvider:
    """The provider behind an access; with `guard` only through the guard for outside addresses."""
    endpoint = compatible_endpoint(access, "chat/completions")
    if endpoint is not None:
        return OpenAICompatibleProvider(endpoint, guard=guard)
    route, region = _LITELLM_ROUTES[access.provider]
    return LitellmProvider(
        access.provider, route=route, api_key=access.key, region=access.region or region
    )


def built_in_providers(settings: Settings) -> Iterator[ModelProvider]:
    """The providers that the environment configures; without any key only `litellm/`."""
    for access in configured_access(settings):
        yield provider_of(access)
    yield LitellmProvider("litellm", route="")


class Catalogue:
    """Finds the provider and the region of a model name, for the installation or for a tenant."""

    def __init__(
        self,
        settings: Settings,
        registry: ModelRegistry,
        *,
        built_in: tuple[ModelProvider, ...] | None = None,
        own: Mapping[str, ModelProvider] | None = None,
        tenant_id: UUID | None = None,
    ) -> None:
        self._settings = settings
        self._built_in = tuple(built_in_providers(settings)) if built_in is None else built_in
        self._registry = registry
        self._own = own or {}
        self._tenant_id = tenant_id

    def of_tenant(self, tenant_id: UUID, own: Mapping[str, ModelProvider]) -> Catalogue:
        """The same with a tenant's own providers in front; shares the connections."""
        return Catalogue(
            self._settings, self._registry, built_in=self._built_in, own=own, tenant_id=tenant_id
        )

    @property
    def own(self) -> tuple[str, ...]:
        """The providers that the tenant has its own access to."""
        return tuple(self._own)

    def provider(self, model: str) -> ModelProvider | None:
        """The provider of "prefix/model", or None when nothing here serves that prefix."""
        prefix = model.partition("/")[0]
        if prefix in self._own:
            return self._own[prefix]
        # A plugin may replace a built-in provider, so the registered ones come first.
        for provider in (*self._registry.models(), *self._built_in):
            if provider.prefix == prefix:
                return provider
        return None

    def require(self, model: str) -> ModelProvider:
        """The provider of "prefix/model"; raises `InvalidInput` naming the prefixes there are."""
        name = model.partition("/")[2]
        provider = self.provider(model) if name.strip() and name.isprintable() else None
        if provider is None:
            raise InvalidInput(
                "No provider serves this model.",
                given=model,
                expected="provider/model with one of " + ", ".join(self.prefixes()),
                hint="Set the provider's key, or correct the name.",
                told={
                    "de": f"Kein Anbieter hat das Modell „{model[:80]}“. Erwartet wird "
                    f"Anbieter/Modell mit einem von: {', '.join(self.prefixes())}. Hinterlegen Sie "
                    "dessen Schlüssel, oder berichtigen Sie den Namen.",
                },
            )
        return provider

    def prefixes(self) -> list[str]:
        """Every prefix that is served."""
        served = {p.prefix for p in (*self._registry.models(), *self._built_in)}
        return sorted(served | set(self._own))

    def region(self, model: str) -> str:
        """Where the model runs: what the operator said, else what the provider says, else "".

        The operator speaks of the configured providers; of a tenant's own the tenant does.
        """
        prefix = model.partition("/")[0]
        stated = self._settings.model_regions
        if prefix not in self._own and (said := stated.get(model) or stated.get(prefix)):
            return said
        provider = self.provider(model)
        return provider.region if provider is not None else ""

    def circuit(self, model: str) -> str:
        """Whose health an attempt at the model tells of: one tenant's bad key rests no other's."""
        own = model.partition("/")[0] in self._own
        return f"{model}@{self._tenant_id}" if own else model

    async def close(self) -> None:
        """Close the connections of the built-in providers."""
        for provider in self._built_in:
            await close_provider(provider)


async def close_provider(provider: ModelProvider) -> None:
    """Close what a built-in provider keeps open."""
    if isinstance(provider, OpenAICompatibleProvider):
        await provider.close()
