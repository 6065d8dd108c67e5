"""The build step that bundles front ends, on a front end made for the test."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest
from tests.node import node

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def hook() -> Any:
    """The build step as a module."""
    spec = importlib.util.spec_from_file_location("frontend", ROOT / ".build" / "frontend.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def frontend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A front end that needs nothing from the registry."""
    monkeypatch.setenv("WATTOS_NODE", node())
    folder = tmp_path / "channels" / "wattos_x" / "frontend"
    folder.mkdir(parents=True)
    build = "node -e \"require('fs').cpSync('in.txt', '../static/out.txt')\""
    package: dict[str, Any] = {"name": "x", "version": "1.0.0"}
    (folder / "package.json").write_text(json.dumps(package | {"scripts": {"build": build}}))
    lock = {**package, "lockfileVersion": 3, "packages": {"": package}}
    (folder / "package-lock.json").write_text(json.dumps(lock))
    (folder / "in.txt").write_text("first")
    return folder


def out(frontend: Path) -> Path:
    return frontend.parent / "static" / "out.txt"


def test_front_end_is_built_again_only_when_its_sources_changed(hook: Any, frontend: Path) -> None:
    root = frontend.parents[2]
    hook.build_all(root)
    assert out(frontend).read_text() == "first"
    out(frontend).write_text("untouched")
    hook.build_all(root)
    assert out(frontend).read_text() == "untouched"
    (frontend / "in.txt").write_text("second")
    hook.build_all(root)
    assert out(frontend).read_text() == "second"


def test_unreachable_registry_leaves_a_reason_and_no_error(hook: Any, frontend: Path) -> None:
    package = json.loads((frontend / "package.json").read_text())
    (frontend / "package.json").write_text(json.dumps(package | {"dependencies": {"y": "1.0.0"}}))
    hook.build_all(frontend.parents[2])
    reason = (frontend.parent / "static" / "NOT_BUILT.txt").read_text()
    assert "npm error" in reason
    assert "uv sync --reinstall-package wattos" in reason


def test_skipping_says_so(hook: Any, frontend: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATTOS_SKIP_FRONTEND", "1")
    hook.build_all(frontend.parents[2])
    assert "WATTOS_SKIP_FRONTEND" in (frontend.parent / "static" / "NOT_BUILT.txt").read_text()


def test_front_end_that_does_not_build_stops_the_install(hook: Any, frontend: Path) -> None:
    (frontend / "in.txt").unlink()
    with pytest.raises(SystemExit, match=r"does not build"):
        hook.build_all(frontend.parents[2])


@pytest.mark.parametrize("lock", sorted(ROOT.glob("*/*/frontend/package-lock.json")))
def test_lock_files_name_no_registry(lock: Path) -> None:
    assert "://" not in "".join(
        line for line in lock.read_text("utf-8").splitlines() if '"url"' not in line
    )
