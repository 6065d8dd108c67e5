"""The one guard for every address outside: model providers, crawled pages, webhooks, mail.

A name is resolved once, the addresses are checked, and the connection goes to an address that
was checked, so that a second answer of the name server changes nothing (DNS rebinding). Private,
loopback, link-local, shared, multicast, reserved and metadata addresses are refused, at every
redirect too, unless the operator opens their network with `WATTOS_ALLOWED_NETWORKS`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from wattos.outbound.policy import NetworkSettings, OutboundPolicy, OutboundRefused, check_url
from wattos.outbound.resolve import Resolver, permitted_addresses, system_resolver

if TYPE_CHECKING:
    from wattos.outbound.for_aiohttp import guarded_connector, guarded_session
    from wattos.outbound.for_httpx import (
        GuardedTransport,
        guarded_client,
        guarded_transport,
        read_limited,
    )

__all__ = [
    "GuardedTransport",
    "NetworkSettings",
    "OutboundPolicy",
    "OutboundRefused",
    "Resolver",
    "check_url",
    "guarded_client",
    "guarded_connector",
    "guarded_session",
    "guarded_transport",
    "permitted_addresses",
    "read_limited",
    "system_resolver",
]

# httpx and aiohttp cost start-up time: each is loaded when first asked for.
_LAZY = {
    "GuardedTransport": "for_httpx",
    "guarded_client": "for_httpx",
    "guarded_transport": "for_httpx",
    "read_limited": "for_httpx",
    "guarded_connector": "for_aiohttp",
    "guarded_session": "for_aiohttp",
}


def __getattr__(name: str) -> object:
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LAZY[name]}"), name)
