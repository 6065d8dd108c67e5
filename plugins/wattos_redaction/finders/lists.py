"""The word lists beside the finders."""

from __future__ import annotations

from importlib.resources import files


def words(name: str) -> list[str]:
    """The words of a list in `data/`, in order."""
    return files("wattos_redaction").joinpath("data", name).read_text("utf-8").split()
