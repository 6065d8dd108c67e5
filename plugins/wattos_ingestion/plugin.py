"""Registers the parsers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wattos import hookimpl
from wattos.knowledge import Parser

if TYPE_CHECKING:
    from wattos.platform import Platform


@hookimpl
def register_parsers(platform: Platform) -> Sequence[Parser]:
    from wattos_ingestion.parsers import all_parsers

    return all_parsers(platform.settings.document_limits)
