"""The kit that plugin authors use is the one that WattOS tests itself with."""

import logging
import sys
from collections.abc import Generator

import pytest

from wattos.bytecode import keep_bytecode

keep_bytecode()  # before the rest is imported, here and in every process that a test starts

pytest_plugins = [] if "wattos.testing" in sys.modules else ["wattos.testing"]


@pytest.fixture(autouse=True)
def log_level() -> Generator[None]:
    """Take back the level of the logs that a command run in this process has set."""
    logging.getLogger().setLevel(logging.WARNING)
    yield
    logging.getLogger().setLevel(logging.WARNING)
