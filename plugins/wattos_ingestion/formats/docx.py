"""DOCX into blocks, in the order of the document's body."""

from __future__ import annotations

import io
import re
from typing import Any

from wattos.knowledge import DocumentBuilder, ParsedDocument, clean_line
from wattos_ingestion.formats.archive import check_office
from wattos_ingestion.formats.tables import add_table
from wattos_ingestion.formats.titles import stated_title, titled
from wattos_ingestion.source import Source

_HEADING_STYLE = re.compile(r"^(?:heading|überschrift|başlık)\s*(\d)$", re.IGNORECASE)


def parse(source: Source) -> ParsedDocument:
    """A Word document; its title is the core property's, else the paragraph styled Title, else the
    heading that it opens with.

    Raises `DocumentError`: as `check_office`.
    """
    from docx import Document
    from docx.table import Table

    check_office(source)
    document = Document(io.BytesIO(source.data))
    builder = DocumentBuilder()
    title = stated_title(document.core_properties.title or "")
    for element in document.iter_inner_content():
        if isinstance(element, Table):
            add_table(builder, [_cells(row) for row in element.rows])
            continue
        if not title and _style(element) == "Title":
            title = clean_line(element.text)
        _add_paragraph(builder, element)
    return titled(builder.build(title=title))


def _style(paragraph: Any) -> str:
    return str(paragraph.style.name or "") if paragraph.style is not None else ""


def _add_paragraph(builder: DocumentBuilder, paragraph: Any) -> None:
    style = _style(paragraph)
    heading = _HEADING_STYLE.match(style)
    if style == "Title":
        builder.heading(paragraph.text, 1)
    elif heading is not None:
        builder.heading(paragraph.text, int(heading[1]))
    elif "list" in style.lower() or _is_numbered(paragraph):
        builder.list_item(paragraph.text)
    else:
        builder.paragraph(paragraph.text)


def _is_numbered(paragraph: Any) -> bool:
    properties = paragraph._p.pPr
    return properties is not None and properties.numPr is not None


def _cells(row: Any) -> list[str]:
    """The texts of a row; a cell merged over columns is named once and leaves its others empty."""
    seen: set[int] = set()
    texts: list[str] = []
    for cell in row.cells:
        texts.append("" if id(cell._tc) in seen else cell.text)
        seen.add(id(cell._tc))
    return texts
