"""Tables that a PDF draws with lines, row by row between the text around them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import reduce
from itertools import islice
from typing import Any, Self

from wattos.knowledge import DocumentBuilder, clean_line
from wattos_ingestion.formats.pdf_frame import Frame
from wattos_ingestion.formats.pdf_lines import Headings, add_lines, glue
from wattos_ingestion.formats.tables import find_header

_FEWEST_LINES = 3  # drawn paths; a page with fewer has no table
_MOST_OBJECTS = 20_000  # drawings and maps, not tables: finding their cells takes minutes
_MOST_PAGES = 150  # a tenth of a second each; the rest of a long file is read as lines
_GAP = 0.15  # of the letters' size: narrower gaps stand within a word, wider ones between words
_FILLED = 0.5  # share of a table's cells that hold text; frames and forms have fewer

Rows = list[list[str]]


def ruled_pages(document: Any) -> set[int]:
    """Numbers (from 1) of a `pypdfium2.PdfDocument`'s pages on which lines are drawn.

    Counting objects takes a hundredth of the time that looking for tables takes.
    """
    from pypdfium2.raw import FPDF_PAGEOBJ_PATH

    found: set[int] = set()
    for number in range(1, len(document) + 1):
        page = document[number - 1]
        drawn = page.get_objects(filter=(FPDF_PAGEOBJ_PATH,))
        if _FEWEST_LINES <= len(list(islice(drawn, _MOST_OBJECTS))) < _MOST_OBJECTS:
            found.add(number)
        page.close()
        if len(found) == _MOST_PAGES:
            break
    return found


class PageReader:
    """Reads single pages with their tables; opened only when a page asks for it."""

    def __init__(self, data: bytes, frame: Frame) -> None:
        self._data = data
        self._frame = frame
        self._document: Any = None
        self._open_header: Sequence[str] = ()
        self._open_page = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._document is not None:
            self._document.close()

    def add_page(self, builder: DocumentBuilder, number: int, headings: Headings) -> bool:
        """Add a page's text and tables in order from the top; False when it has no table."""
        if self._document is None:
            import pdfplumber

            self._document = pdfplumber.open(io.BytesIO(self._data))
        page = self._document.pages[number - 1]
        try:
            tables = [(table, rows) for table in page.find_tables() if (rows := _rows_of(table))]
            if tables:
                self._add(builder, number, self._lines(page, tables), tables, headings)
            return bool(tables)
        finally:
            page.close()

    def _add(
        self,
        builder: DocumentBuilder,
        number: int,
        lines: list[tuple[float, str]],
        tables: list[tuple[Any, Rows]],
        headings: Headings,
    ) -> None:
        position = 0
        header: Sequence[str] = ()
        for table, rows in sorted(tables, key=lambda found: found[0].bbox[1]):
            above = [text for top, text in lines[position:] if top < table.bbox[1]]
            position += len(above)
            add_lines(builder, above, headings)
            header = self._header(number, rows, at_top=position == 0)
            for row in rows[1:] if tuple(rows[0]) == tuple(header) else rows:
                builder.table_row(row, header)
        rest = [text for _, text in lines[position:]]
        add_lines(builder, rest, headings)
        # A page number below it does not end a table that runs on over the page's edge.
        self._open_header = header if len(rest) <= 1 else ()
        self._open_page = number

    def _lines(self, page: Any, tables: list[tuple[Any, Rows]]) -> list[tuple[float, str]]:
        """The lines beside the tables, without what frames every page."""
        lines = _lines_outside(page, tables)
        kept = self._frame.without((text for _, text in lines), page.page_number)
        result: list[tuple[float, str]] = []
        for top, text in lines:
            if kept and clean_line(text) == kept[0]:
                result.append((top, kept.pop(0)))
        return result

    def _header(self, number: int, rows: Rows, *, at_top: bool) -> Sequence[str]:
        """The table's own header, or that of the table which it continues."""
        carried = self._open_header if self._open_page == number - 1 and at_top else ()
        if carried and len(carried) == len(rows[0]):
            return carried
        return find_header(rows)


def _rows_of(table: Any) -> Rows:
    """The texts of a table's cells; nothing where the lines are a frame or a form."""
    rows = [[_cell(cell) for cell in row] for row in table.extract(x_tolerance_ratio=_GAP)]
    rows = [row for row in rows if any(row)]
    cells = [cell for row in rows for cell in row]
    is_table = len(rows) >= 2 and len(rows[0]) >= 2
    return rows if is_table and sum(map(bool, cells)) >= _FILLED * len(cells) else []


def _cell(text: str | None) -> str:
    lines = [clean_line(line) for line in (text or "").splitlines()]
    return reduce(glue, lines) if lines else ""


def _lines_outside(page: Any, tables: list[tuple[Any, Rows]]) -> list[tuple[float, str]]:
    """Lines of text with their distance from the page's top, without those in the tables."""
    boxes = [table.bbox for table, _ in tables]

    def is_outside(thing: dict[str, Any]) -> bool:
        if thing["object_type"] != "char":
            return True
        x, y = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
        return not any(x0 <= x <= x1 and y0 <= y <= y1 for x0, y0, x1, y1 in boxes)

    lines = page.filter(is_outside).extract_text_lines(return_chars=False, x_tolerance_ratio=_GAP)
    return [(line["top"], line["text"]) for line in lines]
