"""The embedded Postgres: cluster, start, readiness."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from wattos.embedded.binaries import postgres_home, readable_postgres
from wattos.embedded.errors import ServerStartFailed
from wattos.embedded.files import open_log, secret_at, size, tail, write_private
from wattos.embedded.paths import ServiceFolder
from wattos.embedded.privileges import ServerUser, make_folder, take_over
from wattos.embedded.process import Launcher, ended_on_error
from wattos.embedded.roles import BOOTSTRAP_ROLE, ROLES, prepare_database
from wattos.embedded.service import Address
from wattos.embedded.sockets import free_port, socket_folder

# `trust` and `peer` are nowhere: every connection shows a password. The superuser comes in by the
# Unix socket alone.
_HOST_BASED_ACCESS = f"""\
local all all                 scram-sha-256
host  all {BOOTSTRAP_ROLE} 127.0.0.1/32 reject
host  all all 127.0.0.1/32 scram-sha-256
"""

_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "jit": "off",
    "fsync": "on",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_destination": "stderr",
    "logging_collector": "off",
    "log_min_messages": "warning",
    # Statements and error details quote people's data; the log must not.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}

_PORT_TRIES = 3
_READY_POLL_SECONDS = 0.005
_PROBE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class _PostmasterStatus:
    pid: int
    port: str
    socket_folder: str
    ready: bool


def _read_pid_file(cluster: Path) -> _PostmasterStatus | None:
    """The lines of `postmaster.pid` (PostgreSQL's `miscadmin.h`); None while it is incomplete."""
    with suppress(FileNotFoundError):
        lines = (cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        if len(lines) >= 8:
            return _PostmasterStatus(int(lines[0]), lines[3], lines[4], lines[7].strip() == "ready")
    return None


class Postgres:
    """PostgreSQL from the wheel, as a `Service`."""

    stop_signal: ClassVar[signal.Signals] = signal.SIGINT
    kill_signal: ClassVar[signal.Signals] = signal.SIGQUIT

    def __init__(self, folder: ServiceFolder, launcher: Launcher) -> None:
        self._folder = folder
        self._launcher = launcher
        self._user: ServerUser | None = launcher.user
        home = readable_postgres(postgres_home(), self._user, folder.root / "binaries")
        self._home = home
        self._sockets: Path | None = None
        self._port: int | None = None
        self._log_begin = 0

    def start(self) -> subprocess.Popen[bytes]:
        """Create the cluster if there is none, start it, create roles and database if missing.

        Raises `ServerStartFailed` with the end of the log.
        """
        self._log_begin = size(self._folder.server_log)
        if not self._folder.data.exists():
            self._create_cluster()
        take_over(self._folder.data, self._user)
        self._write_access_rules()
        self._sockets = self._sockets or socket_folder(self._folder, self._user)
        server = self._start_on_a_free_port()
        with ended_on_error(server):
            prepare_database(self._folder, self._home, self._launcher, self.address())
        return server

    def address(self) -> Address:
        """Where the started server listens."""
        return Address(str(self._sockets), self._port)

    @classmethod
    def stop_orphan(cls, folder: ServiceFolder) -> None:
        """Stop a postmaster that answers on the socket its pid file names.

        The pid alone proves nothing: after a crash the number may belong to any process.
        """
        status = _read_pid_file(folder.data)
        if status is None:
            return
        with socket.socket(socket.AF_UNIX) as probe, suppress(OSError):
            probe.settimeout(_PROBE_SECONDS)
            probe.connect(f"{status.socket_folder}/.s.PGSQL.{status.port}")
            os.kill(status.pid, cls.stop_signal)

    def _create_cluster(self) -> None:
        draft = self._folder.root / "data.partial"
        if draft.exists():
            shutil.rmtree(draft)
        make_folder(draft, 0o700, self._user)
        for role in ROLES:
            secret_at(self._folder.password_file(role))
        password_file = draft.with_name("initdb-password")
        write_private(password_file, secret_at(self._folder.password_file(BOOTSTRAP_ROLE)))
        if self._user is not None:
            os.chown(password_file, self._user.uid, self._user.gid)
        try:
            self._run_initdb(draft, password_file)
        finally:
            password_file.unlink()
        draft.rename(self._folder.data)

    def _run_initdb(self, cluster: Path, password_file: Path) -> None:
        # The builtin provider sorts alike on every system, so no library update corrupts an index;
        # the C library's character classes still serve full text search and trigrams.
        character_types = "UTF-8" if os.uname().sysname == "Darwin" else "C.UTF-8"
        with open_log(self._folder.server_log) as log:
            code = self._launcher.start(
                [
                    self._home / "bin" / "initdb",
                    "--auth=scram-sha-256",
                    f"--pwfile={password_file}",
                    f"--username={BOOTSTRAP_ROLE}",
                    "--encoding=UTF8",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8",
                    "--locale=C",
                    f"--lc-ctype={character_types}",
                    "--no-instructions",
                    f"--pgdata={cluster}",
                ],
                death_signal=signal.SIGKILL,
                output=log,
            ).wait()
        if code != 0:
            raise self._failure(f"initdb ended with code {code}.")

    def _write_access_rules(self) -> None:
        rules = self._folder.data / "pg_hba.conf"
        if rules.read_text(encoding="utf-8") == _HOST_BASED_ACCESS:
            return
        write_private(rules, _HOST_BASED_ACCESS)
        if self._user is not None:
            os.chown(rules, self._user.uid, self._user.gid)

    def _start_on_a_free_port(self) -> subprocess.Popen[bytes]:
        failure = self._failure("No port could be taken.")
        taken: int | None = None
        for _ in range(_PORT_TRIES):
            self._port = free_port(self._folder, avoid=taken)
            try:
                return self._start_server()
            except ServerStartFailed as error:
                failure, taken = error, self._port
                # Somebody may take the port between the probe and the server's own bind.
                if "could not bind" not in tail(self._folder.server_log, since=self._log_begin):
                    raise
        raise failure

    def _start_server(self) -> subprocess.Popen[bytes]:
        # The keeper holds the lock that any living process of this cluster would hold, so a pid
        # file that is still here is stale, whatever process has its number today.
        (self._folder.data / "postmaster.pid").unlink(missing_ok=True)
        settings = {
            **_SETTINGS,
            "port": str(self._port),
            "unix_socket_directories": str(self._sockets),
        }
        options = [part for item in settings.items() for part in ("-c", "=".join(item))]
        with open_log(self._folder.server_log) as log:
            server = self._launcher.start(
                [self._home / "bin" / "postgres", "-D", self._folder.data, *options],
                death_signal=self.stop_signal,
                output=log,
            )
        with ended_on_error(server):
            while server.poll() is None:
                status = _read_pid_file(self._folder.data)
                if status is not None and status.pid == server.pid and status.ready:
                    return server
                time.sleep(_READY_POLL_SECONDS)
        raise self._failure(f"Postgres ended with code {server.returncode}.")

    def _failure(self, what: str) -> ServerStartFailed:
        return ServerStartFailed(
            f"{what} Its last words:\n{tail(self._folder.server_log, since=self._log_begin)}\n",
            given=self._folder.root,
            hint="Is the disk full, or memory short? The whole log is server.log in that folder.",
        )
