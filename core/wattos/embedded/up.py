"""One `wattos up` a data folder."""

from __future__ import annotations

import json
import os
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from wattos.embedded.errors import AlreadyRunning
from wattos.embedded.files import write_private
from wattos.embedded.folder import open_data_folder
from wattos.embedded.locks import is_held_exclusively, try_take


@dataclass(frozen=True, slots=True)
class UpInfo:
    """What a running `wattos up` says of itself."""

    pid: int
    url: str
    """Where its pages and API are served."""


@contextmanager
def up_lock(data_dir: Path) -> Generator[None]:
    """Be the only `wattos up` on this data folder inside the block.

    Raises `AlreadyRunning`, with the other's address and process id, and has touched nothing
    then. A killed holder leaves nothing behind that matters.
    """
    open_data_folder(data_dir)
    lock = try_take(data_dir / "up.lock")
    if lock is None:
        raise _already_running(data_dir)
    with lock:
        _file(data_dir).unlink(missing_ok=True)  # a killed one left it
        try:
            yield
        finally:
            _file(data_dir).unlink(missing_ok=True)


def write_up_info(data_dir: Path, *, url: str) -> None:
    """Say where this `wattos up` serves; only the holder of `up_lock` may call it."""
    write_private(_file(data_dir), json.dumps(asdict(UpInfo(os.getpid(), url))))


def read_up_info(data_dir: Path) -> UpInfo | None:
    """The `wattos up` that serves this folder now; None if none does or it is still starting."""
    file = _file(data_dir)
    if not file.exists() or not is_held_exclusively(data_dir / "up.lock"):
        return None
    return UpInfo(**json.loads(file.read_text(encoding="utf-8")))


def _file(data_dir: Path) -> Path:
    return data_dir / "up.json"


def _already_running(data_dir: Path) -> AlreadyRunning:
    info = read_up_info(data_dir)
    where = f"at {info.url} (process {info.pid})" if info else "and is still starting"
    return AlreadyRunning(
        f"wattos up already runs on this data folder {where}. Nothing was changed.",
        given=data_dir,
        hint="Use that one, stop it first, or choose another folder with --data-dir.",
    )
