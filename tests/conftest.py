"""The kit that plugin authors use is the one that WattOS tests itself with."""

import gc
import logging
import signal
import sys
from collections.abc import Generator

import pytest

from wattos.bytecode import keep_bytecode

keep_bytecode()  # before the rest is imported, here and in every process that a test starts

pytest_plugins = [] if "wattos.testing" in sys.modules else ["wattos.testing"]


def pytest_collection_finish() -> None:
    """Let no search for garbage go through all that was imported, as hundreds would in a run."""
    gc.freeze()


@pytest.fixture(autouse=True)
def log_level() -> Generator[None]:
    """Take back the level of the logs that a command run in this process has set."""
    logging.getLogger().setLevel(logging.WARNING)
    yield
    logging.getLogger().setLevel(logging.WARNING)


@pytest.fixture(autouse=True)
def signals() -> Generator[None]:
    """Take back what a command run in this process does at a signal."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        if signal.getsignal(number) is not handler:
            signal.signal(number, handler)
