"""Rows of cells into table rows, with a header where the first rows are one."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from wattos.knowledge import DocumentBuilder, clean_line
from wattos_ingestion.formats.grid import Cell, read_table

_VALUE = re.compile(r"\d{2}|[@€$£%]|\d[.,]\d|^\d+$|[:.!?]$")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_CONTACT = re.compile(
    r"(?:tele(?:fon|fax)|tel|fax|phone|e-?mail|e-?posta|adresse?|anschrift|address|adres)\b", re.I
)
"""What names a line of an address list, where a first row is an entry like the others."""
_LONGEST_LABEL = 60


def add_table(builder: DocumentBuilder, rows: Sequence[Sequence[str]]) -> None:
    """Add every row that is not empty; the first names the columns if `find_header` says so."""
    add_cells(builder, [[Cell(clean_line(text)) for text in row] for row in rows])


def add_cells(
    builder: DocumentBuilder, lines: Sequence[Sequence[Cell]], *, with_pairs: bool = False
) -> None:
    """Add a table as `read_table` reads it.

    Where no cell of its first rows is marked as a head, they are told by what they say. Pages also
    set names and values side by side (`with_pairs`): of two columns, the first row is then a header
    only above values.
    """
    table = read_table(_with_heads(lines, with_pairs=with_pairs))
    for caption in table.captions:
        builder.paragraph(caption)
    for row in table.rows:
        builder.table_row(row.cells, row.header)


def find_header(rows: Sequence[Sequence[str]]) -> Sequence[str]:
    """The first row when it holds the names of columns, otherwise nothing.

    Names are short, all different, and look like no values: a first row "Montag | 8–12 Uhr" already
    belongs to the table's body. All are there, but for the corner above the names of the rows.
    """
    if len(rows) < 2 or len(rows[0]) < 2:
        return ()
    first = rows[0]
    names = first if first[0] or len(first) == 2 else first[1:]
    if not all(names) or len(set(names)) < len(names) or not all(map(_is_label, names)):
        return ()
    is_address = len(first) == 2 and any(row and _CONTACT.match(row[0]) for row in rows[1:])
    return () if is_address else first


def _with_heads(lines: Sequence[Sequence[Cell]], *, with_pairs: bool) -> list[Sequence[Cell]]:
    """The lines that are not empty; those that name columns are marked."""
    filled = [line for line in lines if any(cell.text for cell in line)]
    width = max((sum(cell.columns for cell in line) for line in filled), default=0)
    start = 0
    while start < len(filled) and width > 1 and len(filled[start]) == 1:
        start += 1  # a line over all columns is a caption
    count = 0 if with_pairs and _are_pairs(filled[start:]) else _heads(filled[start:], width)
    marked = [
        [msgspec.structs.replace(cell, is_head=True) for cell in line]
        for line in filled[start : start + count]
    ]
    return [*filled[:start], *marked, *filled[start + count :]]


def _are_pairs(lines: Sequence[Sequence[Cell]]) -> bool:
    """Whether lines say a name and what it is: a name is marked, or what stands beside is words."""
    if not lines or any(cell.is_head for cell in lines[0] if cell.text):
        return True
    beside = [line[-1].text for line in lines[1:] if len(line) == 2 and line[-1].text]
    return len(lines[0]) == 2 and not all(map(_VALUE.search, beside))


def _heads(lines: Sequence[Sequence[Cell]], width: int) -> int:
    """How many of the first lines name columns by what they say; none where some are marked."""
    if len(lines) < 2 or all(cell.is_head for cell in lines[0] if cell.text):
        return 0
    first = lines[0]
    deep = max(cell.rows for cell in first)
    if deep == 1 and all(cell.columns == 1 for cell in first):
        return int(bool(find_header([[cell.text for cell in line] for line in lines])))
    if deep == 1 and _is_told_apart(first, lines[1]):
        deep = 2
    heads = [cell for line in lines[:deep] for cell in line if cell.text]
    is_named = len(lines) > deep and width > 1 and all(_is_label(cell.text) for cell in heads)
    return deep if is_named and len(first) > 1 else 0


def _is_told_apart(first: Sequence[Cell], second: Sequence[Cell]) -> bool:
    """Whether a second line names the columns below a name that spans several, and nothing else."""
    texts = [cell.text for cell in second for _ in range(cell.columns)]
    spans = [cell.columns > 1 for cell in first for _ in range(cell.columns)]
    return all(spans[at] or not text for at, text in enumerate(texts[: len(spans)]))


def _is_label(cell: str) -> bool:
    return len(cell) <= _LONGEST_LABEL and not _VALUE.search(_YEAR.sub("", cell))
