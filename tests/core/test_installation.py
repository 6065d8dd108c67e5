"""The key that signs tokens, where nobody configured one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from wattos.errors import ConfigurationError
from wattos.installation import key_file, signing_key
from wattos.settings import Secret, Settings


def test_key_is_made_once_and_private(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "new")
    key = signing_key(settings).reveal()
    assert len(key) >= 32
    assert signing_key(settings).reveal() == key
    assert key_file(settings).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["secret_key"]


def test_key_is_one_for_processes_that_start_together(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    with ThreadPoolExecutor(16) as pool:
        keys = {key.reveal() for key in pool.map(signing_key, [settings] * 64)}
    assert len(keys) == 1
    assert keys != {""}


def test_configured_key_goes_first(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, secret_key=Secret("configured"))
    assert signing_key(settings).reveal() == "configured"
    assert not key_file(settings).exists()


def test_empty_key_file_is_refused(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    key_file(settings).touch()
    with pytest.raises(ConfigurationError, match="is empty"):
        signing_key(settings)


def test_folder_that_cannot_keep_the_key_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigurationError, match="cannot be kept: Not a directory") as refused:
        signing_key(Settings(data_dir=tmp_path / "file" / "below"))
    assert "WATTOS_SECRET_KEY" in str(refused.value)
