"""The providers this installation has: those its environment configures and those of plugins."""

from __future__ import annotations

from collections.abc import Iterator

from wattos.errors import InvalidInput
from wattos.llm.endpoints import compatible_endpoints
from wattos.llm.litellm_provider import LitellmProvider
from wattos.llm.openai_compatible import OpenAICompatibleProvider
from wattos.llm.provider import ModelProvider, ModelRegistry
from wattos.settings import Settings


def built_in_providers(settings: Settings) -> Iterator[ModelProvider]:
    """The providers that the environment configures; without any key only `litellm/`."""
    for endpoint in compatible_endpoints(settings, "chat/completions"):
        yield OpenAICompatibleProvider(endpoint)
    if settings.anthropic_api_key is not None:
        yield LitellmProvider(
            "anthropic", route="anthropic", api_key=settings.anthropic_api_key, region="us"
        )
    if settings.google_api_key is not None:
        yield LitellmProvider("google", route="gemini", api_key=settings.google_api_key)
    yield LitellmProvider("litellm", route="")


class Catalogue:
    """Finds the provider and the region of a model name."""

    def __init__(self, settings: Settings, registry: ModelRegistry) -> None:
        self._built_in = tuple(built_in_providers(settings))
        self._registry = registry
        self._regions = settings.model_regions

    def provider(self, model: str) -> ModelProvider | None:
        """The provider of "prefix/model", or None when nothing here serves that prefix."""
        prefix = model.partition("/")[0]
        # A plugin may replace a built-in provider, so the registered ones come first.
        for provider in (*self._registry.models(), *self._built_in):
            if provider.prefix == prefix:
                return provider
        return None

    def require(self, model: str) -> ModelProvider:
        """The provider of "prefix/model"; raises `InvalidInput` naming the prefixes there are."""
        provider = self.provider(model) if "/" in model else None
        if provider is None:
            raise InvalidInput(
                "No provider serves this model.",
                given=model,
                expected="provider/model with one of " + ", ".join(self.prefixes()),
                hint="Set the provider's key in the environment, or correct the name.",
            )
        return provider

    def prefixes(self) -> list[str]:
        """Every prefix that is served."""
        return sorted({p.prefix for p in (*self._registry.models(), *self._built_in)})

    def region(self, model: str) -> str:
        """Where the model runs: what the operator said, else what the provider says, else ""."""
        prefix = model.partition("/")[0]
        stated = self._regions.get(model) or self._regions.get(prefix)
        if stated:
            return stated
        provider = self.provider(model)
        return provider.region if provider is not None else ""

    async def close(self) -> None:
        """Close the connections of the built-in providers."""
        for provider in self._built_in:
            if isinstance(provider, OpenAICompatibleProvider):
                await provider.close()
