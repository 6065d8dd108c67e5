"""Which URLs and addresses the guard lets through."""

from __future__ import annotations

import ipaddress

import pytest

from wattos.outbound import OutboundPolicy, OutboundRefused, check_url
from wattos.settings import load_settings

PUBLIC = ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::5db8:d822"]
CLOSED = {
    "127.0.0.1": "loopback",
    "127.255.255.254": "loopback",
    "::1": "loopback",
    "0.0.0.0": "unspecified",
    "::": "unspecified",
    "10.1.2.3": "private",
    "172.16.0.1": "private",
    "192.168.178.1": "private",
    "192.0.0.192": "protocol assignments",
    "fd12:3456::1": "private",
    "169.254.1.1": "link-local",
    "fe80::1": "link-local",
    "fe80::1%eth0": "link-local",
    "169.254.169.254": "metadata",
    "168.63.129.16": "metadata",
    "100.100.100.200": "metadata",
    "fd00:ec2::254": "metadata",
    "100.64.0.1": "CGNAT",
    "224.0.0.1": "multicast",
    "ff02::1": "multicast",
    "240.0.0.1": "private",
    "255.255.255.255": "private",
    "192.88.99.1": "6to4",
    "::ffff:127.0.0.1": "loopback",
    "::ffff:10.0.0.1": "private",
    "64:ff9b::7f00:1": "loopback",
    "64:ff9b::a9fe:a9fe": "metadata",
    "64:ff9b:1::a00:1": "NAT64",
    "2002:7f00:1::1": "6to4",
    "2001:0:5db8:d822::1": "Teredo",
    "fec0::1": "public IPv6 range",
    "3fff::1": "documentation",
    "2001:db8::1": "private",
    "::7f00:1": "reserved",
    "5f00::1": "reserved",
}


@pytest.mark.parametrize("address", PUBLIC)
def test_policy_lets_public_addresses_through(address: str) -> None:
    assert OutboundPolicy().verdict(address) is None


@pytest.mark.parametrize(("address", "reason"), CLOSED.items())
def test_policy_refuses_closed_networks_with_their_kind(address: str, reason: str) -> None:
    verdict = OutboundPolicy().verdict(address)
    assert verdict is not None
    assert reason in verdict


def test_policy_refuses_text_that_is_no_address() -> None:
    assert OutboundPolicy().verdict("neighbour") == "not an IP address"


def test_policy_opens_only_the_networks_of_the_settings() -> None:
    settings = load_settings({"WATTOS_ALLOWED_NETWORKS": "127.0.0.0/8, fd00::/8"})
    policy = OutboundPolicy.from_settings(settings)
    assert policy.verdict("127.0.0.1") is None
    assert policy.verdict("::ffff:127.0.0.1") is None
    assert policy.verdict("fd00::17") is None
    assert policy.verdict("10.0.0.1") is not None
    assert policy.verdict("::1") is not None


@pytest.mark.parametrize(
    "url",
    [
        "https://www.example.org/a?b=c",
        "http://example.org:8080/",
        "http://93.184.216.34/",
        "http://[2606:2800:220:1:248:1893:25c8:1946]/",
        "https://bücher.example/",
    ],
)
def test_check_url_returns_ordinary_addresses(url: str) -> None:
    assert check_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://example.org/",
        "javascript:alert(1)",
        "//example.org/",
        "example.org",
        "http://",
        "http:///path",
        "http://example.org:99999/",
        "http://example.org:22/",
        "http://example.org:25/",
        "http://example.org:6667/",
        "http://user:word@example.org/",
        "http://user@example.org/",
        "http://127.0.0.1/",
        "http://127.0.0.1./",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[fe80::1%25eth0]/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.1/",
        "http://017700000001/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://[not-an-address]/",
    ],
)
def test_check_url_refuses(url: str) -> None:
    with pytest.raises(OutboundRefused):
        check_url(url)


def test_check_url_error_never_repeats_a_password() -> None:
    with pytest.raises(OutboundRefused) as caught:
        check_url("http://user:hunter2@example.org/")
    assert "hunter2" not in str(caught.value)


def test_check_url_error_says_what_to_do() -> None:
    with pytest.raises(OutboundRefused) as caught:
        check_url("http://127.0.0.1/")
    assert "WATTOS_ALLOWED_NETWORKS" in str(caught.value)
    assert caught.value.given == "127.0.0.1"


def test_check_url_lets_any_port_through_in_an_opened_network() -> None:
    opened = OutboundPolicy(networks=(ipaddress.ip_network("127.0.0.0/8"),))
    assert check_url("http://127.0.0.1:81/", opened)
    with pytest.raises(OutboundRefused):
        check_url("http://192.168.0.1:81/", opened)


def test_check_url_lets_the_operators_own_origin_through_but_no_other_port() -> None:
    policy = OutboundPolicy.from_settings(load_settings({}), trusted=["http://127.0.0.1:11434/v1"])
    assert check_url("http://127.0.0.1:11434/v1/chat", policy)
    with pytest.raises(OutboundRefused):
        check_url("http://127.0.0.1:11435/v1/chat", policy)
