"""Where the providers that speak OpenAI's protocol are reached."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

import msgspec

from wattos.settings import Secret

LOCAL = "local"
"""The region of a model that runs in the installation itself; every region policy allows it."""

OPENAI_URL = "https://api.openai.com/v1"


class ProviderAccess(msgspec.Struct, frozen=True, kw_only=True):
    """What it takes to reach a provider, from the environment or from a tenant.

    `region` is where it runs when whoever gave the access said so.
    """

    provider: str
    key: Secret | None = None
    address: str = ""
    api_version: str = ""
    region: str = ""


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


def compatible_endpoint(access: ProviderAccess, operation: str) -> Endpoint | None:
    """The address for "chat/completions" or "embeddings"; None for another protocol."""
    build = {"openai": _openai, "azure": _azure, "ollama": _ollama}.get(access.provider)
    return build(access, operation) if build else None


def _openai(access: ProviderAccess, operation: str) -> Endpoint:
    root = (access.address or OPENAI_URL).rstrip("/")
    vendor = urlsplit(root).hostname == urlsplit(OPENAI_URL).hostname
    return Endpoint(
        prefix="openai",
        url=f"{root}/{operation}",
        headers={"authorization": f"Bearer {_key(access)}"},
        region=access.region or ("us" if vendor else _where(root)),
        limit_field="max_completion_tokens" if vendor else "max_tokens",
    )


def _azure(access: ProviderAccess, operation: str) -> Endpoint:
    root = access.address.rstrip("/")
    return Endpoint(
        prefix="azure",
        url=f"{root}/openai/deployments/{{model}}/{operation}?api-version={access.api_version}",
        headers={"api-key": _key(access)},
        region=access.region,
        limit_field="max_completion_tokens",
    )


def _ollama(access: ProviderAccess, operation: str) -> Endpoint:
    root = access.address.rstrip("/").removesuffix("/v1")
    headers = {"authorization": f"Bearer {_key(access)}"} if access.key else {}
    return Endpoint(
        prefix="ollama",
        url=f"{root}/v1/{operation}",
        headers=headers,
        region=access.region or _where(root),
    )


def _key(access: ProviderAccess) -> str:
    return access.key.reveal() if access.key is not None else ""


def _where(url: str) -> str:
    """ "local" for an address on this machine; for any other only the operator knows."""
    host = urlsplit(url).hostname or ""
    try:
        return LOCAL if ip_address(host).is_loopback else ""
    except ValueError:
        return LOCAL if host == "localhost" else ""
