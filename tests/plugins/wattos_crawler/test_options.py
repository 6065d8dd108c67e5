"""Options from loose data."""

from __future__ import annotations

from typing import Any

import pytest

from wattos.errors import InvalidInput
from wattos_crawler.options import read_options


def test_read_options_takes_none_for_not_given() -> None:
    options = read_options(
        {"url": "example.org", "max_depth": None, "max_pages": 5, "allowed_domains": ["a.example"]}
    )
    assert options.url == "https://example.org/"
    assert options.max_depth == 5
    assert options.max_pages == 5
    assert options.allowed_domains == ("a.example",)
    assert options.space == "default"


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"url": ""},
        {"url": "ftp://example.org/"},
        {"url": "https://"},
        {"url": "https://example.org/", "max_depth": -1},
        {"url": "https://example.org/", "max_pages": 0},
        {"url": "https://example.org/", "max_pages": "many"},
    ],
)
def test_read_options_refuses_what_cannot_be(payload: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        read_options(payload)
