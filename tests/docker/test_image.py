"""The image's description, checked without a container engine."""

from __future__ import annotations

import fnmatch
import json
import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest
import typer

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = ROOT / "docker" / "Dockerfile"
Instruction = tuple[str, str]


def instructions() -> list[Instruction]:
    """The Dockerfile's instructions in order, continuation lines joined."""
    text = re.sub(r"^#.*\n", "", DOCKERFILE.read_text("utf-8"), flags=re.MULTILINE)
    lines = text.replace("\\\n", " ").splitlines()
    return [(line.split()[0], line.split(None, 1)[1]) for line in lines if line.strip()]


def final_stage() -> list[Instruction]:
    """The instructions of the image that runs."""
    found = instructions()
    last = max(place for place, (name, _) in enumerate(found) if name == "FROM")
    return found[last:]


def values(name: str, of: list[Instruction]) -> list[str]:
    """The arguments of every instruction called `name`."""
    return [arguments for found, arguments in of if found == name]


def in_context(path: str) -> bool:
    """Whether the build sees a path of the repository, by the rules of Dockerfile.dockerignore."""
    visible = True
    for rule in (ROOT / "docker" / "Dockerfile.dockerignore").read_text("utf-8").splitlines():
        pattern = rule.strip().removeprefix("!")
        if not pattern or pattern.startswith("#"):
            continue
        if fnmatch.fnmatch(path, pattern) or path.startswith(f"{pattern}/"):
            visible = rule.startswith("!")
    return visible


def check_command(arguments: list[str]) -> None:
    """Fail unless `wattos` has this command with these options."""
    from wattos.cli import app

    group: Any = typer.main.get_command(app)
    name, *rest = arguments
    command = group.commands[name]
    command.make_context(name, rest).close()


def test_copy_sources_exist_and_are_in_the_build_context() -> None:
    for arguments in values("COPY", instructions()):
        words = shlex.split(arguments)
        if words[0].startswith("--from="):
            continue
        for source in words[:-1]:
            assert (ROOT / source).exists(), source
            assert source == "." or in_context(source), source


def test_context_holds_what_the_wheel_is_built_from_and_nothing_secret() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    for needed in (
        *wheel["only-include"],
        *wheel["force-include"],
        "pyproject.toml",
        "README.md",
        ".build",
    ):
        assert in_context(needed), needed
    for kept_out in ("docker/.env", ".git/config", ".venv/bin/python", "data/secret_key", "tests"):
        assert not in_context(kept_out), kept_out


def test_packages_are_installed_by_hash_only() -> None:
    installs = [
        part.strip()
        for run in values("RUN", instructions())
        for part in run.split("&&")
        if "pip install" in part
    ]
    assert len(installs) == 3
    for install in installs:
        assert "--require-hashes" in install or "--no-index" in install, install


@pytest.mark.parametrize("name", ["requirements.txt", "build-requirements.txt"])
def test_requirements_are_pinned_with_hashes_and_name_no_address(name: str) -> None:
    text = (ROOT / "docker" / name).read_text("utf-8")
    assert "://" not in text
    entries = text.replace("\\\n", " ").strip().splitlines()
    assert entries
    for entry in entries:
        assert re.match(
            r"[A-Za-z0-9._-]+(\[[a-z0-9,-]+\])?==\S+ .*--hash=sha256:[0-9a-f]{64}", entry
        )


def test_requirements_hold_the_versions_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    pinned = _names((ROOT / "docker" / "requirements.txt").read_text("utf-8"))
    for dependency in project["project"]["dependencies"]:
        [(name, version)] = _names(dependency).items()
        assert pinned.get(name) == version, dependency
    built_with = _names((ROOT / "docker" / "build-requirements.txt").read_text("utf-8"))
    for requirement in project["build-system"]["requires"]:
        [(name, version)] = _names(requirement).items()
        assert built_with.get(name) == version, requirement


def _names(text: str) -> dict[str, str]:
    found = re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", text, re.MULTILINE)
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in found}


def test_image_runs_as_a_user_without_rights() -> None:
    users = values("USER", final_stage())
    assert len(users) == 1
    assert not users[0].startswith(("0", "root"))
    order = [name for name, _ in final_stage()]
    assert order.index("USER") < order.index("ENTRYPOINT")


def test_image_starts_a_command_that_exists() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    [entry] = values("ENTRYPOINT", final_stage())
    assert json.loads(entry) == ["wattos"]
    assert "wattos" in project["project"]["scripts"]
    [command] = values("CMD", final_stage())
    check_command(json.loads(command))


def test_image_health_check_asks_an_address_that_exists() -> None:
    from wattos.health import HealthController

    [check] = values("HEALTHCHECK", final_stage())
    [path] = re.findall(r"http://127\.0\.0\.1:8800(/[a-z/]+)", check)
    assert path == f"{HealthController.path}/ready"
    assert values("EXPOSE", final_stage()) == ["8800"]
