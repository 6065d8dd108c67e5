"""The guard for aiohttp, which crawl4ai's HTTP strategy speaks."""

from __future__ import annotations

import socket
from typing import Any, TypeAlias

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from wattos.outbound.policy import OutboundPolicy, check_url
from wattos.outbound.resolve import Resolver, permitted_addresses, system_resolver

_AddressInfo: TypeAlias = tuple[int, int, int, str, tuple[Any, ...]]


class _CheckedResolver(AbstractResolver):
    def __init__(self, policy: OutboundPolicy, resolver: Resolver) -> None:
        self._policy = policy
        self._resolver = resolver

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        addresses = await permitted_addresses(host, port, self._policy, self._resolver)
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in addresses
        ]

    async def close(self) -> None:
        """Nothing is held open."""


def guarded_connector(
    policy: OutboundPolicy, *, resolver: Resolver = system_resolver, limit: int = 20
) -> aiohttp.TCPConnector:
    """A connector whose every socket goes to an address that was checked.

    The address is looked at once more where the socket is made, because aiohttp asks no
    resolver for an address written in the URL. Must be called in a running event loop.
    Redirects pass here as well; their scheme and port are checked by `guarded_middleware`.
    """

    def checked_socket(info: _AddressInfo) -> socket.socket:
        family, kind, protocol, _, target = info
        policy.check_address(str(target[0]))
        made = socket.socket(family, kind, protocol)
        made.setblocking(False)  # noqa: FBT003 - the standard library's signature
        return made

    return aiohttp.TCPConnector(
        resolver=_CheckedResolver(policy, resolver),
        use_dns_cache=False,
        limit=limit,
        happy_eyeballs_delay=None,
        socket_factory=checked_socket,
    )


def guarded_middleware(policy: OutboundPolicy) -> aiohttp.ClientMiddlewareType:
    """A client middleware that checks each request's URL, redirects included."""

    async def check(
        request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:
        check_url(str(request.url), policy)
        return await handler(request)

    return check


def guarded_session(
    policy: OutboundPolicy,
    *,
    resolver: Resolver = system_resolver,
    timeout: aiohttp.ClientTimeout | None = None,
    headers: dict[str, str] | None = None,
) -> aiohttp.ClientSession:
    """An aiohttp session behind the guard, without cookies and without proxies.

    Must be called in a running event loop; the caller closes it.
    """
    return aiohttp.ClientSession(
        connector=guarded_connector(policy, resolver=resolver),
        middlewares=(guarded_middleware(policy),),
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
        timeout=timeout or aiohttp.ClientTimeout(total=30, connect=10),
        headers=headers,
    )
