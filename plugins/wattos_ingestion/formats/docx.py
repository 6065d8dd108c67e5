"""DOCX into blocks, in the order of the document's body."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

from wattos.knowledge import DocumentBuilder, ParsedDocument, clean_line
from wattos_ingestion.formats.archive import check_office
from wattos_ingestion.formats.docx_text import (
    Reader,
    Told,
    attribute,
    child,
    name_of,
    notes_of,
    opened,
)
from wattos_ingestion.formats.grid import Cell, in_one_cell, listed
from wattos_ingestion.formats.tables import add_cells
from wattos_ingestion.formats.titles import stated_title, titled
from wattos_ingestion.source import Source

_HEADING_STYLE = re.compile(r"^(?:heading|überschrift|başlık)\s*(\d)$", re.IGNORECASE)
_CONTENTS_STYLE = re.compile(r"^(?:toc|contents|verzeichnis|içindekiler)\s*\d$", re.IGNORECASE)
_BODY_TEXT = 9  # the outline level of what is no heading
_BOLD_LEVEL = 6
"""Of a bold line that serves as a heading: it stands below every styled one."""
_LONGEST_BOLD = 8  # words
_NO_HEADING = re.compile(r"[.,;!?]$|\d{4,}|@")
_DEEPEST = 20  # tables in tables, boxes in boxes


def parse(source: Source) -> ParsedDocument:
    """A Word document; its title is the core property's, else the paragraph styled Title, else the
    heading that it opens with.

    Raises `DocumentError`: as `check_office`.
    """
    from docx import Document

    check_office(source)
    document = Document(io.BytesIO(source.data))
    writer = _Writer(document)
    writer.add(document.element.body)
    title = stated_title(document.core_properties.title or "") or writer.title
    return titled(writer.builder.build(title=title))


class _Writer:
    """Walks the body; headers and footers stand outside it and are left out."""

    def __init__(self, document: Any) -> None:
        self.builder = DocumentBuilder()
        self.title = ""
        self._reader = Reader(notes_of(document))
        self._styles = {style.style_id: style for style in document.styles}

    def add(self, parent: Any, depth: int = 0) -> None:
        """Add the paragraphs and tables of a body, a cell or a box."""
        elements = list(opened(parent))
        for element, following in zip_longest(elements, elements[1:]):
            if name_of(element) == "tbl":
                self._table(element, depth)
            else:
                told = self._reader.paragraph(element)
                self._paragraph(element, told, leads=self._is_text(following))
                self._beside(told, depth)

    def _beside(self, told: Told, depth: int) -> None:
        for note in told.notes:
            self.builder.paragraph(note)
        for box in told.boxes if depth < _DEEPEST else ():
            self.add(box, depth + 1)

    def _is_text(self, element: Any) -> bool:
        """Whether an element is a table, or a paragraph that is not set in bold as a whole."""
        if element is None or name_of(element) == "tbl":
            return element is not None
        told = self._reader.paragraph(element)
        return bool(told.text.strip()) and not told.is_bold

    def _paragraph(self, paragraph: Any, told: Told, *, leads: bool) -> None:
        styles = list(self._style_chain(paragraph))
        names = [str(style.name or "") for style in styles]
        text = told.text
        if any(map(_CONTENTS_STYLE.match, names)):
            return
        level = _level(paragraph, styles)
        if names[:1] == ["Title"]:
            self.title = self.title or clean_line(text)
            self.builder.heading(text, 1)
        elif level:
            self.builder.heading(text, level)
        elif "list" in "".join(names[:1]).lower() or child(paragraph, "pPr/numPr") is not None:
            self.builder.list_item(text)
        elif leads and _serves_as_heading(told):
            self.builder.heading(text, _BOLD_LEVEL)
        else:
            self.builder.paragraph(text)

    def _style_chain(self, paragraph: Any) -> Iterator[Any]:
        """The paragraph's style and those that it is based on."""
        style = self._styles.get(attribute(child(paragraph, "pPr/pStyle"), "val"))
        for _ in range(_DEEPEST):
            if style is None:
                return
            yield style
            style = style.base_style

    def _table(self, table: Any, depth: int) -> None:
        rows = [list(_cells_of(row)) for row in _rows_of(table)]
        inner = [cell for row in rows for cell in row if cell.find(f".//{table.tag}") is not None]
        if (inner and _only_places(rows, inner)) or sum(map(len, rows)) == 1:
            for cell in (cell for row in rows for cell in row):
                if depth < _DEEPEST:
                    self.add(cell, depth + 1)
            return
        add_cells(self.builder, self._lines(table, depth))

    def _lines(self, table: Any, depth: int) -> list[list[Cell]]:
        rows = list(_rows_of(table))
        placed = [list(_placed(row)) for row in rows]
        heights = _heights(placed)
        lines: list[list[Cell]] = []
        for number, row in enumerate(rows):
            is_header = child(row, "trPr/tblHeader") is not None
            line: list[Cell] = []
            for column, cell in placed[number]:
                height = heights[number].get(column)
                if height is None:
                    continue  # the cell above it reaches down to here
                told = self._cell(cell, depth)
                line.append(
                    Cell(
                        told[0],
                        columns=_span(cell),
                        rows=height,
                        is_head=is_header or told[1],
                    )
                )
            lines.append(line)
        return lines

    def _cell(self, cell: Any, depth: int) -> tuple[str, bool]:
        """A cell's text in one line, with its notes, and whether all of it is bold."""
        said: list[str] = []
        weights: set[bool] = set()
        for element in opened(cell):
            if name_of(element) == "tbl":
                lines = self._lines(element, depth + 1) if depth < _DEEPEST else []
                said.append(listed(map(_row_text, lines)))
                continue
            told = self._reader.paragraph(element)
            if told.text.strip():
                weights.add(told.is_bold)
                said += told.text.split("\n")
            said += [f"({note})" for note in told.notes]
            for box in told.boxes if depth < _DEEPEST else ():
                said.append(self._cell(box, depth + 1)[0])
        return in_one_cell(said), weights == {True}


def _level(paragraph: Any, styles: Sequence[Any]) -> int:
    """The heading's level, by the outline or the style's name; 0 for what is no heading."""
    for place in (paragraph, *(style.element for style in styles)):
        outline = attribute(child(place, "pPr/outlineLvl"), "val")
        if outline.isdecimal():
            return int(outline) + 1 if int(outline) < _BODY_TEXT else 0
        named = _HEADING_STYLE.match(attribute(child(place, "name"), "val"))
        if named is not None:
            return int(named[1])
    return 0


def _serves_as_heading(told: Told) -> bool:
    line = clean_line(told.text)
    return told.is_bold and len(line.split()) <= _LONGEST_BOLD and not _NO_HEADING.search(line)


def _only_places(rows: Sequence[Sequence[Any]], inner: Sequence[Any]) -> bool:
    """Whether a table with tables in it only places them: half of its cells hold one."""
    return len(inner) * 2 >= sum(map(len, rows))


def _rows_of(table: Any) -> Iterator[Any]:
    return _wrapped(table, "tr")


def _cells_of(row: Any) -> Iterator[Any]:
    return _wrapped(row, "tc")


def _wrapped(parent: Any, wanted: str) -> Iterator[Any]:
    """The rows of a table or cells of a row, out of content controls and insertions."""
    for element in parent:
        name = name_of(element)
        if name == wanted:
            yield element
        elif name in {"sdt", "sdtContent", "ins", "customXml"}:
            yield from _wrapped(element, wanted)


def _placed(row: Any) -> Iterator[tuple[int, Any]]:
    """The cells of a row with the column that each starts in."""
    before = attribute(child(row, "trPr/gridBefore"), "val")
    column = int(before) if before.isdecimal() else 0
    for cell in _cells_of(row):
        yield column, cell
        column += _span(cell)


def _span(cell: Any) -> int:
    span = attribute(child(cell, "tcPr/gridSpan"), "val")
    return max(1, int(span)) if span.isdecimal() else 1


def _continues(cell: Any) -> bool:
    merge = child(cell, "tcPr/vMerge")
    return merge is not None and attribute(merge, "val") != "restart"


def _heights(placed: Sequence[Sequence[tuple[int, Any]]]) -> list[dict[int, int]]:
    """How many rows each cell of a row takes, by its column; those below one are left out."""
    heights: list[dict[int, int]] = []
    above: dict[int, dict[int, int]] = {}
    for row in placed:
        own: dict[int, int] = {}
        reaching: dict[int, dict[int, int]] = {}
        for column, cell in row:
            start = above.get(column) if _continues(cell) else None
            if start is None:
                own[column] = 1
                start = own
            else:
                start[column] += 1
            reaching[column] = start
        heights.append(own)
        above = reaching
    return heights


def _row_text(line: Sequence[Cell]) -> str:
    return " ".join(cell.text for cell in line if cell.text)
