"""What a keeper needs to know of a server: the same small shape for Postgres and Valkey."""

from __future__ import annotations

import json
import signal
import subprocess
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import ClassVar, Protocol

from wattos.embedded.files import write_private
from wattos.embedded.paths import ServiceFolder


class Service(Protocol):
    """One server, seen by its keeper."""

    stop_signal: ClassVar[signal.Signals]
    """Ends the server in good order although clients are connected."""
    kill_signal: ClassVar[signal.Signals]
    """Ends the server at once if it does not obey."""

    def start(self) -> subprocess.Popen[bytes]:
        """Create the data if there are none, start the server, return when it answers.

        Called again after the server died. Raises `WattosError` if it cannot start.
        """
        ...

    def address(self) -> Address:
        """Where the started server listens."""
        ...


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server listens."""

    socket_folder: str
    """Folder of the Unix socket."""
    port: int | None
    """Port on 127.0.0.1, None where the server has a Unix socket alone."""


@dataclass(frozen=True, slots=True)
class Runtime:
    """The content of `runtime.json`: a server that runs now. Passwords are not in it."""

    keeper_pid: int
    server_pid: int
    address: Address

    def write(self, folder: ServiceFolder) -> None:
        """Publish it for the other commands."""
        write_private(folder.runtime_file, json.dumps(asdict(self)))

    @staticmethod
    def read(folder: ServiceFolder) -> Runtime | None:
        """What the keeper published; None where no keeper has got that far."""
        return _read_runtime(folder.runtime_file)

    @staticmethod
    def retire(folder: ServiceFolder) -> None:
        """Put aside what a killed keeper left."""
        with suppress(FileNotFoundError):
            folder.runtime_file.replace(folder.retired_runtime_file)

    @staticmethod
    def read_retired(folder: ServiceFolder) -> Runtime | None:
        """What `retire` put aside last: where a server may be that lost its keeper."""
        return _read_runtime(folder.retired_runtime_file)


def _read_runtime(file: Path) -> Runtime | None:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return Runtime(content["keeper_pid"], content["server_pid"], Address(**content["address"]))


def service_folder(data_dir: Path, name: str) -> ServiceFolder:
    """The folder of the service `name`, `postgres` or `valkey`."""
    return ServiceFolder(data_dir / name)
