"""What can go wrong with a data folder and its servers.

ConfigurationError
├── UnusableDataFolder   the folder cannot be reached, owned or locked as it must be
├── NewerDataFolder      a newer WattOS or PostgreSQL has written it
└── OlderDataFolder      an older PostgreSQL has written it
Conflict
├── AlreadyRunning       `wattos up` already serves this folder
└── DataFolderInUse      a server of an earlier run does not let go of it
Unavailable
└── ServerStartFailed    Postgres or Valkey did not start; carries the end of its log
"""

from __future__ import annotations

from typing import ClassVar

from wattos.errors import ConfigurationError, Conflict, Unavailable, WattosError


class UnusableDataFolder(ConfigurationError):
    """The data folder, or a folder above it, cannot be used by the servers."""

    code: ClassVar[str] = "unusable-data-folder"


class NewerDataFolder(ConfigurationError):
    """A newer release has written the data folder; this one would damage it."""

    code: ClassVar[str] = "newer-data-folder"


class OlderDataFolder(ConfigurationError):
    """An older PostgreSQL has written the data folder; it must be dumped and restored."""

    code: ClassVar[str] = "older-data-folder"


class AlreadyRunning(Conflict):
    """`wattos up` already serves this data folder."""

    code: ClassVar[str] = "already-running"


class DataFolderInUse(Conflict):
    """A server of an earlier run still holds the data folder and does not end."""

    code: ClassVar[str] = "data-folder-in-use"


class ServerStartFailed(Unavailable):
    """Postgres or Valkey did not start."""

    code: ClassVar[str] = "server-start-failed"


_CROSSES_THE_PIPE: tuple[type[WattosError], ...] = (
    UnusableDataFolder,
    NewerDataFolder,
    OlderDataFolder,
    DataFolderInUse,
    ServerStartFailed,
)


def to_wire(error: WattosError) -> dict[str, str | None]:
    """The error as plain values, for the pipe from a keeper to the command that started it."""
    return {
        "code": error.code,
        "message": error.message,
        "given": None if error.given is None else str(error.given),
        "expected": None if error.expected is None else str(error.expected),
        "hint": error.hint,
    }


def from_wire(wire: dict[str, str | None]) -> WattosError:
    """The error that `to_wire` took apart; an unknown code becomes `ServerStartFailed`."""
    kinds = {kind.code: kind for kind in _CROSSES_THE_PIPE}
    kind = kinds.get(wire["code"] or "", ServerStartFailed)
    return kind(
        wire["message"] or "The server did not start.",
        given=wire["given"],
        expected=wire["expected"],
        hint=wire["hint"],
    )
