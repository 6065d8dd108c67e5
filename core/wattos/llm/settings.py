"""Which models serve when the operator named none: the only place with model names."""

from __future__ import annotations

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


def configured_providers(settings: Settings) -> tuple[str, ...]:
    """The built-in providers that the environment gives what they need, in order of preference."""
    ready = {
        "openai": settings.openai_api_key is not None,
        "anthropic": settings.anthropic_api_key is not None,
        "azure": settings.azure_openai_api_key is not None and bool(settings.azure_openai_endpoint),
        "google": settings.google_api_key is not None,
        "ollama": bool(settings.ollama_base_url),
    }
    return tuple(name for name in _LANGUAGE_MODELS if ready[name])


def default_models(settings: Settings, purpose: str) -> tuple[str, ...]:
    """The ordered models of a purpose: `WATTOS_MODELS_<PURPOSE>`, else one a configured provider.

    Chat ends with the offline model, so that an outage of every provider still gives quotes.
    """
    if purpose in settings.models:
        return settings.models[purpose]
    models = tuple(_LANGUAGE_MODELS[name] for name in configured_providers(settings))
    return (*models, OFFLINE_CHAT_MODEL) if purpose == "chat" else models
