from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import wattos.embedded
from wattos.embedded import default_data_dir


def test_data_folder_is_the_one_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATTOS_DATA_DIR", "~/here")
    assert default_data_dir() == Path.home() / "here"
    monkeypatch.setenv("WATTOS_DATA_DIR", "there")
    assert default_data_dir() == Path.cwd() / "there"


@pytest.mark.skipif(os.geteuid() != 0, reason="the place for root")
def test_data_folder_of_root_is_open_to_the_servers_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WATTOS_DATA_DIR", raising=False)
    assert default_data_dir() == Path("/var/lib/wattos")


@pytest.mark.skipif(sys.platform != "linux", reason="XDG folders are Linux's")
def test_data_folder_of_a_user_follows_xdg(monkeypatch: pytest.MonkeyPatch) -> None:
    if os.geteuid() == 0:
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.delenv("WATTOS_DATA_DIR", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", "/srv/data")
    assert default_data_dir() == Path("/srv/data/wattos")
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    assert default_data_dir() == Path.home() / ".local" / "share" / "wattos"


def test_room_exports_what_it_names_and_loads_it_lazily() -> None:
    for name in wattos.embedded.__all__:
        assert getattr(wattos.embedded, name) is not None
    with pytest.raises(AttributeError, match="nothing_here"):
        _ = wattos.embedded.nothing_here
    program = "import sys, wattos.embedded; print('asyncio' in sys.modules)"
    said = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        check=True,
    )
    assert said.stdout == b"False\n"
