"""PDF into blocks, page by page."""

from __future__ import annotations

import re
from typing import Any

from wattos.knowledge import DocumentBuilder, DocumentError, ParsedDocument, clean_line
from wattos_ingestion.formats.archive import beyond
from wattos_ingestion.formats.pdf_frame import Frame
from wattos_ingestion.formats.pdf_lines import Headings, add_lines
from wattos_ingestion.formats.pdf_tables import PageReader, ruled_pages
from wattos_ingestion.formats.titles import stated_title, titled
from wattos_ingestion.source import Source

_HEADING = re.compile(r"^(#{1,6})\s+(.+)$", re.MULTILINE)


def parse(source: Source) -> ParsedDocument:
    """A PDF with a text layer; pages that draw tables are read again for their cells.

    Raises `DocumentError`: "password-protected", "scanned" (pages without text),
    "too-many-pages", "unreadable".
    """
    ruled = _check(source)
    result = _extract(source.data)
    headings = Headings(
        {clean_line(text): len(marks) for marks, text in _HEADING.findall(result.content)}
    )
    builder = DocumentBuilder()
    pages: list[dict[str, Any]] = result.pages or []
    contents = {int(page["page_number"]): str(page["content"]).splitlines() for page in pages}
    frame = Frame([contents.get(number, []) for number in range(1, max(contents, default=0) + 1)])
    with PageReader(source.data, frame) as reader:
        for number, lines in contents.items():
            builder.start_page(number)
            if number not in ruled or not reader.add_page(builder, number, headings):
                add_lines(builder, frame.without(lines, number), headings)
    title = stated_title(str(result.metadata.get("title") or ""))
    document = builder.build(title=title, metadata={"pages": len(pages)})
    if pages and not document.text:
        raise DocumentError("scanned")
    return titled(document)


def _check(source: Source) -> set[int]:
    """The pages that may hold tables, of a file that can be opened and is not too long."""
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        document = PdfDocument(source.data)
    except PdfiumError as error:
        protected = "password" in str(error).lower() or "security" in str(error).lower()
        raise DocumentError("password-protected" if protected else "unreadable") from error
    with document:
        if len(document) > source.limits.max_pages:
            raise beyond("too-many-pages", len(document), source.limits.max_pages)
        return ruled_pages(document)


def _extract(data: bytes) -> Any:
    from kreuzberg import ExtractionConfig, KreuzbergError, PageConfig, extract_bytes_sync

    config = ExtractionConfig(
        pages=PageConfig(extract_pages=True), output_format="markdown", use_cache=False
    )
    try:
        return extract_bytes_sync(data, "application/pdf", config)
    except KreuzbergError as error:
        raise DocumentError("unreadable") from error
