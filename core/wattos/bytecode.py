"""Compiled modules kept between starts where the environment keeps Python from writing them.

Container images often set PYTHONDONTWRITEBYTECODE, and uv installs packages uncompiled. Python then
compiles every module at every start, which is about half of the work of one.
"""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import sys
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path


def keep_bytecode() -> None:
    """Keep bytecode in the user's cache folder, for this process and its children.

    Nothing is written beside the sources, which the environment asked for, and nothing is changed
    where bytecode lies there already or Python was told of another place (PYTHONPYCACHEPREFIX).
    """
    if not sys.dont_write_bytecode or sys.pycache_prefix is not None:
        return
    if os.path.exists(cache_from_source(__file__)):  # noqa: PTH110 - Path raises at closed folders
        return
    if (folder := _cache_folder()) is not None:
        sys.pycache_prefix = str(folder)
        sys.dont_write_bytecode = False
        os.environ["PYTHONPYCACHEPREFIX"] = str(folder)
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def _cache_folder() -> Path | None:
    """A folder that nobody else can write to, as its files are executed; None without a home.

    Not by HOME or XDG_CACHE_HOME: under sudo they may name another user's folder.
    """
    try:
        home = Path(pwd.getpwuid(os.geteuid()).pw_dir)
        place = home / ("Library/Caches" if sys.platform == "darwin" else ".cache")
        kept = place / "wattos" / "bytecode"
        if not is_private(home):
            return None
        for folder in (place, kept.parent, kept):
            folder.mkdir(mode=0o700, exist_ok=True)
        return kept if all(map(is_private, (place, kept.parent, kept))) else None
    except (KeyError, OSError):
        return None


def drop_gone_bytecode() -> None:
    """Delete what `keep_bytecode` kept of folders that are gone: about 26 MB for a checkout.

    Python keeps bytecode under its source's own path. Where modules lie the search ends: such a
    folder goes with one above it.
    """
    kept = _cache_folder()
    if kept is not None and sys.pycache_prefix == str(kept):
        with suppress(OSError):  # others delete here too, or a folder on the way is closed
            drop_below(kept, Path("/"))


def drop_below(kept: Path, source: Path) -> None:
    """Delete the folders in `kept` that `source` does not have, down to those with modules."""
    for folder in [found for found in kept.iterdir() if found.is_dir()]:
        original = source / folder.name
        if not original.exists():
            shutil.rmtree(folder, ignore_errors=True)
        elif not any(folder.glob("*.pyc")):
            drop_below(folder, original)


def is_private(folder: Path) -> bool:
    """Whether the folder is this user's and nobody else may write in it."""
    found = folder.stat()
    others = stat.S_IWGRP | stat.S_IWOTH
    return found.st_uid == os.geteuid() and not found.st_mode & others
