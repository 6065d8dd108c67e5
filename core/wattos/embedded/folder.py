"""Making the data folder ready for commands and servers."""

from __future__ import annotations

import os
from pathlib import Path

from wattos.embedded.errors import UnusableDataFolder
from wattos.embedded.privileges import make_folder
from wattos.embedded.service import service_folder
from wattos.embedded.versions import check_version


def open_data_folder(data_dir: Path) -> None:
    """Create the data folder if it is missing and refuse one of another version.

    As root the folder lets others pass (0711) so that the servers' user reaches its own part; one
    that held other files before is left as it is. Raises `UnusableDataFolder` where it cannot be
    created or written, and what `check_version` raises.
    """
    try:
        known = (data_dir / "version.json").exists()
        data_dir.mkdir(parents=True, exist_ok=True)
        if known or not any(data_dir.iterdir()):
            make_folder(data_dir, _mode())
        check_version(data_dir)
    except OSError as error:
        raise UnusableDataFolder(
            f"The data folder cannot be used: {error.strerror}.",
            given=data_dir,
            expected="a folder that the user of this command may write to",
            hint="Choose another folder with --data-dir or WATTOS_DATA_DIR.",
        ) from error


def open_service_folder(data_dir: Path, name: str) -> None:
    """Create the folder of one service with its passwords' folder."""
    folder = service_folder(data_dir, name)
    make_folder(folder.root, _mode())
    make_folder(folder.root / "passwords", 0o700)


def _mode() -> int:
    return 0o711 if os.geteuid() == 0 else 0o700
