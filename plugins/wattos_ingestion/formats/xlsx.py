"""XLSX into blocks: a sheet is a section, its rows are table rows under their header."""

from __future__ import annotations

import io
import re
import warnings
from bisect import bisect_left, bisect_right
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
_MOST_BESIDE = 10  # tables; more columns alone are a grid with gaps
_WIDEST = 500  # columns; of wider rows only the filled cells are told, without names
_UNNAMED = re.compile(r"(?:Sheet|Tabelle|Sayfa|Feuil|Hoja|Foglio)\d*")
"""What a program calls a sheet; its language is the program's."""
_ERRORS = frozenset(["#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"])


class Row(msgspec.Struct, frozen=True):
    """A row with its filled cells by column from 0; rows are counted from 1.

    `bold` are the columns that are set so, where the row may name columns.
    """

    number: int
    cells: dict[int, Value]
    opens: bool
    """Whether an empty row, or none, stands above it."""
    bold: frozenset[int] = frozenset()


class Line(msgspec.Struct, frozen=True):
    """A row as it is shown, the texts by column."""

    number: int
    texts: dict[int, str]
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
                left -= sum(len(row.cells) for row in rows)
                sheets.append((sheet.title, rows, marks))
    language = _language(sheets)
    builder = DocumentBuilder()
    for name, rows, marks in sheets:
        add_sheet(builder, name, rows, marks, language)
    return builder.build(title=stated_title(workbook.properties.title or ""))


def _rows(sheet: Any, marks: Marks, most: int, limit: int) -> Iterator[Row]:
    # What a file states as its extent may be the whole grid, or too little.
    sheet.reset_dimensions()
    height = 0  # of the rows without an empty one between them
    for number, cells in enumerate(sheet.iter_rows(), 1):
        if number in marks.hidden_rows:
            continue
        values = {
            column: Value(_content(cell), cell.number_format)
            for column, cell in enumerate(cells)
            if cell.value is not None and column not in marks.hidden_columns
        }
        if not values:
            height = 0
            continue
        most -= len(values)
        if most < 0:
            raise DocumentError(
                "too-many-cells",
                {"de": f"Erlaubt sind {limit}.", "en": f"{limit} are allowed."},
            )
        height += 1
        bold = (column for column in values if height <= _HEADS + 1 and cells[column].font.b)
        yield Row(number, values, height == 1, frozenset(bold))


def _content(cell: Any) -> object:
    """The cell's value; a formula's error tells nobody anything."""
    return None if cell.data_type == "e" or cell.value in _ERRORS else cell.value


def _language(sheets: Sequence[tuple[str, list[Row], Marks]]) -> str:
    """What the workbook's words are written in; empty where they are too few to tell."""
    words: list[str] = []
    length = 0
    for name, rows, _ in sheets:
        if not _UNNAMED.fullmatch(name):
            words.append(name)
        for row in rows:
            found = [v.content for v in row.cells.values() if isinstance(v.content, str)]
            words += found
            length += sum(map(len, found))
            if length > _SAMPLED:
                break
    return detect_language(" ".join(words), "")


def add_sheet(
    builder: DocumentBuilder, name: str, rows: Iterable[Row], marks: Marks, language: str
) -> None:
    blocks = list(_blocks(rows, language))
    if blocks:
        builder.heading(name, 1)
    for block in blocks:
        for part in _side_by_side(block):
            _add_block(builder, part, marks)


def _blocks(rows: Iterable[Row], language: str) -> Iterator[list[Line]]:
    """The rows between empty ones, as they are shown."""
    block: list[Line] = []
    for row in rows:
        shown = {column: clean_line(value.shown(language)) for column, value in row.cells.items()}
        texts = {column: text for column, text in shown.items() if text}
        if block and (row.opens or not texts):
            yield block
            block = []
        if texts:
            block.append(Line(row.number, texts, row.bold))
    if block:
        yield block


def _columns(lines: Iterable[Line]) -> list[int]:
    """The columns in which any of the lines has a text."""
    return sorted({column for line in lines for column in line.texts})


def _side_by_side(block: list[Line]) -> list[list[Line]]:
    """The tables that stand beside each other with an empty column between them.

    Where every row goes on behind the empty column, it only spaces one table.
    """
    used = _columns(block)
    starts = [c for at, c in enumerate(used) if at == 0 or used[at - 1] < c - 1]
    if not 1 < len(starts) <= _MOST_BESIDE:
        return [block]
    parts: list[list[Line]] = []
    for start, end in zip(starts, [*starts[1:], used[-1] + 1], strict=True):
        cut = (
            Line(line.number, {c: t for c, t in line.texts.items() if start <= c < end}, line.bold)
            for line in block
        )
        parts.append([line for line in cut if line.texts])
    rows = {tuple(line.number for line in part) for part in parts}
    are_tables = all(max(len(line.texts) for line in part) > 1 for part in parts)
    return parts if len(rows) > 1 and are_tables else [block]


def _add_block(builder: DocumentBuilder, block: list[Line], marks: Marks) -> None:
    """Leading rows of one cell are captions; the rest is a table without its empty columns."""
    while block and len(block[0].texts) == 1:
        _add_caption(builder, "".join(block[0].texts.values()), is_heading=len(block) > 1)
        block = block[1:]
    used = _columns(block)
    numbers = [line.number for line in block]
    add_cells(builder, [list(_cells(line, used, numbers, marks)) for line in block])


def _cells(line: Line, used: Sequence[int], numbers: Sequence[int], marks: Marks) -> Iterator[Cell]:
    """The row's cells; a merged one spans the columns and rows of its table that it covers."""
    for column in used if len(used) <= _WIDEST else sorted(line.texts):
        place = (line.number, column)
        if place in marks.covered:
            continue
        text, is_head = line.texts.get(column, ""), column in line.bold
        if place not in marks.merged:
            yield Cell(text, is_head=is_head)
            continue
        last_row, last_column = marks.merged[place]
        yield Cell(
            text,
            columns=sum(column <= each <= last_column for each in used),
            rows=bisect_right(numbers, last_row) - bisect_left(numbers, line.number),
            is_head=is_head,
        )


def _add_caption(builder: DocumentBuilder, text: str, *, is_heading: bool) -> None:
    if is_heading and len(text) <= _LONGEST_CAPTION and not text.endswith("."):
        builder.heading(text, 2)
    else:
        builder.paragraph(text)
