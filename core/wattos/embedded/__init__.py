"""Postgres and Valkey for the laptop.

The first command on a data folder starts them, the last one stops them.

Both servers come out of wheels, so a machine needs neither Docker nor a database package. The
module loads lazily: a command that has `DATABASE_URL` and `REDIS_URL` pays nothing for it.

How the servers live and die: each has a *keeper*, a small process of its own (`keeper.py`). Every
command on the folder holds a shared `flock` on the service's `users.lock` (`lease.py`). The keeper
waits for the exclusive lock, which the kernel grants when the last command has left, also when that
command was killed with `kill -9`; then it stops its server and ends.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wattos.embedded.errors import (
        AlreadyRunning,
        DataFolderInUse,
        NewerDataFolder,
        OlderDataFolder,
        ServerStartFailed,
        UnusableDataFolder,
    )
    from wattos.embedded.paths import default_data_dir
    from wattos.embedded.stack import EmbeddedStack, Endpoints
    from wattos.embedded.up import UpInfo, read_up_info, up_lock, write_up_info

__all__ = [
    "AlreadyRunning",
    "DataFolderInUse",
    "EmbeddedStack",
    "Endpoints",
    "NewerDataFolder",
    "OlderDataFolder",
    "ServerStartFailed",
    "UnusableDataFolder",
    "UpInfo",
    "default_data_dir",
    "read_up_info",
    "up_lock",
    "write_up_info",
]

_HOME_OF = {
    "EmbeddedStack": "stack",
    "Endpoints": "stack",
    "UpInfo": "up",
    "default_data_dir": "paths",
    "read_up_info": "up",
    "up_lock": "up",
    "write_up_info": "up",
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME_OF.get(name, 'errors')}"), name)
