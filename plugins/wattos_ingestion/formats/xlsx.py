"""XLSX into blocks: a sheet is a section, its rows are table rows under their header."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Iterator
from typing import Any

from wattos.knowledge import DocumentBuilder, DocumentError, ParsedDocument, clean_line
from wattos_ingestion.formats.archive import check_office
from wattos_ingestion.formats.cells import shown
from wattos_ingestion.formats.tables import add_table
from wattos_ingestion.formats.titles import stated_title
from wattos_ingestion.source import Source

_LONGEST_CAPTION = 120
Rows = list[list[str]]


def parse(source: Source) -> ParsedDocument:
    """A workbook's visible sheets, with the values that Excel last computed and as it shows them.

    Empty rows part the tables of a sheet. Raises `DocumentError`: as `check_office`, and
    "too-many-cells".
    """
    from openpyxl import load_workbook

    check_office(source)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it tells of styles and extensions that it leaves out
        workbook = load_workbook(io.BytesIO(source.data), read_only=True, data_only=True)
        builder = DocumentBuilder()
        left = source.limits.max_cells
        for sheet in workbook.worksheets:
            if sheet.sheet_state == "visible":
                rows = list(_rows(sheet, left))
                left -= sum(1 for row in rows for cell in row if cell)
                _add_sheet(builder, sheet.title, rows)
    return builder.build(title=stated_title(workbook.properties.title or ""))


def _rows(sheet: Any, most: int) -> Iterator[list[str]]:
    # What a file states as its extent may be the whole grid, or too little.
    sheet.reset_dimensions()
    for row in sheet.iter_rows():
        texts = [clean_line(shown(cell)) for cell in row]
        most -= sum(map(bool, texts))
        if most < 0:
            raise DocumentError("too-many-cells")
        yield texts


def _add_sheet(builder: DocumentBuilder, name: str, rows: Rows) -> None:
    if any(any(row) for row in rows):
        builder.heading(name, 1)
    for block in _blocks(rows):
        _add_block(builder, block)


def _blocks(rows: Iterable[list[str]]) -> Iterator[Rows]:
    """The rows between empty ones."""
    block: Rows = []
    for row in rows:
        if any(row):
            block.append(row)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _add_block(builder: DocumentBuilder, block: Rows) -> None:
    """Leading rows of one cell are captions; the rest is a table without its empty columns."""
    while block and sum(map(bool, block[0])) == 1:
        _add_caption(builder, "".join(block[0]), is_heading=len(block) > 1)
        block = block[1:]
    width = max(map(len, block), default=0)
    padded = [row + [""] * (width - len(row)) for row in block]
    used = [column for column in range(width) if any(row[column] for row in padded)]
    add_table(builder, [[row[column] for column in used] for row in padded])


def _add_caption(builder: DocumentBuilder, text: str, *, is_heading: bool) -> None:
    if is_heading and len(text) <= _LONGEST_CAPTION and not text.endswith("."):
        builder.heading(text, 2)
    else:
        builder.paragraph(text)
