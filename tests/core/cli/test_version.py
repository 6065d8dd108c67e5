from __future__ import annotations

import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from typer.testing import CliRunner

from wattos.cli import app


def test_version_is_the_installed_one() -> None:
    shown = CliRunner().invoke(app, ["--version"])
    assert shown.exit_code == 0
    try:
        assert shown.output.strip() == version("wattos")
    except PackageNotFoundError:  # a source tree that is not installed
        assert shown.output.strip() == "unknown"
    else:
        project = tomllib.loads(Path("pyproject.toml").read_text("utf-8"))["project"]
        assert shown.output.strip() == project["version"]
