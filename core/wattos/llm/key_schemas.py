"""What a tenant gives a provider's key with, and what is told of it afterwards."""

from __future__ import annotations

import re
from datetime import datetime
from ipaddress import ip_address
from typing import Annotated
from urllib.parse import urlsplit

import msgspec

from wattos.errors import InvalidInput
from wattos.llm.endpoints import LOCAL
from wattos.llm.settings import PROVIDERS
from wattos.outbound import NetworkSettings, OutboundPolicy, OutboundRefused, check_url

_WITH_ADDRESS = frozenset({"openai", "azure", "ollama"})
_NEEDS_ADDRESS = frozenset({"azure", "ollama"})
_WITHOUT_KEY = frozenset({"ollama"})
_LONGEST_KEY = 500
_ONE_WORD = re.compile(r"[!-~]*")
_NOT_IN_AN_ADDRESS = set("{}?#")
_API_VERSION = re.compile(r"[a-z0-9.-]{0,40}")
_SHOWN = 4
_LONG_ENOUGH_TO_SHOW = 16
"""Of a shorter key four characters would give too much away."""


class UnusableKey(InvalidInput):
    """What was entered for a provider cannot be used.

    `field` is the one it stands in. `reason` is one of `no-key`, `key-missing`, `address-missing`,
    `address-refused`, `no-address`, `in-the-clear`, `no-version`, `local-region`.
    """

    def __init__(
        self,
        field: str,
        reason: str,
        message: str,
        *,
        given: object = None,
        expected: object = None,
    ) -> None:
        super().__init__(message, given=given or None, expected=expected or None)
        self.field = field
        self.reason = reason


class ProviderKeyChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A tenant's access to a provider; an empty `key` keeps the stored one."""

    key: Annotated[str, msgspec.Meta(extra_json_schema={"writeOnly": True})] = ""
    address: str = ""
    """Base URL (OpenAI, Ollama) or endpoint (Azure); empty means OpenAI's own."""
    api_version: str = ""
    """Azure OpenAI alone; empty means the installation's."""
    region: str = ""
    """Where it runs, such as "eu", as the routes' regions name it."""


class ProviderKey(msgspec.Struct, frozen=True, kw_only=True):
    """What may be told of a stored key."""

    provider: str
    address: str
    api_version: str
    region: str
    last_four: str
    """The key's last characters; "" for a short key or none."""
    set_at: datetime
    set_by: str
    """Id of the user or service token who set it."""


def last_four(key: str) -> str:
    """What is shown of a key, so that a person recognises it."""
    return key[-_SHOWN:] if len(key) >= _LONG_ENOUGH_TO_SHOW else ""


def needs_key(provider: str) -> bool:
    """Whether the provider answers nobody without a key."""
    return provider not in _WITHOUT_KEY


def check_provider(provider: str) -> None:
    """Raise `InvalidInput` unless tenants may bring their own key for the provider."""
    if provider not in PROVIDERS:
        raise InvalidInput(
            "There is no such provider.", given=provider[:80], expected=", ".join(PROVIDERS)
        )


def checked(
    provider: str, change: ProviderKeyChange, network: NetworkSettings
) -> ProviderKeyChange:
    """The change with tidy values; raises `UnusableKey`, whose words never repeat the key."""
    tidy = ProviderKeyChange(
        key=change.key.strip(),
        address=change.address.strip().rstrip("/"),
        api_version=change.api_version.strip(),
        region=change.region.strip().lower(),
    )
    if len(tidy.key) > _LONGEST_KEY or not _ONE_WORD.fullmatch(tidy.key):
        raise UnusableKey(
            "key",
            "no-key",
            "This is no key.",
            given=f"{len(tidy.key)} characters",
            expected=f"at most {_LONGEST_KEY} letters, figures and signs without spaces",
        )
    _check_address(provider, tidy, network)
    if not _API_VERSION.fullmatch(tidy.api_version) or (tidy.api_version and provider != "azure"):
        raise UnusableKey(
            "api_version",
            "no-version",
            "This is no API version.",
            given=tidy.api_version[:40],
            expected="such as 2025-04-01, and for Azure OpenAI alone",
        )
    if tidy.region == LOCAL:
        raise UnusableKey(
            "region",
            "local-region",
            "Only the operator can say that a model runs in this installation.",
            given=tidy.region,
            expected="a region such as eu or us, or nothing",
        )
    return tidy


def _check_address(provider: str, change: ProviderKeyChange, network: NetworkSettings) -> None:
    if not change.address:
        if provider in _NEEDS_ADDRESS:
            raise UnusableKey(
                "address",
                "address-missing",
                "This provider needs its address.",
                expected="an address such as https://ours.openai.azure.com",
            )
        return
    policy = OutboundPolicy.from_settings(network)
    try:
        check_url(change.address, policy)
    except OutboundRefused as error:
        raise UnusableKey("address", "address-refused", str(error)) from error
    parts = urlsplit(change.address)
    if provider not in _WITH_ADDRESS or _NOT_IN_AN_ADDRESS & set(change.address):
        raise UnusableKey(
            "address",
            "no-address",
            "This cannot be the provider's address.",
            given=change.address[:200],
            expected="scheme, host and path alone, for OpenAI, Azure OpenAI or Ollama",
        )
    if parts.scheme == "http" and change.key and not _opened(parts.hostname or "", policy):
        raise UnusableKey(
            "address",
            "in-the-clear",
            "A key must not travel in the clear.",
            given=change.address[:200],
            expected="https://",
        )


def _opened(host: str, policy: OutboundPolicy) -> bool:
    """Whether the host lies in a network that the operator opened."""
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return any(address in network for network in policy.networks)
