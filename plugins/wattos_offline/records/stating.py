"""What an answer from records consists of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import msgspec

from wattos.llm import RecordSource

T = TypeVar("T")


class Statement(msgspec.Struct, frozen=True):
    """Words and the records they rest on, in the order of their citations."""

    text: str
    sources: tuple[RecordSource, ...]


def of_kind(records: Sequence[RecordSource], kind: type[T]) -> list[tuple[RecordSource, T]]:
    """The records whose data are of a kind, with those data."""
    return [(record, record.data) for record in records if isinstance(record.data, kind)]
