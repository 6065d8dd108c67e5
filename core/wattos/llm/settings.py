"""Which models serve when nobody named any: the only place with model names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wattos.llm.endpoints import ProviderAccess
from wattos.settings import Settings

OFFLINE_CHAT_MODEL = "offline/extractive"
"""Answers by quoting, without a key or a network; the last resort of every chat route."""

_LANGUAGE_MODELS = {
    "openai": "openai/gpt-5.4-mini",
    "anthropic": "anthropic/claude-haiku-5-5",
    # Azure names models by deployment: this one is a deployment named after its model.
    "azure": "azure/gpt-5.4-mini",
    "google": "google/gemini-flash-latest",
    "ollama": "ollama/llama3.2",
}
PROVIDERS = tuple(_LANGUAGE_MODELS)
"""The built-in providers in order of preference."""


def configured_access(settings: Settings) -> Iterator[ProviderAccess]:
    """The providers that the environment gives what they need, in order of preference."""
    if settings.openai_api_key is not None:
        yield ProviderAccess(
            provider="openai", key=settings.openai_api_key, address=settings.openai_base_url
        )
    if settings.anthropic_api_key is not None:
        yield ProviderAccess(provider="anthropic", key=settings.anthropic_api_key)
    if settings.azure_openai_api_key is not None and settings.azure_openai_endpoint:
        yield ProviderAccess(
            provider="azure",
            key=settings.azure_openai_api_key,
            address=settings.azure_openai_endpoint,
            api_version=settings.azure_openai_api_version,
        )
    if settings.google_api_key is not None:
        yield ProviderAccess(provider="google", key=settings.google_api_key)
    if settings.ollama_base_url:
        yield ProviderAccess(provider="ollama", address=settings.ollama_base_url)


def configured_providers(settings: Settings) -> tuple[str, ...]:
    """The names of the providers that the environment configures, in order of preference."""
    return tuple(access.provider for access in configured_access(settings))


def usual_model(provider: str) -> str:
    """The model that serves when a provider is there and nobody named one of its models."""
    return _LANGUAGE_MODELS[provider]


def default_models(settings: Settings, purpose: str, *, own: Sequence[str] = ()) -> tuple[str, ...]:
    """The ordered models of a purpose: `WATTOS_MODELS_<PURPOSE>`, else one a provider.

    `own` are providers that the tenant has its own keys for; they come before the configured ones.
    Chat ends with the offline model, so that an outage of every provider still gives quotes.
    """
    if purpose in settings.models:
        return settings.models[purpose]
    ready = dict.fromkeys(
        (*(name for name in PROVIDERS if name in own), *configured_providers(settings))
    )
    models = tuple(_LANGUAGE_MODELS[name] for name in ready)
    return (*models, OFFLINE_CHAT_MODEL) if purpose == "chat" else models
