"""Which user the servers run as, and whether that user can reach what it needs.

Postgres refuses to run as root. No user is created and nothing outside the data folder is opened
for others: an existing unprivileged user serves, and a folder that is closed to it is named.
A bare numeric id would not do, because initdb looks its own user up by name.
"""

from __future__ import annotations

import os
import pwd
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from wattos.embedded.errors import UnusableDataFolder

_CANDIDATES = ("wattos", "nobody", "daemon")


@dataclass(frozen=True, slots=True)
class ServerUser:
    """The unprivileged user who runs the servers when the commands run as root."""

    name: str
    uid: int
    gid: int


def choose_server_user(data_dir: Path, server_data: Path) -> ServerUser | None:
    """The user for the servers, or None where they run as the command's own user.

    As root: whoever owns the existing server data, else the data folder, if that is not root;
    else the first of `wattos`, `nobody` and `daemon` that the system has. Raises
    `UnusableDataFolder` if there is none, or if somebody else owns the data.
    """
    if os.geteuid() != 0:
        _require_own(server_data)
        return None
    for path in (server_data, data_dir):
        if path.exists() and (owner := path.stat().st_uid) != 0:
            return _existing_user(path, owner)
    for name in _CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return ServerUser(name, entry.pw_uid, entry.pw_gid)
    raise UnusableDataFolder(
        "Postgres refuses to run as root, and there is no other user to run it as.",
        expected=f"one of the users {', '.join(_CANDIDATES)}",
        hint="Create a system user named wattos, or run the command as an ordinary user.",
    )


def _existing_user(path: Path, uid: int) -> ServerUser:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError as error:
        raise UnusableDataFolder(
            "The data folder belongs to a user id that has no name here; initdb needs one.",
            given=f"{path}, owned by {uid}",
            expected="a folder owned by root or by a user of this system",
            hint=f"Create a user with the id {uid}, or give the folder to root (chown).",
        ) from error
    return ServerUser(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _require_own(path: Path) -> None:
    if path.exists() and (owner := path.stat().st_uid) != os.geteuid():
        raise UnusableDataFolder(
            "The server's data belong to another user.",
            given=f"{path}, owned by user id {owner}",
            expected=f"user id {os.geteuid()}, who runs this command",
            hint="Run the command as that user, as root, or choose another --data-dir.",
        )


@contextmanager
def acting_as(user: ServerUser | None) -> Generator[None]:
    """Take the user's effective ids inside the block, so that the kernel answers for that user.

    Ids belong to the process: for single-threaded programs only.
    """
    if user is None:
        yield
        return
    groups = os.getgroups()
    try:
        os.setgroups([])
        os.setegid(user.gid)
        os.seteuid(user.uid)
    except OSError as error:
        raise UnusableDataFolder(
            f"Postgres refuses to run as root, and this root may not change its user: {error}",
            given=f"user {user.name}",
            expected="the capabilities SETUID and SETGID",
            hint="Run the command as an ordinary user, or give the container these capabilities.",
        ) from error
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)
        os.setgroups(groups)


def first_closed_folder(path: Path, user: ServerUser | None) -> Path | None:
    """The topmost folder on the way to `path` (itself included) that `user` may not pass."""
    with acting_as(user):
        for folder in (*reversed(path.parents), path):
            try:
                (folder / "x").lstat()
            except PermissionError:
                return folder
            except (FileNotFoundError, NotADirectoryError):
                continue
    return None


def require_reachable(path: Path, user: ServerUser | None) -> None:
    """Raise `UnusableDataFolder` naming the folder that keeps `user` from reaching `path`."""
    closed = first_closed_folder(path, user)
    if closed is None or user is None:
        return
    raise UnusableDataFolder(
        f"The servers run as {user.name}, who cannot reach the data folder.",
        given=f"{path}, closed at {closed}",
        expected="folders that other users may pass (permission x)",
        hint=f"Choose another folder with --data-dir, or open that one: chmod o+x '{closed}'",
    )


def take_over(folder: Path, user: ServerUser | None) -> None:
    """Give server data that root owns, as a copy or a restored backup leaves them, to `user`.

    Servers never run as root, so data of root's are a copy. Links are not followed.
    """
    if user is None or not folder.exists() or folder.stat().st_uid != 0:
        return
    for place, _, files in os.walk(folder, topdown=False):
        for name in files:
            os.lchown(Path(place) / name, user.uid, user.gid)
        os.chown(place, user.uid, user.gid)


def make_folder(path: Path, mode: int, user: ServerUser | None = None) -> None:
    """Make one folder with exactly `mode`, owned by `user`; an existing one is set to both."""
    path.mkdir(mode=mode, exist_ok=True)
    if user is not None:
        os.chown(path, user.uid, user.gid)
    if path.stat().st_mode & 0o777 != mode:
        path.chmod(mode)
