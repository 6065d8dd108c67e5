"""Installations of a test's own, which it may break."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

from tests.command import data_folder


@pytest.fixture
def new_data_dir() -> Generator[Path]:
    """A data folder that does not exist yet."""
    with data_folder() as folder:
        yield folder
