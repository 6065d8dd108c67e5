"""The application and its documentation, built once: no contract test changes them."""

from __future__ import annotations

from typing import Any

import pytest
from litestar import Litestar

from wattos.app import create_app
from wattos.platform import Platform


@pytest.fixture(scope="session")
def app(platform: Platform) -> Litestar:
    """The application with every listed plugin's routes."""
    return create_app(platform)


@pytest.fixture(scope="session")
def document(app: Litestar) -> dict[str, Any]:
    """The OpenAPI document with every listed plugin's operations."""
    return app.openapi_schema.to_schema()
