"""Advisory locks on files (`flock`), released by the kernel when a process dies in any way.

Three properties of `flock` carry the room's design. A lock belongs to the open file, so two in one
process exclude each other like two processes do. It lives until every copy of the descriptor is
closed, so a child that inherits one prolongs it. A waiting exclusive request keeps no new shared
request out, so a keeper may wait for ever without starving a command. A lock is never converted
(that is not atomic); it is released and taken anew.
"""

from __future__ import annotations

import errno
import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from wattos.embedded.errors import UnusableDataFolder


class Lock:
    """A held lock; leaving the `with` block or calling `release` gives it back."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def fileno(self) -> int:
        """The open descriptor, for a child process that shall prolong the lock."""
        return self._descriptor

    def release(self) -> None:
        """Give the lock back; a second call does nothing."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def take(path: Path, *, shared: bool = False) -> Lock:
    """Wait for the lock on `path`; the file is created with mode 0600 and never removed.

    Raises `UnusableDataFolder` where the file cannot be opened or its file system has no locks.
    """
    lock = _flock(path, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
    if lock is None:
        raise AssertionError("flock without LOCK_NB returned without the lock")
    return lock


def try_take(path: Path, *, shared: bool = False) -> Lock | None:
    """The lock on `path`, or None where another holder excludes it; see `take` for errors."""
    return _flock(path, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)


def is_held_exclusively(path: Path) -> bool:
    """Whether somebody holds the exclusive lock on `path` at this moment."""
    probe = try_take(path, shared=True)
    if probe is None:
        return True
    probe.release()
    return False


def _flock(path: Path, operation: int) -> Lock | None:
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except PermissionError as error:
        raise UnusableDataFolder(
            "A lock file of the data folder cannot be opened.",
            given=path,
            expected="a folder that belongs to the user who runs the command",
            hint="Run the command as the folder's owner, or choose another with --data-dir.",
        ) from error
    try:
        fcntl.flock(descriptor, operation)
    except BlockingIOError:
        os.close(descriptor)
        return None
    except OSError as error:
        os.close(descriptor)
        if error.errno not in (errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS):
            raise
        raise UnusableDataFolder(
            "The data folder's file system has no file locks.",
            given=path,
            expected="a local file system",
            hint="Choose a folder on a local disk with --data-dir or WATTOS_DATA_DIR.",
        ) from error
    except BaseException:
        os.close(descriptor)
        raise
    return Lock(descriptor)
