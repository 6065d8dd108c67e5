"""Sheets of an OpenDocument workbook, read as those of Excel are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wattos.knowledge import DocumentBuilder
from wattos.settings import DocumentLimits
from wattos_ingestion.formats.archive import beyond
from wattos_ingestion.formats.cells import Value
from wattos_ingestion.formats.odf_xml import (
    attribute,
    children,
    columns_of,
    lines_of,
    name_of,
    rows_of,
    span,
    times,
)
from wattos_ingestion.formats.sheet_marks import Marks
from wattos_ingestion.formats.xlsx import Row, add_sheet

_WIDEST = 1000  # columns below merged cells
_NOT_SHOWN = frozenset({"collapse", "filter"})


def add_sheets(builder: DocumentBuilder, content: Any, body: Any, limits: DocumentLimits) -> None:
    """Every visible sheet, its cells as they are shown; raises `DocumentError`."""
    hidden = {
        attribute(style, "name")
        for style in content.iter("{*}style")
        if any(attribute(each, "display") == "false" for each in children(style))
    }
    sheets = [t for t in children(body) if name_of(t) == "table"]
    left = limits.max_cells
    for sheet in sheets:
        if attribute(sheet, "style-name") in hidden:
            continue
        reader = _Sheet(sheet, left)
        rows = list(reader.rows())
        left -= sum(len(row.cells) for row in rows)
        if left < 0:
            raise beyond("too-many-cells", limits.max_cells - left, limits.max_cells)
        add_sheet(builder, attribute(sheet, "name"), rows, reader.marks, "")


class _Sheet:
    """Reads a sheet's rows, not much further than `most` cells."""

    def __init__(self, sheet: Any, most: int) -> None:
        self._sheet = sheet
        self._most = most
        self._merged: dict[tuple[int, int], tuple[int, int]] = {}
        self._covered: set[tuple[int, int]] = set()

    @property
    def marks(self) -> Marks:
        """Which of the rows' cells are merged, once they have been read."""
        return Marks(self._merged, frozenset(self._covered))

    def rows(self) -> Iterator[Row]:
        number, read, height = 1, 0, 0
        for row, is_head in rows_of(self._sheet):
            repeated = times(row, "rows")
            texts = {} if attribute(row, "visibility") in _NOT_SHOWN else self._texts(row, number)
            for _ in range(repeated if texts else 0):
                height += 1
                read += len(texts)
                bold = frozenset(texts) if is_head else frozenset[int]()
                values = {column: Value(text) for column, text in texts.items()}
                yield Row(number, values, height == 1, bold)
                number += 1
                if read > self._most:
                    return
            if not texts:
                number += repeated
                height = 0

    def _texts(self, row: Any, number: int) -> dict[int, str]:
        """The filled cells of a row by column from 0."""
        texts: dict[int, str] = {}
        column = 0
        for cell in columns_of(row):
            text = " ".join(line for part in children(cell) for line in _shown(part)).strip()
            repeated = times(cell, "columns")
            if name_of(cell) == "covered-table-cell":
                ends = column + min(repeated, _WIDEST)
                self._covered |= {(number, at) for at in range(column, ends)}
            elif text:
                self._mark(cell, number, column)
                for at in range(column, column + min(repeated, self._most + 1)):
                    texts[at] = text
            column += repeated
        return texts

    def _mark(self, cell: Any, number: int, column: int) -> None:
        last = (number + span(cell, "rows") - 1, column + span(cell, "columns") - 1)
        if last != (number, column):
            self._merged[number, column] = last


def _shown(part: Any) -> list[str]:
    """The lines of a cell's paragraph; notes and pictures on a cell say nothing of it."""
    return lines_of(part) if name_of(part) == "p" else []
