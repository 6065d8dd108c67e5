"""Small private files, written whole or not at all."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import BinaryIO

_LOG_LIMIT_BYTES = 5 * 1024 * 1024
_TAIL_BYTES = 4096


def write_private(path: Path, text: str) -> None:
    """Replace `path` by `text`, mode 0600, on the disk before it is visible."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def secret_at(path: Path) -> str:
    """The password kept at `path`; made at the first call."""
    if not path.exists():
        write_private(path, secrets.token_urlsafe(24))
    return path.read_text(encoding="utf-8")


def open_log(path: Path) -> BinaryIO:
    """Open a log for appending, mode 0600; one of more than 5 MiB is moved to `<name>.1` first."""
    if size(path) > _LOG_LIMIT_BYTES:
        path.replace(path.with_name(f"{path.name}.1"))
    return os.fdopen(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600), "ab"
    )


def size(path: Path) -> int:
    """Length of a file in bytes; 0 where there is none."""
    return path.stat().st_size if path.exists() else 0


def tail(path: Path, *, since: int = 0, lines: int = 15) -> str:
    """The last lines of a log that were written after its first `since` bytes."""
    if not path.exists():
        return ""
    with path.open("rb") as file:
        end = file.seek(0, os.SEEK_END)
        file.seek(max(end - _TAIL_BYTES, since if since <= end else 0))
        text = file.read().decode("utf-8", "replace")
    return "\n".join(text.strip().splitlines()[-lines:])
