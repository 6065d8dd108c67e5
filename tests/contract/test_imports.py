"""A plugin uses only public names; modules stay small enough to read in one go."""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PLUGIN_ROOTS = ("plugins", "channels", "admin_ui")
# Modules beside the rooms that are public as a whole; each says so in its docstring.
PUBLIC_MODULES = {
    "wattos",
    "wattos.errors",
    "wattos.events",
    "wattos.hookspecs",
    "wattos.months",
    "wattos.outbound",
    "wattos.platform",
    "wattos.problems",
    "wattos.records",
    "wattos.resources",
    "wattos.settings",
    "wattos.testing",
    "wattos.database.migration",
}
ROOMS = {
    f"wattos.{room}"
    for room in (
        "access", "agents", "audit", "conversations", "database", "delivery", "knowledge", "llm",
        "mail", "plugins", "replay", "subjects", "suggested", "tenancy", "verified",
    )
}  # fmt: skip
MOST_LINES = 400


def _python_files(*roots: str) -> list[Path]:
    return sorted(path for root in roots for path in (ROOT / root).rglob("*.py"))


def _imports(path: Path) -> Iterator[tuple[str, str]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield from ((node.module, alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)


def _of_wattos(module: str) -> bool:
    return module == "wattos" or module.startswith("wattos.")


@pytest.mark.parametrize("path", _python_files(*PLUGIN_ROOTS), ids=lambda path: path.stem)
def test_plugin_imports_public_names_only(path: Path) -> None:
    for module, name in _imports(path):
        if not _of_wattos(module):
            continue
        assert module in PUBLIC_MODULES | ROOMS, f"{path.name} imports {module}"
        if module in ROOMS and name:
            public: list[str] = importlib.import_module(module).__all__
            assert name in public, f"{path.name} imports {name} from {module}"


def test_every_public_name_of_a_room_exists() -> None:
    for room in sorted(ROOMS):
        module = importlib.import_module(room)
        missing = [name for name in module.__all__ if not hasattr(module, name)]
        assert not missing, f"{room}: {missing}"


def test_no_module_is_too_long_to_read() -> None:
    roots = ("core", "plugins", "channels", "admin_ui", "tests", "benchmarks", "migrations")
    long = {
        str(path.relative_to(ROOT)): lines
        for path in _python_files(*roots)
        if (lines := len(path.read_text("utf-8").splitlines())) > MOST_LINES
    }
    assert not long


def test_import_contracts_name_every_plugin() -> None:
    """A plugin that the contracts forget could import another one."""
    contracts = (ROOT / ".importlinter").read_text("utf-8").split("[importlinter:contract:layers]")
    plugins = {path.parent.name for path in ROOT.glob("*/wattos_*/manifest.toml")}
    for part in (contracts[0], *contracts[1].split("[importlinter:contract:")[1:]):
        assert plugins <= {line.strip() for line in part.splitlines()}, part
