from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from wattos.embedded import AlreadyRunning, UpInfo, read_up_info, up_lock, write_up_info

_UP = """
import sys
from pathlib import Path
from wattos.embedded import up_lock, write_up_info
with up_lock(Path(sys.argv[1])):
    write_up_info(Path(sys.argv[1]), url="http://127.0.0.1:8000")
    print("up", flush=True)
    sys.stdin.read()
"""


def test_second_up_is_refused_with_the_address_of_the_first(tmp_path: Path) -> None:
    with up_lock(tmp_path):
        write_up_info(tmp_path, url="http://127.0.0.1:8000")
        assert read_up_info(tmp_path) == UpInfo(os.getpid(), "http://127.0.0.1:8000")
        with (
            pytest.raises(AlreadyRunning, match=rf"http://127\.0\.0\.1:8000 .*{os.getpid()}"),
            up_lock(tmp_path),
        ):
            pass
        assert read_up_info(tmp_path) is not None
    with up_lock(tmp_path):
        assert read_up_info(tmp_path) is None


def test_second_up_is_refused_while_the_first_is_starting(tmp_path: Path) -> None:
    with (
        up_lock(tmp_path),
        pytest.raises(AlreadyRunning, match="still starting"),
        up_lock(tmp_path),
    ):
        pass


def test_up_after_kill_9_of_another_is_allowed(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _UP, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"up\n"
        with pytest.raises(AlreadyRunning, match=str(other.pid)), up_lock(tmp_path):
            pass
        other.send_signal(signal.SIGKILL)
    assert (tmp_path / "up.json").exists()
    assert read_up_info(tmp_path) is None
    with up_lock(tmp_path):
        assert read_up_info(tmp_path) is None
