"""Turn a host into the IP addresses that may be connected to."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias

from wattos.outbound.policy import OutboundPolicy, check_host, parse_literal, refused

Resolver: TypeAlias = Callable[[str, int], Awaitable[Sequence[str]]]
"""Takes a name and a port, gives IP addresses as text, best first; raises OSError without one."""


async def system_resolver(host: str, port: int) -> Sequence[str]:
    """Ask the machine's resolver (`getaddrinfo`) in a thread."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


async def permitted_addresses(
    host: str, port: int, policy: OutboundPolicy, resolver: Resolver = system_resolver
) -> list[str]:
    """Resolve a host once and return the addresses that may be reached, best first.

    The caller must connect to one of these addresses, never to the name: a second look-up
    could answer otherwise (DNS rebinding).

    Raises:
        OutboundRefused: no address of the host may be reached, or the port may not.
        OSError: the name cannot be resolved.
    """
    check_host(host, port, policy)
    literal = parse_literal(host)
    addresses = [str(literal)] if literal is not None else list(await resolver(host, port))
    if policy.trusts(host, port):
        return addresses
    permitted: list[str] = []
    reason = "no address at all"
    for text in addresses:
        verdict = policy.verdict(text)
        if verdict is None:
            permitted.append(text)
        else:
            reason = verdict
    if not permitted:
        raise refused(host, ", ".join(addresses), reason)
    return permitted
