from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from typer.testing import CliRunner

from wattos.cli import app


def test_version_is_the_installed_one() -> None:
    shown = CliRunner().invoke(app, ["--version"])
    assert shown.exit_code == 0
    try:
        installed = version("wattos")
    except PackageNotFoundError:
        installed = "unknown"  # a source tree that is not installed
    assert shown.output.strip() == installed
