"""Files that ship with WattOS beside its code: migrations, the allow-list, the examples.

In a checkout they lie in the repository, in a wheel inside the package.
"""

from __future__ import annotations

from pathlib import Path

from wattos.errors import ConfigurationError

_PACKAGE = Path(__file__).resolve().parent
_ROOTS = (_PACKAGE / "_data", _PACKAGE.parent.parent)


def resource(name: str) -> Path:
    """The path of a shipped file or folder (`migrations`, `examples`, `plugin_manifest.toml`).

    Raises `ConfigurationError` when the installation lacks it.
    """
    for root in _ROOTS:
        path = root / name
        if path.exists():
            return path
    raise ConfigurationError(
        "A part of the installation is missing.",
        given=name,
        hint="Install WattOS again.",
    )
