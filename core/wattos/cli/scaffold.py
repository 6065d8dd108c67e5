"""What `wattos plugin new` writes."""

from __future__ import annotations

from pathlib import Path
from string import Template

KINDS = ("tool",)

_PYPROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "$package"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = ["wattos"]

[project.entry-points.wattos]
$package = "$package.plugin"

[dependency-groups]
dev = ["wattos[testing]"]

[tool.uv]
# crawl4ai depends on a fork of litellm that would overwrite litellm's own files.
override-dependencies = ["unclecode-litellm; sys_platform == 'never'"]
$sources
[tool.pytest.ini_options]
asyncio_mode = "auto"
asyncio_default_fixture_loop_scope = "session"
asyncio_default_test_loop_scope = "session"
"""

_MANIFEST = """\
id = "$package"
version = "0.1.0"
api = ">=1,<2"
module = "$package.plugin"
kind = "$kind"

[names]
de = "$title"
en = "$title"
"""

_PLUGIN = '''\
"""The plugin's hooks: one tool that agents may use."""

from __future__ import annotations

import msgspec

from wattos import hookimpl
from wattos.agents import Tool, ToolContext, ToolResult


DESCRIPTION = {"de": "Zählt die Wörter eines Textes.", "en": "Counts the words of a text."}
SUMMARY = {"de": "Der Text hat {words} Wörter.", "en": "The text has {words} words."}


class Arguments(msgspec.Struct, frozen=True, kw_only=True):
    """What the model fills in; the field names and this text reach it."""

    text: str


async def run(context: ToolContext, arguments: Arguments) -> ToolResult:
    """Count the words of a text."""
    words = len(arguments.text.split())
    summary = SUMMARY.get(context.language, SUMMARY["en"])
    return ToolResult(
        content=f"{words} words",  # for the model
        summary=summary.format(words=words),  # for the person
        data={"words": words},  # for programs
    )


@hookimpl
def register_tools() -> list[Tool]:
    """The tools that this plugin offers."""
    return [
        Tool(
            name="$name",
            description=DESCRIPTION,
            parameters=Arguments,
            run=run,
            effect="read",
        )
    ]
'''

_CONFTEST = '''\
"""Puts the plugin into the host of `wattos.testing`."""

import pytest

from $package import plugin


@pytest.fixture(scope="session")
def wattos_plugins() -> dict[str, object]:
    return {"$package": plugin}
'''

_TEST = '''\
"""The plugin's first test: the host loads it, and its tool answers."""

from $package import plugin
from wattos.testing import load_plugin, tool_context


async def test_tool_counts_words() -> None:
    tool = load_plugin(plugin).tool("$name")
    arguments = plugin.Arguments(text="Guten Tag zusammen")
    result = await tool.run(tool_context(language="de"), arguments)
    assert result.data == {"words": 3}
    assert result.summary == "Der Text hat 3 Wörter."
'''


def write_plugin(folder: Path, kind: str) -> list[Path]:
    """Write a plugin's files into the new `folder`; returns their paths."""
    package = folder.name
    name = package.removeprefix("wattos_")
    values = {
        "package": package,
        "name": name,
        "kind": kind,
        "title": name.replace("_", " ").capitalize(),
        "sources": _sources(),
    }
    files = {
        "pyproject.toml": _PYPROJECT,
        f"{package}/__init__.py": '"""A WattOS plugin."""\n',
        f"{package}/manifest.toml": _MANIFEST,
        f"{package}/plugin.py": _PLUGIN,
        "tests/conftest.py": _CONFTEST,
        "tests/test_plugin.py": _TEST,
    }
    written: list[Path] = []
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(Template(text).substitute(values), "utf-8")
        written.append(target)
    return written


def _sources() -> str:
    """Where uv finds WattOS: this checkout, if it is one; an installed one comes by its name."""
    checkout = Path(__file__).resolve().parents[3]
    if not (checkout / "pyproject.toml").exists():
        return ""
    return f'\n[tool.uv.sources]\nwattos = {{ path = "{checkout.as_posix()}", editable = true }}\n'
