"""What stands in for pytest-asyncio where it is not installed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import pytest


def async_fixture(
    *,
    scope: Literal["session", "function"] = "function",
    loop_scope: str = "session",  # noqa: ARG001 - pytest-asyncio's signature
) -> Callable[[Callable[..., Any]], Any]:
    """A fixture that fails the tests that ask for it, and no others."""

    def replace(function: Callable[..., Any]) -> Any:
        @pytest.fixture(scope=scope, name=function.__name__)
        def missing() -> None:
            pytest.fail(
                "This fixture needs pytest-asyncio: install wattos[testing].", pytrace=False
            )

        return missing

    return replace
