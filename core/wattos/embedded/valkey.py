"""The embedded Valkey: append-only persistence, a password, a Unix socket and no port."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

from wattos.embedded.binaries import readable_valkey, valkey_program
from wattos.embedded.errors import ServerStartFailed
from wattos.embedded.files import open_log, secret_at, size, tail
from wattos.embedded.paths import ServiceFolder
from wattos.embedded.privileges import make_folder, take_over
from wattos.embedded.process import Launcher, ended_on_error
from wattos.embedded.service import Address, Runtime
from wattos.embedded.sockets import socket_folder

ROLE = "default"
SOCKET_NAME = "valkey.sock"
_READY_POLL_SECONDS = 0.005
_PROBE_SECONDS = 1.0


class Valkey:
    """Valkey from the wheel, as a `Service`."""

    stop_signal: ClassVar[signal.Signals] = signal.SIGTERM
    kill_signal: ClassVar[signal.Signals] = signal.SIGKILL

    def __init__(self, folder: ServiceFolder, launcher: Launcher) -> None:
        self._folder = folder
        self._launcher = launcher
        self._program = readable_valkey(valkey_program(), launcher.user, folder.root / "binaries")
        self._sockets: Path | None = None

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server and wait until it has read its data.

        Raises `ServerStartFailed` with the end of the log.
        """
        begin = size(self._folder.server_log)
        if not self._folder.data.exists():
            make_folder(self._folder.data, 0o700, self._launcher.user)
        take_over(self._folder.data, self._launcher.user)
        self._sockets = self._sockets or socket_folder(self._folder, self._launcher.user)
        with open_log(self._folder.server_log) as log:
            server = self._launcher.start(
                [self._program, "-"],
                death_signal=self.stop_signal,
                stdin=subprocess.PIPE,
                output=log,
                folder=self._folder.data,
            )
        with ended_on_error(server):
            self._configure(server)
            while server.poll() is None:
                if _ask(self._folder, self.address(), b"PING") == b"+PONG":
                    return server
                time.sleep(_READY_POLL_SECONDS)
        raise ServerStartFailed(
            f"Valkey ended with code {server.returncode}. "
            f"Its last words:\n{tail(self._folder.server_log, since=begin)}\n",
            given=self._folder.root,
            hint="Is the disk full, or memory short? The whole log is server.log in that folder.",
        )

    def address(self) -> Address:
        """Where the started server listens."""
        return Address(str(self._sockets), None)

    @classmethod
    def stop_orphan(cls, folder: ServiceFolder) -> None:
        """Tell a server that still answers on the socket of the last run to shut down."""
        if (last := Runtime.read_retired(folder)) is not None:
            _ask(folder, last.address, b"SHUTDOWN")

    def _configure(self, server: subprocess.Popen[bytes]) -> None:
        """Hand the settings over by stdin, so that the password is in its own file alone."""
        lines = (
            "port 0",
            f"unixsocket {self._sockets}/{SOCKET_NAME}",
            "unixsocketperm 700",
            f"requirepass {secret_at(self._folder.password_file(ROLE))}",
            "dir .",
            "appendonly yes",
            "appendfsync everysec",
            'save ""',
            "maxmemory-policy noeviction",
            "loglevel warning",
        )
        if server.stdin is None:
            raise AssertionError("started without a pipe to its stdin")
        # A server that has ended already says why in its log, which `start` quotes.
        with suppress(BrokenPipeError), server.stdin as stdin:
            stdin.write("\n".join(lines).encode())


def _ask(folder: ServiceFolder, address: Address, command: bytes) -> bytes:
    """The first line of the answer to a command; empty where nothing answers."""
    password = secret_at(folder.password_file(ROLE)).encode()
    with socket.socket(socket.AF_UNIX) as link, suppress(OSError):
        link.settimeout(_PROBE_SECONDS)
        link.connect(f"{address.socket_folder}/{SOCKET_NAME}")
        with link.makefile("rwb") as stream:
            stream.write(b"AUTH " + password + b"\r\n" + command + b"\r\n")
            stream.flush()
            stream.readline()
            return stream.readline().strip()
    return b""
