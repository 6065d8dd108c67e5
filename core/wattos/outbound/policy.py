"""Which outside addresses may be reached: schemes, ports and IP addresses.

Everything here is pure: no name is resolved and nothing is connected.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import Final, Protocol, Self, TypeAlias
from urllib.parse import urlsplit

import msgspec

from wattos.errors import WattosError

IPAddress: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
IPNetwork: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

DEFAULT_PORTS: Final = {"http": 80, "https": 443}

# The high ports of the Fetch standard's "bad ports" (https://fetch.spec.whatwg.org/#port-blocking).
# Ports below 1024 other than 80 and 443 belong to other protocols and are refused as a whole.
_OTHER_PROTOCOLS: Final = frozenset(
    {1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6679, 6697, 10080}
    | set(range(6665, 6670))
)

_IPV6_UNICAST: Final = ipaddress.IPv6Network("2000::/3")
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
# From the IANA special-purpose address registries (RFC 6890), where releases of Python's
# ipaddress disagree, and addresses at which clouds hand out credentials.
_REFUSED: Final[tuple[tuple[IPNetwork, str], ...]] = (
    (ipaddress.IPv4Network("169.254.169.254/32"), "a cloud metadata service"),
    (ipaddress.IPv4Network("168.63.129.16/32"), "a cloud metadata service"),
    (ipaddress.IPv4Network("100.100.100.200/32"), "a cloud metadata service"),
    (ipaddress.IPv6Network("fd00:ec2::254/128"), "a cloud metadata service"),
    (ipaddress.IPv4Network("100.64.0.0/10"), "a carrier's shared network (CGNAT)"),
    (ipaddress.IPv4Network("192.88.99.0/24"), "a 6to4 relay"),
    (ipaddress.IPv4Network("192.0.0.0/24"), "a network for protocol assignments"),
    (ipaddress.IPv4Network("198.18.0.0/15"), "a network for benchmarks"),
    (ipaddress.IPv6Network("2001::/32"), "a Teredo tunnel"),
    (ipaddress.IPv6Network("2001::/23"), "a network for protocol assignments"),
    (ipaddress.IPv6Network("2002::/16"), "a 6to4 tunnel"),
    (ipaddress.IPv6Network("3fff::/20"), "a documentation network"),
    (ipaddress.IPv6Network("64:ff9b:1::/48"), "a network's own address translation (NAT64)"),
)
# Order matters: a loopback address is private too, and the closer name explains more.
_PROPERTIES: Final = (
    ("is_unspecified", "the unspecified address"),
    ("is_loopback", "this machine (loopback)"),
    ("is_link_local", "a link-local network"),
    ("is_multicast", "a multicast group"),
    ("is_private", "a private network"),
    ("is_reserved", "a reserved network"),
)


class OutboundRefused(WattosError):
    """An address outside may not be reached: wrong scheme or port, or a closed network."""

    code = "outbound-refused"
    status = 400


class NetworkSettings(Protocol):
    """The one setting the guard reads (`WATTOS_ALLOWED_NETWORKS`), as networks or their text."""

    @property
    def allowed_networks(self) -> Iterable[str | IPNetwork]: ...


class OutboundPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """What the operator opened beyond the public internet.

    `networks` are reachable on every port. `origins` are (host, port) pairs the operator
    configured himself, such as a local model server: they are reached wherever they resolve to.
    """

    networks: tuple[IPNetwork, ...] = ()
    origins: frozenset[tuple[str, int]] = frozenset()

    @classmethod
    def from_settings(cls, settings: NetworkSettings, *, trusted: Iterable[str] = ()) -> Self:
        """Build the policy of an installation; `trusted` are URLs from its own configuration."""
        return cls(
            networks=tuple(ipaddress.ip_network(str(item)) for item in settings.allowed_networks),
            origins=frozenset(_origin(url) for url in trusted),
        )

    def trusts(self, host: str, port: int) -> bool:
        """Whether the operator configured this very host and port."""
        return (normal_host(host), port) in self.origins

    def refusal(self, address: IPAddress) -> str | None:
        """Say in a few words why an address is closed, or None when it may be reached.

        An address that carries an IPv4 address (mapped, or NAT64 by RFC 6052) is judged by
        the one it carries, because that is where the packets go.
        """
        carried = _carried_ipv4(address)
        if any(item in network for item in (address, carried) for network in self.networks):
            return None
        for network, name in _REFUSED:
            if carried in network:
                return name
        for attribute, name in _PROPERTIES:
            if getattr(carried, attribute):
                return name
        if isinstance(carried, ipaddress.IPv6Address) and carried not in _IPV6_UNICAST:
            return "outside the public IPv6 range"
        return None if carried.is_global else "not a public address"

    def verdict(self, text: str) -> str | None:
        """The refusal for an address given as text; text that is no address is refused."""
        try:
            return self.refusal(ipaddress.ip_address(text))
        except ValueError:
            return "not an IP address"

    def check_address(self, text: str, *, host: str = "") -> None:
        """Raise `OutboundRefused` unless the address may be reached; `host` led to it."""
        if reason := self.verdict(text):
            raise refused(host or text, text, reason)

    def check_port(self, port: int, host: str) -> None:
        """Refuse the ports of other protocols unless the host lies in an opened network."""
        ordinary = port in DEFAULT_PORTS.values() or 1024 <= port < 65536
        if ordinary and port not in _OTHER_PROTOCOLS:
            return
        literal = parse_literal(host)
        if literal and any(literal in network for network in self.networks) and 0 < port < 65536:
            return
        raise OutboundRefused(
            f"Port {port} of {host} may not be reached.",
            given=str(port),
            expected="80, 443 or a port from 1024 on that belongs to no other protocol",
            hint="Serve the address on an ordinary HTTP port.",
        )


def check_url(url: str, policy: OutboundPolicy | None = None) -> str:
    """Check what can be known of a URL without resolving its name, and return the URL.

    A name that passes is checked again when it has been resolved, at connect time.

    Raises:
        OutboundRefused: wrong scheme, no host, sign-in data inside, odd port, closed address.
    """
    policy = policy or OutboundPolicy()
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise OutboundRefused(
            "The address cannot be read as a URL.", given=url[:200], expected=str(error)
        ) from None
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname:
        raise OutboundRefused(
            "Only web addresses may be reached.",
            given=url[:200],
            expected="http:// or https:// and a host",
        )
    if parts.username is not None or parts.password is not None:
        raise OutboundRefused(
            "An address may not carry a user name or password.",
            given=f"{parts.scheme}://…@{parts.hostname}",
            expected="the address without the part before @",
        )
    check_host(parts.hostname, port or DEFAULT_PORTS[parts.scheme], policy)
    return url


def check_host(host: str, port: int, policy: OutboundPolicy) -> None:
    """Check a host as it stands in a URL and its port; names are left for connect time."""
    if policy.trusts(host, port):
        return
    literal = parse_literal(host)
    if literal is not None:
        policy.check_address(str(literal), host=host)
    policy.check_port(port, host)


def parse_literal(host: str) -> IPAddress | None:
    """Read a host as an IP address; None for a name.

    Raises:
        OutboundRefused: for the old number forms (`2130706433`, `0x7f.1`, `127.1`), which
            libraries read differently: what one checks is not what another connects to.
    """
    host = normal_host(host)
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        last = host.rpartition(".")[2]
        if last.isdigit() or last.startswith("0x"):
            raise OutboundRefused(
                "An IP address is written in an unusual form.",
                given=host,
                expected="four decimal numbers such as 203.0.113.7, or a name",
            ) from None
        return None


def normal_host(host: str) -> str:
    """Lower case, without brackets and without the dot that ends a full name."""
    return host.strip("[]").rstrip(".").lower()


def refused(host: str, address: str, reason: str) -> OutboundRefused:
    """The error for a host whose address lies in a closed network."""
    return OutboundRefused(
        f"{host} leads to {address}, which is {reason}.",
        given=host,
        expected="an address on the public internet",
        hint="If this address is meant, let the operator add its network to "
        "WATTOS_ALLOWED_NETWORKS, for example WATTOS_ALLOWED_NETWORKS=127.0.0.0/8.",
    )


def _origin(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    return normal_host(parts.hostname or ""), parts.port or DEFAULT_PORTS.get(parts.scheme, 0)


def _carried_ipv4(address: IPAddress) -> IPAddress:
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return address.ipv4_mapped
        if address in _NAT64:
            return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address
