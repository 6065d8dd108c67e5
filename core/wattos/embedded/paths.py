"""Where the embedded servers keep their things.

<data dir>/                 0711 as root, else 0700
    version.json            which release wrote the folder
    up.lock, up.json        held and written by `wattos up`
    postgres/, valkey/      one `ServiceFolder` each
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path


def default_data_dir() -> Path:
    """The folder for embedded data: `WATTOS_DATA_DIR`, else the system's usual place.

    As root `/var/lib/wattos`, because the servers run as another user and root's home is closed
    to that user; otherwise the user's own data folder (XDG base directories, or Application
    Support on macOS).
    """
    if chosen := os.environ.get("WATTOS_DATA_DIR"):
        return Path(chosen).expanduser().absolute()
    if os.geteuid() == 0:
        return Path("/var/lib/wattos")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "wattos"
    xdg = Path(os.environ.get("XDG_DATA_HOME") or "~/.local/share").expanduser()
    # The XDG specification tells programs to ignore a relative path.
    return (xdg if xdg.is_absolute() else Path.home() / ".local" / "share") / "wattos"


@dataclass(frozen=True, slots=True)
class ServiceFolder:
    """The files of one service.

    Control files belong to the user who runs the commands; `data` and the socket folder belong to
    the user who runs the server (the same one, unless that is root).
    """

    root: Path

    @property
    def start_lock(self) -> Path:
        """Held while a command joins or leaves: one at a time."""
        return self.root / "start.lock"

    @property
    def users_lock(self) -> Path:
        """Shared by all commands that use the server; the keeper waits for it exclusively."""
        return self.root / "users.lock"

    @property
    def keeper_lock(self) -> Path:
        """Held by the keeper as long as it lives."""
        return self.root / "keeper.lock"

    @property
    def servers_lock(self) -> Path:
        """Inherited by the server: held as long as any of its processes lives."""
        return self.root / "servers.lock"

    @property
    def runtime_file(self) -> Path:
        """JSON with the running server's socket folder, port and process ids."""
        return self.root / "runtime.json"

    @property
    def retired_runtime_file(self) -> Path:
        """The runtime file of a keeper that was killed."""
        return self.root / "runtime.last.json"

    @property
    def port_file(self) -> Path:
        """The port of the last run, taken again if it is free."""
        return self.root / "port"

    @property
    def data(self) -> Path:
        """The server's own data."""
        return self.root / "data"

    @property
    def sockets(self) -> Path:
        """Where the server's socket lies, unless that path is too long for one."""
        return self.root / "run"

    @property
    def server_log(self) -> Path:
        """What the server writes."""
        return self.root / "server.log"

    @property
    def keeper_log(self) -> Path:
        """What the keeper writes: restarts, and why it ended if it failed."""
        return self.root / "keeper.log"

    def password_file(self, name: str) -> Path:
        """The file (0600) with the password of the role `name`."""
        return self.root / "passwords" / name
