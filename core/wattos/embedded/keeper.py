"""The keeper: a process of its own that owns one server and stops it when nobody uses it any more.

    python -m wattos.embedded.keeper postgres|valkey DATA_DIR

A command starts it (`lease.py`) and reads one JSON line from its stdout: `{"ready": true}` or the
error. It then lives in a session of its own, deaf to the terminal's Ctrl-C, and

- holds `keeper.lock`, by which commands know that it lives, whatever process ids say;
- lets the server inherit `servers.lock`: a successor does not start before the last process of the
  old server is gone, although the old keeper may have been killed;
- waits for the exclusive lock on `users.lock`. The kernel grants it when the last command has left
  or was killed, and keeps newcomers out until the keeper has ended;
- starts a server again that died on its own, on the same socket and port;
- is the server's parent: if the keeper is killed, Linux signals the server (PR_SET_PDEATHSIG), and
  everywhere the next keeper stops one that still answers.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import traceback
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import NoReturn

from wattos.embedded.errors import DataFolderInUse, ServerStartFailed, to_wire
from wattos.embedded.locks import Lock, take, try_take
from wattos.embedded.paths import ServiceFolder
from wattos.embedded.postgres import Postgres
from wattos.embedded.privileges import choose_server_user, require_reachable
from wattos.embedded.process import Launcher
from wattos.embedded.service import Runtime, Service, service_folder
from wattos.embedded.valkey import Valkey
from wattos.errors import WattosError

_SERVICES: dict[str, type[Postgres | Valkey]] = {"postgres": Postgres, "valkey": Valkey}

_ORPHAN_PATIENCE_SECONDS = 30.0
_ORPHAN_POLL_SECONDS = 0.05
_STOP_PATIENCE_SECONDS = 60.0
_FIRST_RESTART_PAUSE_SECONDS = 0.1
_LONGEST_RESTART_PAUSE_SECONDS = 5.0
_STABLE_AFTER_SECONDS = 60.0


class Keeper:
    """Keeps one server alive while commands use it."""

    def __init__(self, service: Service, folder: ServiceFolder) -> None:
        self._service = service
        self._folder = folder
        self._server: subprocess.Popen[bytes] | None = None
        self._unused = threading.Event()
        self._exclusive: Lock | None = None

    def start(self) -> None:
        """Start the server and publish where it listens."""
        self._server = self._service.start()
        Runtime(os.getpid(), self._server.pid, self._service.address()).write(self._folder)

    def keep(self) -> None:
        """Return when nobody uses the server any more; until then restart it if it dies."""
        # The server is started by the main thread alone: a parent-death signal follows the thread.
        threading.Thread(target=self._wait_until_unused, daemon=True).start()
        pause = _FIRST_RESTART_PAUSE_SECONDS
        while self._server is not None and not self._unused.is_set():
            started = time.monotonic()
            code = self._server.wait()
            if time.monotonic() - started > _STABLE_AFTER_SECONDS:
                pause = _FIRST_RESTART_PAUSE_SECONDS
            if self._unused.is_set():
                return
            _log(f"the server ended with code {code}; next start in {pause:.1f} s")
            self._unused.wait(pause)
            pause = self._start_again(pause)

    def stop(self) -> None:
        """Withdraw the address, then end the server in good order, by force after a minute.

        May be called twice and from both threads.
        """
        self._folder.runtime_file.unlink(missing_ok=True)
        server = self._server
        if server is None:
            return
        server.send_signal(self._service.stop_signal)
        try:
            server.wait(_STOP_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            _log("the server did not stop; it is ended by force")
            server.send_signal(self._service.kill_signal)
            server.wait()
        shutil.rmtree(self._service.address().socket_folder, ignore_errors=True)

    def _start_again(self, pause: float) -> float:
        try:
            if not self._unused.is_set():
                self.start()
        except WattosError as error:
            _log(f"no new start: {error}")
        return min(pause * 2, _LONGEST_RESTART_PAUSE_SECONDS)

    def _wait_until_unused(self) -> None:
        # Kept until the process ends, so that nobody joins a server that is going.
        self._exclusive = take(self._folder.users_lock)
        self._unused.set()
        self.stop()


def take_servers_lock(name: str, folder: ServiceFolder) -> Lock:
    """The lock that no process of an earlier server holds any more.

    Such a server is about to end, as its keeper was killed; one that still answers is told so.
    Raises `DataFolderInUse` after half a minute.
    """
    deadline = time.monotonic() + _ORPHAN_PATIENCE_SECONDS
    while (lock := try_take(folder.servers_lock)) is None:
        _SERVICES[name].stop_orphan(folder)
        if time.monotonic() > deadline:
            raise DataFolderInUse(
                f"The {name} of an earlier run still works on the data folder and does not stop.",
                given=folder.root,
                hint="End that process, then run the command again.",
            )
        time.sleep(_ORPHAN_POLL_SECONDS)
    return lock


def main(name: str, data_dir: Path) -> int:
    """Run the keeper of the service `name` until nobody uses it; 0, or 1 if it could not start."""
    folder = service_folder(data_dir, name)
    with take(folder.keeper_lock):
        try:
            with take_servers_lock(name, folder) as servers_lock:
                user = choose_server_user(data_dir, folder.data)
                require_reachable(folder.root, user)
                launcher = Launcher(user, (servers_lock.fileno(),))
                _run(Keeper(_SERVICES[name](folder, launcher), folder))
        except WattosError as error:
            _report({"error": to_wire(error)})
            return 1
        except OSError as error:
            _log(traceback.format_exc())
            _report({"error": to_wire(ServerStartFailed(f"{name} did not start: {error}"))})
            return 1
    return 0


def _run(keeper: Keeper) -> None:
    try:
        keeper.start()
        _report({"ready": True})
        keeper.keep()
    finally:
        keeper.stop()


def _leave_the_terminal() -> None:
    """Become nobody's child, so that no command has to reap the keeper."""
    if os.fork() != 0:
        os._exit(0)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _exit)


def _exit(number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)


def _report(message: dict[str, object]) -> None:
    """Tell the command that waits; closing stdout tells it that there is no more to come."""
    with suppress(BrokenPipeError), os.fdopen(os.dup(1), "w", encoding="utf-8") as pipe:
        pipe.write(json.dumps(message))
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, 1)
    os.close(devnull)


def _log(message: str) -> None:
    sys.stderr.write(f"{time.strftime('%Y-%m-%dT%H:%M:%S%z')} {message}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    _leave_the_terminal()
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
