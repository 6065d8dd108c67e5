"""Refusing a data folder that this release would damage."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from wattos.embedded.binaries import postgres_major
from wattos.embedded.errors import NewerDataFolder, OlderDataFolder, UnusableDataFolder
from wattos.embedded.files import write_private
from wattos.embedded.service import service_folder

LAYOUT = 1
"""Number of the folder's layout; raised when an older release could not read it any more."""


@dataclass(frozen=True, slots=True)
class FolderVersion:
    """What `version.json` says: who wrote the data folder last."""

    layout: int
    postgres: int
    """PostgreSQL's major version."""
    wattos: str


def check_version(data_dir: Path) -> None:
    """Compare the folder's writer with this release and note this release in it.

    Raises `NewerDataFolder` where a newer layout, PostgreSQL or minor release of WattOS has
    written it (its migrations may have run), `OlderDataFolder` where an older PostgreSQL has,
    `UnusableDataFolder` where `version.json` is not readable as such.
    """
    ours = FolderVersion(LAYOUT, postgres_major(), _wattos_version())
    file = data_dir / "version.json"
    theirs = _read(file)
    if theirs is not None:
        _refuse_newer(data_dir, theirs, ours)
    cluster = service_folder(data_dir, "postgres").data / "PG_VERSION"
    if cluster.exists():
        _check_postgres(data_dir, int(cluster.read_text(encoding="ascii")), ours.postgres)
    if theirs != ours:
        write_private(file, json.dumps(asdict(ours)))


def _read(file: Path) -> FolderVersion | None:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        return FolderVersion(int(content["layout"]), int(content["postgres"]), content["wattos"])
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise UnusableDataFolder(
            "The data folder's version file cannot be read.",
            given=file,
            expected='{"layout": …, "postgres": …, "wattos": …}',
            hint="Restore the file from a backup, or choose another folder with --data-dir.",
        ) from error


def _refuse_newer(data_dir: Path, theirs: FolderVersion, ours: FolderVersion) -> None:
    ours_release = _release(ours.wattos)
    newer_release = bool(ours_release) and _release(theirs.wattos) > ours_release
    if theirs.layout > ours.layout or newer_release:
        raise NewerDataFolder(
            f"The data folder was written by WattOS {theirs.wattos}; this is {ours.wattos}, "
            "which would damage it. Nothing was changed.",
            given=f"{data_dir}, layout {theirs.layout}",
            expected=f"layout {ours.layout} or older, WattOS {ours.wattos} or older",
            hint=f"Use WattOS {theirs.wattos} or later, or another folder with --data-dir.",
        )
    _check_postgres(data_dir, theirs.postgres, ours.postgres)


def _check_postgres(data_dir: Path, theirs: int, ours: int) -> None:
    if theirs > ours:
        raise NewerDataFolder(
            f"The data folder was written by PostgreSQL {theirs}; this release brings {ours}. "
            "Nothing was changed.",
            given=data_dir,
            expected=f"PostgreSQL {ours}",
            hint=f"Use the release of WattOS that brings PostgreSQL {theirs}, or another "
            "folder with --data-dir.",
        )
    if theirs < ours:
        raise OlderDataFolder(
            f"The data folder was written by PostgreSQL {theirs}; this release brings {ours}, "
            "which cannot read it. Nothing was changed.",
            given=data_dir,
            expected=f"PostgreSQL {ours}",
            hint=f"Dump the database with the release that brought PostgreSQL {theirs} (pg_dump), "
            "then restore it into a new --data-dir.",
        )


def _wattos_version() -> str:
    try:
        return version("wattos")
    except PackageNotFoundError:
        return "unknown"


def _release(text: str) -> tuple[int, ...]:
    """Major and minor number: a patch release never changes what lies in the folder.

    Empty for a source tree that is not installed and so has no number to compare.
    """
    found = re.match(r"(\d+)\.(\d+)", text)
    return tuple(int(part) for part in found.groups()) if found else ()
