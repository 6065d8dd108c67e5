"""Starting a child that cannot outlive its parent, as another user if need be."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from wattos.embedded.errors import ServerStartFailed
from wattos.embedded.privileges import ServerUser

_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Launcher:
    """How every program of one service is started.

    `keep_open` are descriptors that the children inherit (the lock that proves that they live).
    """

    user: ServerUser | None
    keep_open: tuple[int, ...]

    def start(
        self,
        argv: Sequence[str | Path],
        *,
        death_signal: signal.Signals,
        output: IO[bytes] | int,
        stdin: int = subprocess.DEVNULL,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> subprocess.Popen[bytes]:
        """Start a program with a bare environment; stdout and stderr both go to `output`.

        On Linux the child gets `death_signal` when the calling thread ends in any way
        (PR_SET_PDEATHSIG, prctl(2)); elsewhere the next keeper stops a server left behind.
        Raises `ServerStartFailed` where the program cannot be executed.
        """
        try:
            return subprocess.Popen(  # noqa: S603 (the arguments are ours, no shell reads them)
                [str(part) for part in argv],
                stdin=stdin,
                stdout=output,
                stderr=subprocess.STDOUT,
                # A locale from the caller's shell must not reach the server; and PATH only
                # serves libc, as every program is named by its full path.
                env={"PATH": os.defpath, "LC_ALL": "C", **(environment or {})},
                cwd=folder or "/",
                umask=0o077,
                pass_fds=self.keep_open,
                # Safe beside the keeper's one other thread, which only waits in flock.
                preexec_fn=_tie_to_parent(death_signal),
                user=self.user.uid if self.user else None,
                group=self.user.gid if self.user else None,
                extra_groups=[] if self.user else None,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise ServerStartFailed(
                f"{Path(argv[0]).name} cannot be executed: {error}",
                given=argv[0],
                hint="Is the disk mounted noexec, or the wheel made for another system?",
            ) from error


@contextmanager
def ended_on_error(child: subprocess.Popen[bytes]) -> Generator[None]:
    """Leave no child behind when what follows its start fails or is interrupted."""
    try:
        yield
    except BaseException:
        child.kill()
        child.wait()
        raise


def _tie_to_parent(death_signal: signal.Signals) -> Callable[[], None] | None:
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def tie() -> None:
        prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)  # the parent died before the signal was set

    return tie
