"""Places to listen on: a folder for a Unix socket, a free port on loopback."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import socket
import tempfile
from pathlib import Path

from wattos.embedded.errors import UnusableDataFolder
from wattos.embedded.files import write_private
from wattos.embedded.paths import ServiceFolder
from wattos.embedded.privileges import ServerUser, make_folder

# sun_path holds 104 bytes on macOS and 108 on Linux, end mark included; Postgres appends
# "/.s.PGSQL.65535.lock". Any other character would need quoting that arq does not undo.
_FIT_FOR_A_SOCKET = re.compile(r"[A-Za-z0-9/._-]{1,80}")


def socket_folder(folder: ServiceFolder, user: ServerUser | None) -> Path:
    """An empty folder, 0700, for the server's socket.

    It lies in the service's folder; where that path is too long or has unusual characters, in the
    system's short temporary folder under a name that stays the same for this data folder.
    """
    place = folder.sockets
    if not _FIT_FOR_A_SOCKET.fullmatch(str(place)):
        place = _short_place(folder, user)
    if place.is_symlink():
        raise UnusableDataFolder("The socket folder is a symbolic link.", given=place)
    if place.exists():
        shutil.rmtree(place)
    make_folder(place, 0o700, user)
    return place


def _short_place(folder: ServiceFolder, user: ServerUser | None) -> Path:
    digest = hashlib.sha256(os.fsencode(folder.root)).hexdigest()[:12]
    # Not gettempdir() at once: on macOS that path is too long already.
    base = next(p for p in (Path("/tmp"), Path(tempfile.gettempdir())) if p.is_dir())  # noqa: S108
    owner = user.uid if user else os.geteuid()
    # Everybody may write there: a name that somebody else took first is passed over.
    for number in range(10):
        place = base / f"wattos-{digest}-{number}"
        if not place.is_symlink() and (not place.exists() or place.stat().st_uid == owner):
            return place
    raise UnusableDataFolder(
        "No folder for the server's socket could be made.",
        given=f"{base}/wattos-{digest}-*, owned by somebody else",
        hint="Choose a data folder with a path of less than 60 plain characters.",
    )


def free_port(folder: ServiceFolder, *, avoid: int | None = None) -> int:
    """A free port on 127.0.0.1: that of the last run if it is free and not `avoid`, else any."""
    last = folder.port_file.read_text(encoding="utf-8") if folder.port_file.exists() else "0"
    wanted = int(last) if last.isdecimal() else 0
    for port in (0 if wanted == avoid else wanted, 0):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            found = int(probe.getsockname()[1])
        if found != wanted:
            write_private(folder.port_file, str(found))
        return found
    raise OSError("no free port on 127.0.0.1")
