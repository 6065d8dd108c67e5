"""What the extractor of records registers with the host."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wattos import hookimpl

if TYPE_CHECKING:
    from wattos.knowledge import RecordExtractor


@hookimpl
def register_record_extractors() -> Sequence[RecordExtractor]:
    from wattos_records.extractor import DocumentRecords

    return [DocumentRecords()]
