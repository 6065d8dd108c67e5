"""PDF into blocks, page by page."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from wattos.knowledge import DocumentBuilder, DocumentError, ParsedDocument, clean_line

MAX_PAGES = 2000
_HEADING = re.compile(r"^(#{1,6})\s+(.+)$", re.MULTILINE)
_BULLET = re.compile(r"^[-*•–·▪◦]\s+(?=\S)")
_NUMBER = re.compile(r"^(?:\d{1,2}[.)]|[a-z]\))\s+(?=\S)")
_NUMBERED = re.compile(r"^(?:§\s*\d+\w?|\d+(?:\.\d+)+\.?|[IVX]+\.)\s+\S.{0,80}$")
_SENTENCE_END = (".", "!", "?", ":", ";")
_PROSE = 50  # pages of shorter lines are tables or forms: each line stands alone
_FULL_LINE = 0.72  # of the page's usual line length: shorter lines end their paragraph


def parse(data: bytes, url: str, media_type: str = "") -> ParsedDocument:
    """A PDF with a text layer.

    Raises `DocumentError`: "password-protected", "scanned" (pages without text), "too-large"
    (too many pages), "unreadable".
    """
    del url, media_type
    result = _extract(data)
    headings = {clean_line(text): len(marks) for marks, text in _HEADING.findall(result.content)}
    builder = DocumentBuilder()
    pages: list[dict[str, Any]] = result.pages or []
    if len(pages) > MAX_PAGES:
        raise DocumentError("too-large", f"{len(pages)} pages")
    for page in pages:
        builder.start_page(int(page["page_number"]))
        _add_page(builder, str(page["content"]), headings)
    document = builder.build(title=_title(result.metadata), metadata={"pages": len(pages)})
    if pages and not document.text:
        raise DocumentError("scanned")
    return document


def _extract(data: bytes) -> Any:
    from kreuzberg import ExtractionConfig, KreuzbergError, PageConfig, extract_bytes_sync

    config = ExtractionConfig(
        pages=PageConfig(extract_pages=True), output_format="markdown", use_cache=False
    )
    try:
        return extract_bytes_sync(data, "application/pdf", config)
    except KreuzbergError as error:
        raise DocumentError("password-protected" if _needs_password(data) else "unreadable") from (
            error
        )


def _needs_password(data: bytes) -> bool:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        return PdfReader(io.BytesIO(data)).is_encrypted
    except PyPdfError:
        return False


def _title(metadata: dict[str, Any]) -> str:
    """The title that the file states, unless it is a file name that a program put there."""
    title = clean_line(str(metadata.get("title") or ""))
    return (
        "" if re.search(r"\.\w{2,4}$|^(?:untitled|microsoft word)", title, re.IGNORECASE) else title
    )


def _add_page(builder: DocumentBuilder, text: str, headings: dict[str, int]) -> None:
    lines = [clean_line(line) for line in text.splitlines()]
    for line in _joined([line for line in lines if line]):
        level = headings.get(line)
        bullet = _BULLET.match(line)
        if level is not None:
            builder.heading(line, level)
        elif _NUMBERED.match(line) and not line.endswith(_SENTENCE_END):
            builder.heading(line, 3)
        elif bullet is not None:
            builder.list_item(line[bullet.end() :])
        elif line.endswith(_SENTENCE_END) or len(line) > 60:
            builder.paragraph(line)
        else:
            builder.list_item(line)


def _joined(lines: list[str]) -> Iterator[str]:
    """Paragraphs from lines: a full line without an end goes on in the next one."""
    lengths = sorted(len(line) for line in lines)
    usual = lengths[int(len(lengths) * 0.85)] if lengths else 0
    waiting = ""
    for line in lines:
        if waiting and not _starts_anew(line):
            waiting = _glue(waiting, line)
        else:
            if waiting:
                yield waiting
            waiting = line
        is_full = usual >= _PROSE and len(line) >= usual * _FULL_LINE
        if not is_full or (line.endswith(_SENTENCE_END) and len(line) < usual):
            yield waiting
            waiting = ""
    if waiting:
        yield waiting


def _starts_anew(line: str) -> bool:
    return any(pattern.match(line) for pattern in (_BULLET, _NUMBER, _NUMBERED))


def _glue(before: str, line: str) -> str:
    if before.endswith("-") and line[:1].islower() and not before.endswith(" -"):
        return before[:-1] + line
    return f"{before} {line}"
