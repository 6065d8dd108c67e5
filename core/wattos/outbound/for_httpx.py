"""The guard for httpx: a transport that connects only to addresses it has checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, cast

import anyio
import httpcore
import httpx

from wattos.errors import TooLarge
from wattos.outbound.policy import NetworkSettings, OutboundPolicy, check_url
from wattos.outbound.resolve import Resolver, permitted_addresses, system_resolver

DEFAULT_TIMEOUT: Final = httpx.Timeout(30.0, connect=10.0)
MAX_REDIRECTS: Final = 5


class GuardedTransport(httpx.AsyncHTTPTransport):
    """Checks the URL of every request, redirects included, and every connection's address."""

    def __init__(
        self, policy: OutboundPolicy, *, resolver: Resolver = system_resolver, retries: int = 0
    ) -> None:
        # trust_env concerns certificates only here (SSL_CERT_FILE); no proxy is ever read.
        context = httpx.create_ssl_context(trust_env=True)
        super().__init__(verify=context)
        self._policy = policy
        # httpx offers no argument for the network backend, httpcore does.
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=context,
            max_connections=100,
            max_keepalive_connections=20,
            keepalive_expiry=5.0,
            retries=retries,
            network_backend=_GuardedBackend(policy, resolver),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request.

        Raises:
            OutboundRefused: the URL or the address behind it may not be reached.
        """
        check_url(str(request.url), self._policy)
        return await super().handle_async_request(request)


class _GuardedBackend(httpcore.AsyncNetworkBackend):
    def __init__(self, policy: OutboundPolicy, resolver: Resolver) -> None:
        self._policy = policy
        self._resolver = resolver
        self._inner = cast("httpcore.AsyncNetworkBackend", httpcore.AnyIOBackend())

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        try:
            with anyio.fail_after(timeout):
                addresses = await permitted_addresses(host, port, self._policy, self._resolver)
        except TimeoutError:
            raise httpcore.ConnectTimeout(f"{host} was not resolved in {timeout} s") from None
        except OSError as error:
            raise httpcore.ConnectError(f"{host} cannot be resolved: {error.strerror}") from error
        *others, last = addresses
        for address in others:
            try:
                return await self._inner.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._inner.connect_tcp(last, port, timeout, local_address, socket_options)

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)


def guarded_transport(
    settings: NetworkSettings,
    *,
    trusted: Iterable[str] = (),
    resolver: Resolver = system_resolver,
    retries: int = 0,
) -> GuardedTransport:
    """A transport for any httpx client that must not reach closed networks.

    Give the client `trust_env=False` too, or proxies from the environment go around it;
    `guarded_client` does. `trusted` are URLs from the operator's own configuration (a local
    model server): their host and port are reached wherever they resolve to.
    """
    policy = OutboundPolicy.from_settings(settings, trusted=trusted)
    return GuardedTransport(policy, resolver=resolver, retries=retries)


def guarded_client(
    settings: NetworkSettings,
    *,
    trusted: Iterable[str] = (),
    headers: Mapping[str, str] | None = None,
    timeout: httpx.Timeout | float = DEFAULT_TIMEOUT,
    follow_redirects: bool = False,
    base_url: str = "",
) -> httpx.AsyncClient:
    """An httpx client behind the guard, without proxies from the environment.

    Redirects, when followed, are checked like first requests (at most 5).
    """
    return httpx.AsyncClient(
        transport=guarded_transport(settings, trusted=trusted),
        headers=headers,
        timeout=timeout,
        follow_redirects=follow_redirects,
        max_redirects=MAX_REDIRECTS,
        base_url=base_url,
        trust_env=False,
    )


async def read_limited(response: httpx.Response, limit: int) -> bytes:
    """Read the body of a streamed response, up to `limit` bytes after decompression.

    Raises:
        TooLarge: the body announced or sent more; the rest is not read.
    """
    announced = response.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > limit:
        raise too_large(str(response.url), limit, f"{announced} bytes")
    body = bytearray()
    async for piece in response.aiter_bytes():
        body += piece
        if len(body) > limit:
            raise too_large(str(response.url), limit, f"more than {limit} bytes")
    return bytes(body)


def too_large(url: str, limit: int, size: str) -> TooLarge:
    """The error for a body beyond its limit."""
    return TooLarge(
        f"The answer of {url} is too large.", given=size, expected=f"at most {limit} bytes"
    )
