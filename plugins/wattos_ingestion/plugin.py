"""Registers the parsers."""

from __future__ import annotations

from collections.abc import Sequence

from wattos import hookimpl
from wattos.knowledge import Parser


@hookimpl
def register_parsers() -> Sequence[Parser]:
    from wattos_ingestion.parsers import all_parsers

    return all_parsers()
