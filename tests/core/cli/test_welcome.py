"""The way into the console that `wattos up` prints."""

from __future__ import annotations

import pytest

from wattos.cli.welcome import is_loopback, may_open_browser, sign_in_address
from wattos.platform import Platform


@pytest.mark.parametrize(
    ("address", "local"),
    [
        ("http://localhost:8800", True),
        ("http://127.0.0.1:8800", True),
        ("http://[::1]:8800", True),
        ("http://192.0.2.7:8800", False),
        ("http://0.0.0.0:8800", False),
    ],
)
def test_link_is_for_this_machine_only(address: str, local: bool) -> None:
    assert is_loopback(address) is local


async def test_no_link_where_others_reach_the_server(platform: Platform) -> None:
    assert await sign_in_address(platform, "http://192.0.2.7:8800") is None


@pytest.mark.parametrize("name", ["SSH_CONNECTION", "CI"])
def test_no_browser_is_opened_where_nobody_sits_in_front(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert not may_open_browser({name: "yes", "DISPLAY": ":0"})
