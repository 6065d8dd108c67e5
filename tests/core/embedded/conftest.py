"""Data folders that the servers' user can reach, and commands that hold a stack."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from wattos.embedded import EmbeddedStack, service
from wattos.embedded.locks import take

_HOLDER = """
import dataclasses, json, sys
from pathlib import Path
from wattos.embedded import EmbeddedStack
with EmbeddedStack(Path(sys.argv[1])) as stack:
    print(json.dumps(dataclasses.asdict(stack.endpoints)), flush=True)
    sys.stdin.read()
"""


def _make_open_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="wt-"))
    folder.chmod(0o755)
    return folder


@pytest.fixture
def open_folder() -> Generator[Path]:
    """A folder that every user may pass, unlike pytest's own."""
    folder = _make_open_folder()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def new_data_dir(open_folder: Path) -> Path:
    """A data folder that does not exist yet."""
    return open_folder / "data"


@pytest.fixture(scope="session")
def prepared_data_dir() -> Generator[Path]:
    """A data folder whose servers have run once; never used itself, as it is copied."""
    folder = _make_open_folder()
    with EmbeddedStack(folder / "data"):
        pass
    yield folder / "data"
    shutil.rmtree(folder)


@pytest.fixture
def data_dir(prepared_data_dir: Path, open_folder: Path) -> Path:
    """A data folder of its own whose servers have run before, which saves the set-up."""
    subprocess.run(["cp", "-a", prepared_data_dir, open_folder / "data"], check=True)
    return open_folder / "data"


@dataclass
class Holder:
    """Another command that uses the stack."""

    process: subprocess.Popen[bytes]
    endpoints: dict[str, Any]

    def leave(self) -> None:
        """End it in good order, which waits for the servers if it is the last."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        assert self.process.wait() == 0

    def kill(self) -> None:
        """`kill -9`."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def begin_holder(data_dir: Path) -> Generator[Callable[[], subprocess.Popen[bytes]]]:
    """Begins a command that joins the stack, without waiting until it has."""
    begun: list[subprocess.Popen[bytes]] = []

    def begin() -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-c", _HOLDER, str(data_dir)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        begun.append(process)
        return process

    yield begin
    for process in begun:
        if process.poll() is None:
            process.kill()
        for stream in (process.stdin, process.stdout):
            assert stream is not None
            stream.close()
        process.wait()
    if data_dir.exists():
        wait_until_stopped(data_dir)


@pytest.fixture
def hold(begin_holder: Callable[[], subprocess.Popen[bytes]]) -> Callable[[], Holder]:
    """Starts a command that holds the stack and returns when it has joined."""

    def start() -> Holder:
        process = begin_holder()
        assert process.stdout is not None
        return Holder(process, json.loads(process.stdout.readline()))

    return start


@pytest.fixture
def stopped() -> Callable[[Path], None]:
    """Waits until no process of the data folder's servers is left."""
    return wait_until_stopped


def wait_until_stopped(data_dir: Path) -> None:
    for name in ("postgres", "valkey"):
        folder = service.service_folder(data_dir, name)
        if folder.root.exists():
            take(folder.keeper_lock).release()
            take(folder.servers_lock).release()


@pytest.fixture
def poll() -> Callable[[Callable[[], bool]], None]:
    """Waits until a condition holds; the run's own time limit ends it otherwise."""

    def wait(condition: Callable[[], bool]) -> None:
        while not condition():
            time.sleep(0.01)

    return wait
