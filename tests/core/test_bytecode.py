"""Bytecode is kept where the environment forbids it beside the sources, and only there."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from wattos import bytecode

_PROGRAM = """
import os, sys
from bytecode import keep_bytecode
keep_bytecode()
print(sys.pycache_prefix, sys.dont_write_bytecode, os.environ.get("PYTHONPYCACHEPREFIX"))
"""


def started(folder: Path, environ: dict[str, str]) -> list[str]:
    """What a Python process started with this environment makes of it."""
    given = {"PATH": os.environ["PATH"], "PYTHONPATH": str(folder), **environ}
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM], env=given, check=True, capture_output=True, text=True
    )
    return done.stdout.split()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A folder with the module, without bytecode beside it."""
    shutil.copy(bytecode.__file__, tmp_path / "bytecode.py")
    return tmp_path


def test_bytecode_is_kept_in_the_users_own_cache_whatever_home_says(copy: Path) -> None:
    home = pwd.getpwuid(os.geteuid()).pw_dir
    if Path(home).stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        pytest.skip("others may write in this user's home folder")
    elsewhere = {"HOME": str(copy), "XDG_CACHE_HOME": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    prefix, forbidden, inherited = started(copy, elsewhere)
    assert prefix == inherited
    assert prefix.startswith(home)
    assert forbidden == "False"
    assert not (copy / "__pycache__").exists()


def test_bytecode_stays_where_python_puts_it(copy: Path) -> None:
    chosen = str(copy / "chosen")
    assert started(copy, {"PYTHONPYCACHEPREFIX": chosen, "PYTHONDONTWRITEBYTECODE": "1"}) == [
        chosen, "True", chosen,
    ]  # fmt: skip
    assert started(copy, {}) == ["None", "False", "None"]  # and this wrote it beside the source
    assert started(copy, {"PYTHONDONTWRITEBYTECODE": "1"}) == ["None", "True", "None"]


def test_bytecode_of_folders_that_are_gone_is_dropped(tmp_path: Path) -> None:
    kept, source = tmp_path / "kept", tmp_path / "source"
    for checkout in ("gone/core", "here/core", "here/left/core"):
        (kept / checkout).mkdir(parents=True)
        (kept / checkout / "module.cpython-311.pyc").touch()
    (source / "here" / "core").mkdir(parents=True)
    bytecode.drop_below(kept, source)
    found = {str(file.parent.relative_to(kept)) for file in kept.rglob("*.pyc")}
    assert found == {"here/core"}


def test_folder_that_others_may_write_to_is_not_trusted(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    assert bytecode.is_private(tmp_path)
    tmp_path.chmod(0o770)
    assert not bytecode.is_private(tmp_path)
