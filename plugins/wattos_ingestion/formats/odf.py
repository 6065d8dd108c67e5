"""OpenDocument (LibreOffice) texts, sheets and slides into blocks.

The names are those of OpenDocument 1.3, part 3: everything that is read stands in `content.xml`.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from wattos.knowledge import DocumentBuilder, DocumentError, ParsedDocument, clean_line
from wattos_ingestion.formats.archive import beyond, check_office
from wattos_ingestion.formats.grid import Cell, in_one_cell
from wattos_ingestion.formats.odf_sheet import add_sheets
from wattos_ingestion.formats.odf_xml import (
    attribute,
    children,
    columns_of,
    find,
    lines_of,
    name_of,
    read_part,
    rows_of,
    span,
    times,
)
from wattos_ingestion.formats.tables import add_cells
from wattos_ingestion.formats.titles import stated_title, titled
from wattos_ingestion.source import Source

_LEFT_OUT = frozenset(
    {
        "tracked-changes", "forms", "table-of-content", "alphabetical-index",
        "illustration-index", "table-index", "object-index", "user-index", "bibliography",
        "annotation", "notes", "sequence-decls", "variable-decls", "user-field-decls",
    }
)  # fmt: skip
"""Deleted text, directories, and what was not meant for an audience."""
_LEVEL = re.compile(r"(\d)$")
_WIDEST_TABLE = 100
_TITLE = "Title"
_HIDDEN = "hidden"


def parse(source: Source) -> ParsedDocument:
    """A text, workbook or presentation, whatever of the three its extension says.

    Raises `DocumentError`: as `check_office`, "too-many-pages" and "too-many-cells".
    """
    check_office(source)
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            manifest = read_part(archive, "META-INF/manifest.xml")
            if manifest is not None and find(manifest, "encryption-data") is not None:
                raise DocumentError("password-protected")
            content = read_part(archive, "content.xml")
            meta = read_part(archive, "meta.xml")
    except zipfile.BadZipFile as error:
        raise DocumentError("unreadable") from error
    body = None if content is None else find(content, "body")
    if content is None or body is None:
        raise DocumentError("unreadable")
    named = None if meta is None else find(meta, "title")
    title = stated_title("" if named is None else "".join(named.itertext()))
    writer = _Writer(content, source)
    for kind in children(body):
        writer.add_body(kind)
    return titled(writer.builder.build(title=title or writer.title, metadata=writer.metadata))


class _Writer:
    def __init__(self, content: Any, source: Source) -> None:
        self.builder = DocumentBuilder()
        self.title = ""
        self.metadata: dict[str, Any] = {}
        self._content = content
        self._limits = source.limits
        self._styles = {
            attribute(style, "name"): style
            for style in content.iter("{*}style")
            if attribute(style, "family") in {"paragraph", "drawing-page"}
        }

    def add_body(self, body: Any) -> None:
        match name_of(body):
            case "spreadsheet":
                add_sheets(self.builder, self._content, body, self._limits)
            case "presentation":
                self._add_slides([page for page in children(body) if name_of(page) == "page"])
            case "text":
                self._add_all(body)
            case _:
                return

    def _add_all(self, parent: Any, depth: int = 0) -> None:
        for element in children(parent):
            self._add(element, depth)

    def _add(self, element: Any, depth: int) -> None:
        match name_of(element):
            case name if name in _LEFT_OUT:
                return
            case "h":
                level = attribute(element, "outline-level") or "1"
                self.builder.heading(" ".join(lines_of(element)), int(level))
                self._add_boxes(element, depth)
            case "p":
                self._add_paragraph(element, depth)
            case "list":
                self._add_list(element, depth)
            case "table":
                self._add_table(element)
            case _:
                self._add_all(element, depth + 1)

    def _add_paragraph(self, element: Any, depth: int) -> None:
        text = "\n".join(lines_of(element))
        if self._is_title(element) and not self.title:
            self.title = clean_line(text)
        self.builder.paragraph(text)
        self._add_boxes(element, depth)

    def _is_title(self, element: Any) -> bool:
        name = attribute(element, "style-name")
        style = self._styles.get(name)
        return _TITLE in (name, attribute(style, "parent-style-name") if style is not None else "")

    def _add_boxes(self, element: Any, depth: int) -> None:
        """Text boxes and footnotes stand within a paragraph, and are told behind it."""
        for frame in element.iter("{*}text-box", "{*}note-body"):
            self._add_all(frame, depth + 1)

    def _add_list(self, element: Any, depth: int) -> None:
        for item in children(element):
            for part in children(item):
                match name_of(part):
                    case "p":
                        self.builder.list_item(" ".join(lines_of(part)))
                    case "h":  # numbered headings may be set as lists
                        self._add(part, depth)
                    case "list":
                        self._add_list(part, depth + 1)
                    case _:
                        self._add(part, depth + 1)

    def _add_table(self, table: Any) -> None:
        lines: list[list[Cell]] = []
        cells = 0
        for row, is_head in rows_of(table):
            line = list(self._cells(row, is_head=is_head))
            if not any(cell.text for cell in line):
                continue
            cells += len(line)
            if cells > self._limits.max_cells:
                raise beyond("too-many-cells", cells, self._limits.max_cells)
            lines.append(line)
        add_cells(self.builder, lines)

    def _cells(self, row: Any, *, is_head: bool) -> Iterator[Cell]:
        for cell in columns_of(row):
            if name_of(cell) != "table-cell":
                continue  # another one spans its place
            lines = [line for part in children(cell) for line in lines_of(part)]
            made = Cell(
                in_one_cell(lines),
                columns=span(cell, "columns"),
                rows=span(cell, "rows"),
                is_head=is_head,
            )
            for _ in range(min(times(cell, "columns"), _WIDEST_TABLE)):
                yield made

    def _add_slides(self, pages: list[Any]) -> None:
        if len(pages) > self._limits.max_pages:
            raise beyond("too-many-pages", len(pages), self._limits.max_pages)
        self.metadata["pages"] = len(pages)
        for number, page in enumerate(pages, 1):
            if not self._is_hidden(page):
                self.builder.start_page(number)
                self._add_slide(page, number)

    def _is_hidden(self, page: Any) -> bool:
        style = self._styles.get(attribute(page, "style-name"))
        return style is not None and any(
            attribute(each, "visibility") == _HIDDEN for each in children(style)
        )

    def _add_slide(self, page: Any, number: int) -> None:
        frames = [shape for shape in children(page) if name_of(shape) not in _LEFT_OUT]
        named = next((f for f in frames if attribute(f, "class") == "title"), None)
        heading = "" if named is None else clean_line(" ".join(named.itertext()))
        # The sections of the slide before must not go on where this one has no title.
        heading = heading or f"{self.title} ({number})".strip()
        self.builder.heading(heading, 2 if self.title else 1)
        self.title = self.title or heading
        for frame in frames:
            if frame is not named:
                self._add(frame, 0)
