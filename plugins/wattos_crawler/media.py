"""Which media types are pages, which are documents, and which are not worth a download."""

from __future__ import annotations

import re
from email.message import Message
from typing import Final
from urllib.parse import unquote, urlsplit

HTML: Final = frozenset({"text/html", "application/xhtml+xml"})
_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
_OPEN: Final = "application/vnd.oasis.opendocument"
_PACKAGES: Final = {
    ".docx": f"{_OFFICE}.wordprocessingml.document",
    ".xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    ".pptx": f"{_OFFICE}.presentationml.presentation",
    ".odt": f"{_OPEN}.text",
    ".ods": f"{_OPEN}.spreadsheet",
    ".odp": f"{_OPEN}.presentation",
}
"""Documents that are ZIP archives, by the ending of their names."""
_PARTS: Final = {
    b"word/document.xml": _PACKAGES[".docx"],
    b"xl/workbook.xml": _PACKAGES[".xlsx"],
    b"ppt/presentation.xml": _PACKAGES[".pptx"],
}
"""The part that tells what an Office archive is (ECMA-376, part 1, 11.3, 12.3 and 13.3)."""
_MIMETYPE: Final = re.compile(rb"mimetype(application/vnd\.oasis\.opendocument\.[a-z]+)PK")
"""How an OpenDocument archive begins, after 30 bytes (OpenDocument 1.3, part 2, 3.3)."""
_DOCUMENTS: Final = frozenset(
    {"application/pdf", "text/plain", "text/markdown", "text/csv", *_PACKAGES.values()}
)
_BY_ENDING: Final = {
    ".pdf": "application/pdf",
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".csv": "text/csv",
    ".html": "text/html",
    ".htm": "text/html",
}
_VAGUE: Final = frozenset(
    {"", "application/octet-stream", "binary/octet-stream", "text/plain", "application/x-pdf",
     "application/force-download", "application/download", "application/x-download",
     "application/unknown", "application/x-unknown"}
)  # fmt: skip
_FAMILIES_WITHOUT_TEXT: Final = ("image/", "audio/", "video/", "font/", "model/")
_TYPES_WITHOUT_TEXT: Final = frozenset(
    {"application/zip", "application/x-7z-compressed", "application/vnd.rar", "text/css",
     "text/javascript", "application/javascript", "application/json", "text/calendar",
     "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"}
)  # fmt: skip


def worth_reading(media_type: str) -> bool:
    """Whether an answer's body is read at all; sitemaps and robots.txt pass here too."""
    kind = media_type.lower()
    return not kind.startswith(_FAMILIES_WITHOUT_TEXT) and kind not in _TYPES_WITHOUT_TEXT


def media_type_of(declared: str, url: str, body: bytes) -> str | None:
    """The media type to go by, or None when nothing here reads it.

    A server that says nothing, "octet-stream" or "plain text" is checked against the address's
    ending and the first bytes, because such answers are often mislabelled.
    """
    kind = declared.lower()
    if kind in HTML:
        return "application/pdf" if body.startswith(b"%PDF-") else "text/html"
    if kind not in _VAGUE:
        return kind if kind in _DOCUMENTS else None
    head = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if body.startswith(b"%PDF-"):
        return "application/pdf"
    if head.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return "text/html"
    ending = "." + urlsplit(url).path.rpartition(".")[2].lower()
    if kind == "text/plain":
        return _BY_ENDING.get(ending, kind) if ending in {".md", ".csv", ".txt"} else kind
    if body.startswith(b"PK\x03\x04"):
        return _package(ending, body)
    return _BY_ENDING.get(ending)


def _package(ending: str, body: bytes) -> str | None:
    """The document that a ZIP archive is, by the parts it names, else by its own ending."""
    if opened := _MIMETYPE.match(body, 30):
        kind = opened[1].decode("ascii")
        return kind if kind in _DOCUMENTS else None
    named = (kind for part, kind in _PARTS.items() if part in body)
    return next(named, _PACKAGES.get(ending))


def file_name(url: str, disposition: str = "") -> str:
    """A title for files without one: the name that Content-Disposition gives, else the address's.

    Of an address it is the readable last part.
    """
    header = Message()
    header["Content-Disposition"] = disposition
    if name := (header.get_filename() or "").strip():
        return name
    path = unquote(urlsplit(url).path, errors="replace").rstrip("/")
    return path.rpartition("/")[2] or urlsplit(url).netloc
