"""XLSX into blocks: a sheet is a section, its rows are table rows under their header."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from wattos.knowledge import (
    DocumentBuilder,
    DocumentError,
    ParsedDocument,
    clean_line,
    detect_language,
)
from wattos_ingestion.formats.archive import check_office
from wattos_ingestion.formats.cells import Value
from wattos_ingestion.formats.grid import Cell
from wattos_ingestion.formats.sheet_marks import Marks, marks_of
from wattos_ingestion.formats.tables import add_cells
from wattos_ingestion.formats.titles import stated_title
from wattos_ingestion.source import Source

_LONGEST_CAPTION = 120
_SAMPLED = 4000  # characters of words that tell the language
_HEADS = 3  # rows of a block that may name its columns
_ERRORS = frozenset(["#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"])


class Row(msgspec.Struct, frozen=True):
    """A sheet's row by its number from 1; `bold` are the columns from 0 that are set so."""

    number: int
    values: list[Value]
    bold: frozenset[int] = frozenset()


class Line(msgspec.Struct, frozen=True):
    """A row as it is shown."""

    number: int
    texts: list[str]
    bold: frozenset[int]


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
        sheets: list[tuple[str, list[Row], Marks]] = []
        left = source.limits.max_cells
        for sheet in workbook.worksheets:
            if sheet.sheet_state == "visible":
                marks = marks_of(sheet)
                rows = list(_rows(sheet, marks, left, source.limits.max_cells))
                left -= sum(1 for row in rows for value in row.values if value.content is not None)
                sheets.append((sheet.title, rows, marks))
    language = _language(sheets)
    builder = DocumentBuilder()
    for name, rows, marks in sheets:
        _add_sheet(builder, name, _shown(rows, language), marks)
    return builder.build(title=stated_title(workbook.properties.title or ""))


def _rows(sheet: Any, marks: Marks, most: int, limit: int) -> Iterator[Row]:
    # What a file states as its extent may be the whole grid, or too little.
    sheet.reset_dimensions()
    since_empty = 0
    for number, cells in enumerate(sheet.iter_rows(), 1):
        if number in marks.hidden_rows:
            continue
        values = [
            Value(_content(cell), str(cell.number_format or "General"))
            if cell.value is not None and column not in marks.hidden_columns
            else Value(None)
            for column, cell in enumerate(cells)
        ]
        filled = sum(value.content is not None for value in values)
        most -= filled
        if most < 0:
            raise DocumentError(
                "too-many-cells",
                {"de": f"Erlaubt sind {limit}.", "en": f"{limit} are allowed."},
            )
        since_empty = since_empty + 1 if filled else 0
        bold = (c for c, cell in enumerate(cells) if cell.value is not None and cell.font.b)
        yield Row(number, values, frozenset(bold if since_empty <= _HEADS + 1 else ()))


def _content(cell: Any) -> object:
    """The cell's value; a formula's error tells nobody anything."""
    return None if cell.data_type == "e" or cell.value in _ERRORS else cell.value


def _language(sheets: Sequence[tuple[str, list[Row], Marks]]) -> str:
    """What the workbook's words are written in; empty where they are too few to tell."""
    words: list[str] = []
    length = 0
    for name, rows, _ in sheets:
        words.append(name)
        for row in rows:
            found = [value.content for value in row.values if isinstance(value.content, str)]
            words += found
            length += sum(map(len, found))
            if length > _SAMPLED:
                break
    return detect_language(" ".join(words), "")


def _shown(rows: Iterable[Row], language: str) -> Iterator[Line]:
    for row in rows:
        texts = [clean_line(value.shown(language)) for value in row.values]
        yield Line(row.number, texts, row.bold)


def _add_sheet(builder: DocumentBuilder, name: str, lines: Iterable[Line], marks: Marks) -> None:
    blocks = list(_blocks(lines))
    if blocks:
        builder.heading(name, 1)
    for block in blocks:
        for part in _side_by_side(block):
            _add_block(builder, part, marks)


def _blocks(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """The rows between empty ones."""
    block: list[Line] = []
    for line in lines:
        if any(line.texts):
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _side_by_side(block: list[Line]) -> list[list[Line]]:
    """The tables that stand beside each other with an empty column between them.

    Where every row goes on behind the empty column, it only spaces one table.
    """
    width = max(len(line.texts) for line in block)
    used = [any(line.texts[c : c + 1] != [""] and len(line.texts) > c for line in block)
            for c in range(width)]  # fmt: skip
    starts = [c for c in range(width) if used[c] and (c == 0 or not used[c - 1])]
    parts: list[list[Line]] = []
    for start, end in zip(starts, [*starts[1:], width], strict=True):
        cut = [
            Line(line.number, ["" if c < start else t for c, t in enumerate(line.texts[:end])],
                 line.bold)
            for line in block
        ]  # fmt: skip
        parts.append([line for line in cut if any(line.texts)])
    rows = {tuple(line.number for line in part) for part in parts}
    return parts if len(rows) > 1 and all(_is_wide(part) for part in parts) else [block]


def _is_wide(part: Sequence[Line]) -> bool:
    """Whether rows have several cells, as those of tables do."""
    return any(sum(map(bool, line.texts)) > 1 for line in part)


def _add_block(builder: DocumentBuilder, block: list[Line], marks: Marks) -> None:
    """Leading rows of one cell are captions; the rest is a table without its empty columns."""
    while block and sum(map(bool, block[0].texts)) == 1:
        _add_caption(builder, "".join(block[0].texts), is_heading=len(block) > 1)
        block = block[1:]
    width = max((len(line.texts) for line in block), default=0)
    used = [c for c in range(width) if any("".join(line.texts[c : c + 1]) for line in block)]
    numbers = [line.number for line in block]
    add_cells(builder, [list(_cells(line, used, numbers, marks)) for line in block])


def _cells(line: Line, used: Sequence[int], numbers: Sequence[int], marks: Marks) -> Iterator[Cell]:
    """The row's cells; a merged one spans the columns and rows of its table that it covers."""
    for column in used:
        if (line.number, column) in marks.covered:
            continue
        last_row, last_column = marks.merged.get((line.number, column), (line.number, column))
        yield Cell(
            "".join(line.texts[column : column + 1]),
            columns=sum(column <= each <= last_column for each in used),
            rows=sum(line.number <= each <= last_row for each in numbers)
            if last_row > line.number
            else 1,
            is_head=column in line.bold,
        )


def _add_caption(builder: DocumentBuilder, text: str, *, is_heading: bool) -> None:
    if is_heading and len(text) <= _LONGEST_CAPTION and not text.endswith("."):
        builder.heading(text, 2)
    else:
        builder.paragraph(text)
