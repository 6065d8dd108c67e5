"""A command's share in one server: join it, start its keeper if there is none, leave it.

`start.lock` lets one command at a time join or leave, so the state it sees stays as it is:

- join: take the shared `users.lock`. A keeper that is just stopping holds it exclusively, so this
  waits for its end. Then a live keeper (it holds `keeper.lock`) cannot stop under us; without one,
  start one.
- leave: give the share back. If `users.lock` can then be had exclusively, or not even shared, the
  keeper gets it or has it: wait for its end, so that after the last command nothing runs. If it can
  be had shared only, another command goes on using the server.
- watch: wait for the shared `keeper.lock`. It comes when the keeper has ended; a command that still
  has its share then starts another on the same socket and port.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

from wattos.embedded.errors import ServerStartFailed, from_wire
from wattos.embedded.files import open_log, tail
from wattos.embedded.locks import Lock, is_held_exclusively, take, try_take
from wattos.embedded.service import Runtime, service_folder
from wattos.errors import WattosError

log = logging.getLogger(__name__)

_KEEPER_POLL_SECONDS = 0.01
_RESTART_PAUSE_SECONDS = 2.0


class Lease:
    """The share of one command in the service `name` of a data folder."""

    def __init__(self, data_dir: Path, name: str) -> None:
        self._data_dir = data_dir
        self._name = name
        self.folder = service_folder(data_dir, name)
        self._share: Lock | None = None

    def join(self) -> tuple[Runtime, bool]:
        """Where the server listens, and whether this call started it.

        Waits while another command starts or stops it. Raises what the keeper reported.
        """
        with take(self.folder.start_lock):
            self._share = take(self.folder.users_lock, shared=True)
            try:
                running = self._running()
                return (running, False) if running else (self._start(), True)
            except BaseException:
                self._release_share()
                raise

    def watch(self) -> None:
        """From now until `leave`, start the keeper anew when it was killed."""
        threading.Thread(
            target=self._revive, daemon=True, name=f"wattos-watch-{self._name}"
        ).start()

    def _revive(self) -> None:
        while True:
            try:
                self._wait_for_the_keeper_to_end()
                if self._share is None or not self._start_again():
                    return
            except (WattosError, OSError) as error:
                if self._share is None:  # the folder may be gone with its last command
                    return
                log.error("%s could not be started again: %s", self._name, error)
                time.sleep(_RESTART_PAUSE_SECONDS)

    def _start_again(self) -> bool:
        """Have a keeper run; False once this command has left."""
        with take(self.folder.start_lock):
            if self._share is None:
                return False
            if self._running() is None:
                log.warning("the keeper of %s is gone; another is started", self._name)
                self._start()
            return True

    def leave(self) -> None:
        """Give the share back; as the last one, return when the server has stopped."""
        if self._share is None:
            return
        with take(self.folder.start_lock):
            self._release_share()
            if not self._is_used_by_others():
                self._wait_for_the_keeper_to_end()

    def _running(self) -> Runtime | None:
        """What a live keeper published; None where there is no keeper.

        Without an address it is either starting (and its starter was killed) or ending (told so
        from outside): wait for one or the other.
        """
        while is_held_exclusively(self.folder.keeper_lock):
            if (running := Runtime.read(self.folder)) is not None:
                return running
            time.sleep(_KEEPER_POLL_SECONDS)
        return None

    def _release_share(self) -> None:
        share, self._share = self._share, None
        if share is not None:
            share.release()

    def _is_used_by_others(self) -> bool:
        for shared in (False, True):
            if (probe := try_take(self.folder.users_lock, shared=shared)) is not None:
                probe.release()
                return shared
        return False

    def _wait_for_the_keeper_to_end(self) -> None:
        take(self.folder.keeper_lock, shared=True).release()

    def _start(self) -> Runtime:
        # A killed keeper left its address; nobody may take it for that of the next one.
        Runtime.retire(self.folder)
        answer = self._run_keeper()
        if answer.get("error"):
            self._wait_for_the_keeper_to_end()
            raise from_wire(answer["error"])
        runtime = Runtime.read(self.folder)
        if runtime is None:
            raise ServerStartFailed(
                f"The keeper of {self._name} ended before the server was ready: "
                f"{tail(self.folder.keeper_log)}",
                given=self.folder.root,
                hint="The whole log is keeper.log in that folder.",
            )
        return runtime

    def _run_keeper(self) -> dict[str, dict[str, str | None]]:
        """Start a keeper and wait for its one line; empty if it ended without one."""
        with (
            open_log(self.folder.keeper_log) as log,
            subprocess.Popen(  # noqa: S603 (the arguments are ours, no shell reads them)
                # -P: the working folder must not be searched for modules.
                [sys.executable, "-P", "-m", "wattos.embedded.keeper", self._name, self._data_dir],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd="/",
                # No key of the caller's environment stays with a process that outlives it.
                env={"PATH": os.environ.get("PATH", os.defpath), "PYTHONPATH": _import_path()},
                start_new_session=True,
                umask=0o077,
            ) as launcher,
        ):
            said = launcher.communicate()[0]
        return json.loads(said or b"{}")


def _import_path() -> str:
    """PYTHONPATH by which the keeper finds the same WattOS, whatever put it on `sys.path` here."""
    here = str(Path(__file__).parents[2])
    there = filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))
    return os.pathsep.join([here, *(str(Path(entry).absolute()) for entry in there)])
