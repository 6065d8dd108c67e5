"""Rows of cells into table rows, with a header where the first row is one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wattos.knowledge import DocumentBuilder, clean_line

_VALUE = re.compile(r"\d{2}|[@€$£%]|\d[.,]\d|^\d+$|[:.!?]$")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_LONGEST_LABEL = 60


def add_table(builder: DocumentBuilder, rows: Sequence[Sequence[str]]) -> None:
    """Add every row that is not empty; the first names the columns if `find_header` says so."""
    cleaned = [[clean_line(cell) for cell in row] for row in rows]
    filled = [row for row in cleaned if any(row)]
    header = find_header(filled)
    for row in filled[1:] if header else filled:
        builder.table_row(row, header)


def find_header(rows: Sequence[Sequence[str]]) -> Sequence[str]:
    """The first row when it holds the names of columns, otherwise nothing.

    Names are short, all there and all different, and look like no values: a first row
    "Montag | 8–12 Uhr" already belongs to the table's body.
    """
    if len(rows) < 2 or len(rows[0]) < 2:
        return ()
    first = rows[0]
    named = all(first) and len(set(first)) == len(first)
    return first if named and all(_is_label(cell) for cell in first) else ()


def _is_label(cell: str) -> bool:
    return len(cell) <= _LONGEST_LABEL and not _VALUE.search(_YEAR.sub("", cell))
