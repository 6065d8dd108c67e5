"""DOCX into blocks, in the order of the document's body."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

from wattos.knowledge import DocumentBuilder, DocumentError, ParsedDocument, clean_line

MAX_UNPACKED = 300_000_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADING_STYLE = re.compile(r"^(?:heading|überschrift|başlık)\s*(\d)$", re.IGNORECASE)


def parse(data: bytes, url: str, media_type: str = "") -> ParsedDocument:
    """A Word document; its title is the core property's, else the paragraph styled Title.

    Raises `DocumentError`: "password-protected", "too-large" (unpacked), "unreadable".
    """
    del url, media_type
    from docx import Document
    from docx.table import Table

    _check(data)
    document = Document(io.BytesIO(data))
    builder = DocumentBuilder()
    title = clean_line(document.core_properties.title or "")
    for element in document.iter_inner_content():
        if isinstance(element, Table):
            _add_table(builder, element)
            continue
        if not title and _style(element) == "Title":
            title = clean_line(element.text)
        _add_paragraph(builder, element)
    return builder.build(title=title)


def _check(data: bytes) -> None:
    if data.startswith(_OLE):  # Office encrypts into an OLE container; old .doc files are one too
        protected = "EncryptedPackage".encode("utf-16-le") in data
        raise DocumentError("password-protected" if protected else "unsupported")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as error:
        raise DocumentError("unreadable") from error
    if unpacked > MAX_UNPACKED:
        raise DocumentError("too-large", f"{unpacked} bytes unpacked")


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


def _add_table(builder: DocumentBuilder, table: Any) -> None:
    rows = [_cells(row) for row in table.rows]
    header = rows[0] if len(rows) > 1 and all(rows[0]) else []
    for row in rows[1:] if header else rows:
        builder.table_row(row, header)


def _cells(row: Any) -> list[str]:
    """The texts of a row; a cell merged over columns is named once and leaves its others empty."""
    seen: set[int] = set()
    texts: list[str] = []
    for cell in row.cells:
        texts.append("" if id(cell._tc) in seen else cell.text)
        seen.add(id(cell._tc))
    return texts
