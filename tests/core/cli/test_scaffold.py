"""A newcomer's way: scaffold, green test, installed, allowed, loaded."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from wattos.cli import app
from wattos.plugins import AllowList, Listing, PluginHost, PluginStatus

ROOT = Path(__file__).resolve().parents[3]
PLUGIN = "wattos_weather"


def run_cli(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["plugin", "new", *arguments])


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A freshly scaffolded plugin."""
    result = run_cli("weather", "--kind", "tool", "--folder", str(tmp_path))
    assert result.exit_code == 0, result.output
    return tmp_path / PLUGIN


def run_tests(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The plugin's own tests, by its own settings, as somebody else's project."""
    roots = [str(ROOT / name) for name in ("core", "plugins", "channels", "admin_ui")]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(roots),
        # Named below instead, because the kit may be installed here or not.
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    kit = ("-p", "pytest_asyncio.plugin", "-p", "wattos.testing")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-W", "error", *kit, *arguments],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_first_test_is_green_and_red_when_the_tool_is_wrong(project: Path) -> None:
    green = run_tests(project)
    assert green.returncode == 0, green.stdout + green.stderr
    assert "1 passed" in green.stdout
    module = project / PLUGIN / "plugin.py"
    module.write_text(module.read_text("utf-8").replace(".split()", ""), "utf-8")
    assert run_tests(project).returncode == 1


def test_example_of_the_documentation_is_green(project: Path) -> None:
    guide = (ROOT / "docs" / "plugins.md").read_text("utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", guide, re.DOTALL)
    (project / "tests" / "test_agent.py").write_text(example, "utf-8")
    result = run_tests(project, "tests/test_agent.py")
    assert result.returncode == 0, result.stdout + result.stderr
    assert "1 passed" in result.stdout


def test_documentation_names_the_files_that_are_written(project: Path) -> None:
    guide = (ROOT / "docs" / "plugins.md").read_text("utf-8")
    named = set(re.findall(r"^  (\S+\.(?:toml|py)) ", guide, re.MULTILINE))
    written = {path.relative_to(project).as_posix() for path in project.rglob("*.*")}
    assert named == {path for path in written if not path.endswith("__init__.py")}


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder from which Python imports."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    yield folder
    for module in (PLUGIN, f"{PLUGIN}.plugin"):
        sys.modules.pop(module, None)


def install(project: Path, site: Path) -> None:
    """What pip makes of the project: the package, and metadata with its entry points."""
    settings = tomllib.loads((project / "pyproject.toml").read_text("utf-8"))["project"]
    shutil.copytree(project / PLUGIN, site / PLUGIN, ignore=shutil.ignore_patterns("__pycache__"))
    metadata = site / f"{PLUGIN}-{settings['version']}.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {settings['name']}\nVersion: {settings['version']}\n"
    )
    lines = [
        f"[{group}]\n" + "".join(f"{name} = {value}\n" for name, value in points.items())
        for group, points in settings["entry-points"].items()
    ]
    (metadata / "entry_points.txt").write_text("\n".join(lines))


def status_with(*listings: Listing) -> tuple[PluginHost, PluginStatus]:
    host = PluginHost(AllowList(plugin=list(listings)))
    host.load()
    return host, next(status for status in host.status() if status.id == PLUGIN)


def test_installed_plugin_runs_only_when_its_very_code_is_allowed(
    project: Path, site: Path
) -> None:
    install(project, site)
    host, status = status_with()
    assert (status.state, status.manifest and status.manifest.version) == ("not allowed", "0.1.0")
    told = re.search(r'sha256 = "([0-9a-f]{64})"', status.reason or "")
    assert told is not None
    assert host.contributions("register_tools") == []

    for listing in (Listing(id=PLUGIN), Listing(id=PLUGIN, sha256="0" * 64)):
        host, status = status_with(listing)
        assert status.state == "quarantined"
        assert told[1] in (status.reason or "")
        assert host.contributions("register_tools") == []
    assert PLUGIN not in sys.modules

    host, status = status_with(Listing(id=PLUGIN, sha256=told[1]))
    assert (status.state, status.reason) == ("loaded", None)
    (tool,) = host.contributions("register_tools")
    assert (tool.plugin_id, tool.value.name) == (PLUGIN, "weather")

    module = site / PLUGIN / "plugin.py"
    module.write_text(module.read_text("utf-8") + "\n# changed\n", "utf-8")
    assert status_with(Listing(id=PLUGIN, sha256=told[1]))[1].state == "quarantined"


@pytest.mark.parametrize(
    "arguments",
    [("Weather",), ("2nd",), ("../x",), ("weather", "--kind", "magic"), ("crawler",)],
)
def test_unusable_names_and_kinds_are_refused(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    result = run_cli(*arguments, "--folder", str(tmp_path))
    assert result.exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_existing_folder_is_left_alone(project: Path) -> None:
    (project / PLUGIN / "plugin.py").write_text("mine", "utf-8")
    assert run_cli("weather", "--folder", str(project.parent)).exit_code == 2
    assert (project / PLUGIN / "plugin.py").read_text("utf-8") == "mine"
