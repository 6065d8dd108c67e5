"""Batch files: JSON Lines of questions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec

from wattos.cli.context import BadArguments


class HistoryItem(msgspec.Struct, frozen=True, kw_only=True):
    """An earlier message of the conversation."""

    role: Literal["person", "agent", "human", "system"]
    text: str


class BatchLine(msgspec.Struct, frozen=True, kw_only=True):
    """One question; `history` holds what was said before, oldest first."""

    question: str
    id: str | int | None = None
    history: list[HistoryItem] = []


def read_batch(path: Path) -> Iterator[BatchLine]:
    """The questions in `path`; raises `BadArguments` naming the first line that is none."""
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                yield msgspec.json.decode(line, type=BatchLine)
            except msgspec.DecodeError as error:
                raise BadArguments(
                    f"Line {number} of {path.name} is not a question.",
                    given=str(error),
                    expected='{"id": …, "question": "…"}',
                ) from None
