from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from wattos.embedded import (
    EmbeddedStack,
    NewerDataFolder,
    OlderDataFolder,
    UnusableDataFolder,
)
from wattos.embedded.service import service_folder
from wattos.embedded.versions import check_version


@pytest.fixture
def wattos_1_2_3(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installed WattOS of that version."""
    packages = tmp_path_factory.mktemp("site-packages")
    metadata = packages / "wattos-1.2.3.dist-info" / "METADATA"
    metadata.parent.mkdir()
    metadata.write_text("Metadata-Version: 2.1\nName: wattos\nVersion: 1.2.3\n")
    monkeypatch.syspath_prepend(packages)


def _written_by(folder: Path, **changes: Any) -> None:
    file = folder / "version.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), **changes}))


def _snapshot(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*")}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"layout": 2}, "written by WattOS"),
        ({"postgres": 99}, "written by PostgreSQL 99"),
    ],
)
def test_newer_data_folder_is_refused_and_not_touched(
    data_dir: Path, changes: dict[str, Any], words: str
) -> None:
    _written_by(data_dir, **changes)
    before = _snapshot(data_dir)
    with pytest.raises(NewerDataFolder, match=words):
        EmbeddedStack(data_dir).start()
    assert _snapshot(data_dir) == before


@pytest.mark.parametrize(
    ("major", "kind"), [("99", NewerDataFolder), ("17", OlderDataFolder)], ids=["newer", "older"]
)
def test_cluster_of_another_postgres_is_refused_whatever_the_version_file_says(
    data_dir: Path, major: str, kind: type[Exception]
) -> None:
    (service_folder(data_dir, "postgres").data / "PG_VERSION").write_text(f"{major}\n")
    with pytest.raises(kind, match=f"PostgreSQL {major}"):
        EmbeddedStack(data_dir).start()


def test_older_postgres_is_refused_with_the_way_out(data_dir: Path) -> None:
    _written_by(data_dir, postgres=17)
    with pytest.raises(OlderDataFolder, match="pg_dump"):
        EmbeddedStack(data_dir).start()


@pytest.mark.usefixtures("wattos_1_2_3")
def test_newer_minor_release_is_refused_and_a_patch_release_is_not(tmp_path: Path) -> None:
    check_version(tmp_path)
    for newer in ("1.3.0", "2.0.0", "1.10.0"):
        _written_by(tmp_path, wattos=newer)
        with pytest.raises(NewerDataFolder, match=f"written by WattOS {newer}; this is 1.2.3"):
            check_version(tmp_path)
    for fine in ("1.2.9", "1.1.0", "0.9.0"):
        _written_by(tmp_path, wattos=fine)
        check_version(tmp_path)
        assert json.loads((tmp_path / "version.json").read_text())["wattos"] == "1.2.3"


@pytest.mark.parametrize("content", ["", "[]", '{"layout": "x"}', "\udcff"])
def test_unreadable_version_file_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "version.json").write_text(content, errors="surrogateescape")
    with pytest.raises(UnusableDataFolder, match=r"version\.json"):
        check_version(tmp_path)


def test_current_version_is_written_once(tmp_path: Path) -> None:
    check_version(tmp_path)
    before = _snapshot(tmp_path)
    check_version(tmp_path)
    assert _snapshot(tmp_path) == before
