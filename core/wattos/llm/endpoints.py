"""Where the OpenAI-compatible providers that the environment configures are reached."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

import msgspec

from wattos.settings import Settings

LOCAL = "local"
"""The region of a model that runs in the installation itself; every region policy allows it."""

_OPENAI_HOST = "api.openai.com"


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """Where a provider is reached; `url` may contain `{model}`.

    `limit_field` is the body field that limits the answer's length: OpenAI renamed it for its
    reasoning models, the compatible servers kept the old name.
    """

    prefix: str
    url: str
    headers: dict[str, str] = {}
    region: str = ""
    limit_field: str = "max_tokens"


def compatible_endpoints(settings: Settings, operation: str) -> Iterator[Endpoint]:
    """The configured providers' addresses for "chat/completions" or "embeddings"."""
    if settings.openai_api_key is not None:
        yield _openai(settings, settings.openai_api_key.reveal(), operation)
    if settings.azure_openai_api_key is not None and settings.azure_openai_endpoint:
        yield _azure(settings, settings.azure_openai_api_key.reveal(), operation)
    if settings.ollama_base_url:
        yield _ollama(settings.ollama_base_url, operation)


def _openai(settings: Settings, key: str, operation: str) -> Endpoint:
    vendor = urlsplit(settings.openai_base_url).hostname == _OPENAI_HOST
    return Endpoint(
        prefix="openai",
        url=f"{settings.openai_base_url}/{operation}",
        headers={"authorization": f"Bearer {key}"},
        region="us" if vendor else _where(settings.openai_base_url),
        limit_field="max_completion_tokens" if vendor else "max_tokens",
    )


def _azure(settings: Settings, key: str, operation: str) -> Endpoint:
    return Endpoint(
        prefix="azure",
        url=f"{settings.azure_openai_endpoint}/openai/deployments/{{model}}/{operation}"
        f"?api-version={settings.azure_openai_api_version}",
        headers={"api-key": key},
        limit_field="max_completion_tokens",
    )


def _ollama(base_url: str, operation: str) -> Endpoint:
    root = base_url.rstrip("/").removesuffix("/v1")
    return Endpoint(prefix="ollama", url=f"{root}/v1/{operation}", region=_where(root))


def _where(url: str) -> str:
    """ "local" for an address on this machine; for any other only the operator knows."""
    host = urlsplit(url).hostname or ""
    try:
        return LOCAL if ip_address(host).is_loopback else ""
    except ValueError:
        return LOCAL if host == "localhost" else ""
