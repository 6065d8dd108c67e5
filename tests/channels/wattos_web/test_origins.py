from __future__ import annotations

import pytest

from wattos.errors import InvalidInput
from wattos_web.origins import is_same_origin, normal_origin


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("https://www.example.de", "https://www.example.de"),
        (" HTTPS://WWW.Example.DE/ ", "https://www.example.de"),
        ("https://example.de:443", "https://example.de"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("https://müllabfuhr.example", "https://xn--mllabfuhr-q9a.example"),
        ("http://[::1]:3000", "http://[::1]:3000"),
    ],
)
def test_origin_is_written_as_browsers_send_it(given: str, expected: str) -> None:
    assert normal_origin(given) == expected


@pytest.mark.parametrize(
    "given",
    [
        "",
        "*",
        "null",
        "example.de",
        "ftp://example.de",
        "https://",
        "https://example.de/path",
        "https://user@example.de",
        "https://example.de?x=1",
        "https://example.de:port",
    ],
)
def test_what_is_no_origin_is_refused(given: str) -> None:
    with pytest.raises(InvalidInput, match="not a web origin"):
        normal_origin(given)


def test_same_origin_compares_host_and_port() -> None:
    assert is_same_origin("https://chat.example", "chat.example")
    assert is_same_origin("http://localhost:8000", "localhost:8000")
    assert not is_same_origin("http://localhost:8001", "localhost:8000")
    assert not is_same_origin("https://evil.example", "chat.example")
    assert not is_same_origin("null", "")
