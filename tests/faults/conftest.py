"""Installations of a test's own, which it may break."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

from tests.command import Wattos, data_folder
from wattos.installation import Services


@pytest.fixture
def new_data_dir() -> Generator[Path]:
    """A data folder that does not exist yet."""
    with data_folder() as folder:
        yield folder


@pytest.fixture
def outside(wattos_services: Services, tmp_path: Path) -> Wattos:
    """Commands on this test's database and Redis."""
    return Wattos(
        {
            "DATABASE_URL": wattos_services.app_url.reveal(),
            "REDIS_URL": wattos_services.redis_url.reveal(),
            "WATTOS_DATA_DIR": str(tmp_path / "data"),
        }
    )
