"""Plugins written into a folder of their own and found like installed ones."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

WritePlugin = Callable[..., str]

MANIFEST = """\
id = "{id}"
version = "{version}"
api = "{api}"
module = "{module}"
kind = "{kind}"
[names]
de = "Probe"
en = "Sample"
"""


@pytest.fixture
def write_plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WritePlugin:
    """Write a package with a manifest and a module `plugin`; returns its id."""
    monkeypatch.syspath_prepend(tmp_path)

    def write(plugin_id: str, code: str = "", **fields: str) -> str:
        folder = tmp_path / plugin_id
        folder.mkdir()
        (folder / "__init__.py").touch()
        (folder / "plugin.py").write_text(code, "utf-8")
        values = {
            "id": plugin_id,
            "version": "1.0.0",
            "api": ">=1,<2",
            "module": f"{plugin_id}.plugin",
            "kind": "tool",
            **fields,
        }
        (folder / "manifest.toml").write_text(MANIFEST.format(**values), "utf-8")
        sys.modules.pop(f"{plugin_id}.plugin", None)
        sys.modules.pop(plugin_id, None)
        return plugin_id

    return write
