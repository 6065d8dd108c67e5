"""The providers this installation has: those its environment configures and those of plugins."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from wattos.errors import InvalidInput
from wattos.llm.litellm_provider import LitellmProvider
from wattos.llm.openai_compatible import Endpoint, OpenAICompatibleProvider
from wattos.llm.provider import ModelProvider, ModelRegistry
from wattos.settings import Settings

LOCAL = "local"
"""The region of a model that runs in the installation itself; every region policy allows it."""

_OPENAI_HOST = "api.openai.com"


def built_in_providers(settings: Settings) -> Iterator[ModelProvider]:
    """The providers that the environment configures; without any key only `litellm/`."""
    if settings.openai_api_key is not None:
        yield OpenAICompatibleProvider(_openai(settings, settings.openai_api_key.reveal()))
    if settings.azure_openai_api_key is not None and settings.azure_openai_endpoint:
        yield OpenAICompatibleProvider(_azure(settings, settings.azure_openai_api_key.reveal()))
    if settings.ollama_base_url:
        yield OpenAICompatibleProvider(_ollama(settings.ollama_base_url))
    if settings.anthropic_api_key is not None:
        yield LitellmProvider(
            "anthropic", route="anthropic", api_key=settings.anthropic_api_key, region="us"
        )
    if settings.google_api_key is not None:
        yield LitellmProvider("google", route="gemini", api_key=settings.google_api_key)
    yield LitellmProvider("litellm", route="")


def _openai(settings: Settings, key: str) -> Endpoint:
    vendor = urlsplit(settings.openai_base_url).hostname == _OPENAI_HOST
    return Endpoint(
        prefix="openai",
        url=f"{settings.openai_base_url}/chat/completions",
        headers={"authorization": f"Bearer {key}"},
        region="us" if vendor else _where(settings.openai_base_url),
        limit_field="max_completion_tokens" if vendor else "max_tokens",
    )


def _azure(settings: Settings, key: str) -> Endpoint:
    return Endpoint(
        prefix="azure",
        url=f"{settings.azure_openai_endpoint}/openai/deployments/{{model}}/chat/completions"
        f"?api-version={settings.azure_openai_api_version}",
        headers={"api-key": key},
        limit_field="max_completion_tokens",
    )


def _ollama(base_url: str) -> Endpoint:
    root = base_url.rstrip("/").removesuffix("/v1")
    return Endpoint(prefix="ollama", url=f"{root}/v1/chat/completions", region=_where(root))


def _where(url: str) -> str:
    """ "local" for an address on this machine; for any other only the operator knows."""
    host = urlsplit(url).hostname or ""
    try:
        return LOCAL if ip_address(host).is_loopback else ""
    except ValueError:
        return LOCAL if host == "localhost" else ""


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
