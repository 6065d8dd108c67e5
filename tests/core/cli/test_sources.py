import os
from pathlib import Path

import pytest

from wattos.cli.context import BadArguments
from wattos.cli.sources import files_in, is_url


@pytest.mark.parametrize(
    "source", ["https://a.example/x", "http://127.0.0.1:1", "HTTP://A.example"]
)
def test_source_with_scheme_and_host_is_a_website(source: str) -> None:
    assert is_url(source)


@pytest.mark.parametrize("source", ["http://", "ftp://a.example", "http.txt", "http://[", "", "/"])
def test_source_without_them_is_none(source: str) -> None:
    assert not is_url(source)


def test_files_keep_the_path_as_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "docs" / "sub").mkdir(parents=True)
    for name in ("docs/b.txt", "docs/a.txt", "docs/sub/c.md", "docs/.hidden", "one.txt"):
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    found = files_in([Path("docs"), Path("one.txt")])
    assert [f.name for f in found] == ["docs/a.txt", "docs/b.txt", "docs/sub/c.md", "one.txt"]


def test_name_that_is_no_utf8_becomes_readable_and_the_file_is_found(tmp_path: Path) -> None:
    os.close(os.open(os.fsencode(tmp_path) + b"/a\xffb.txt", os.O_CREAT))
    (found,) = files_in([tmp_path])
    assert found.name.endswith("a\N{REPLACEMENT CHARACTER}b.txt")
    assert found.path.exists()


def test_path_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadArguments, match="no such file"):
        files_in([tmp_path / "nope"])


def test_folder_without_files_is_refused_and_pipes_are_left_out(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("nowhere")
    (tmp_path / ".hidden").touch()
    with pytest.raises(BadArguments, match="holds no file"):
        files_in([tmp_path])
