"""Manifests are read without code, and all their faults are told at once."""

from pathlib import Path

import pytest

from wattos.errors import ConfigurationError
from wattos.plugins.manifest import api_matches, package_folder, read_allow_list, read_manifest


def _write(folder: Path, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "manifest.toml").write_text(text, "utf-8")
    return folder


def test_manifest_tells_all_faults_at_once(tmp_path: Path) -> None:
    folder = _write(
        tmp_path / "wattos_sample",
        'id = "other"\nversion = "1"\napi = ">=2"\nmodule = "os.path"\nkind = "magic"\n'
        '[names]\nde = ""\nen = "x"\n',
    )
    _manifest, faults = read_manifest(folder)
    told = " ".join(faults)
    for word in ("folder", "version", "api", "module", "kind", "names"):
        assert word in told


def test_undecodable_manifest_tells_all_faults_at_once(tmp_path: Path) -> None:
    folder = _write(
        tmp_path / "wattos_sample",
        'id = "other"\nversion = 1\nkind = "magic"\nprivileged = true\n[names]\nde = "x"\n',
    )
    manifest, faults = read_manifest(folder)
    assert manifest is None
    told = "; ".join(faults)
    for words in ("folder", "version: Expected", "'magic'", "'privileged'", "names: ", "module is"):
        assert words in told


@pytest.mark.parametrize("content", [b"\xff\xfe", b"id = "])
def test_unreadable_manifest_is_a_fault_not_an_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "manifest.toml").write_bytes(content)
    manifest, faults = read_manifest(tmp_path)
    assert manifest is None
    assert "manifest.toml" in faults[0]


@pytest.mark.parametrize("name", ["", "..", "no.such.package", "no_such_package"])
def test_name_of_no_package_has_no_folder(name: str) -> None:
    assert package_folder(name) is None


def test_missing_manifest_is_a_fault_not_an_error(tmp_path: Path) -> None:
    assert read_manifest(tmp_path)[0] is None


@pytest.mark.parametrize(
    ("requirement", "admitted"),
    [(">=1,<2", True), ("==1", True), (">=2", False), ("<1", False), ("~=1", False), ("", False)],
)
def test_api_requirement_is_compared_with_the_host(requirement: str, admitted: bool) -> None:
    assert api_matches(requirement, version=1) is admitted


def test_unreadable_allow_list_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "plugin_manifest.toml"
    for text in ("[[plugin]]\nname = 3\n", '[[plugin]]\nid = "a"\n[[plugin]]\nid = "a"\n'):
        path.write_text(text, "utf-8")
        with pytest.raises(ConfigurationError, match=r"plugin_manifest\.toml"):
            read_allow_list(path)
