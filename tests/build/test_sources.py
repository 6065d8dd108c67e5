"""The front ends' sources: strictly typed, and small enough to read."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from tests.node import node

ROOT = Path(__file__).resolve().parents[2]
FRONTENDS = sorted(path.parent for path in ROOT.glob("*/*/frontend/tsconfig.json"))
SOURCES = sorted(path for folder in FRONTENDS for path in (folder / "src").rglob("*.ts"))
MOST_LINES = 400


@pytest.mark.parametrize("folder", FRONTENDS, ids=lambda path: path.parent.name)
def test_front_end_is_strictly_typed(folder: Path) -> None:
    compiler = folder / "node_modules" / "typescript" / "bin" / "tsc"
    command = [node(), str(compiler), "--noEmit"]
    checked = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert '"strict": true' in (folder / "tsconfig.json").read_text("utf-8")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_source_is_small_enough_to_read(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= MOST_LINES
