"""The formats that are read, by media type and extension."""

from __future__ import annotations

from pathlib import PurePosixPath

import msgspec

_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"


class Format(msgspec.Struct, frozen=True, kw_only=True):
    """A file format; `name` is its module in `wattos_ingestion.formats`."""

    name: str
    media_types: tuple[str, ...]
    """The usual one first."""
    extensions: tuple[str, ...]
    reading: int = 0
    """Version of its rules. Raise it when they read more of the same bytes: files that come again
    or lie in a watched folder are then read anew."""


FORMATS = (
    Format(
        name="html",
        media_types=("text/html", "application/xhtml+xml"),
        extensions=(".html", ".htm", ".xhtml"),
        reading=3,  # heads without marks, breaks and tables in cells, folds, no hidden elements
    ),
    Format(
        name="markdown",
        media_types=("text/markdown", "text/x-markdown"),
        extensions=(".md", ".markdown"),
    ),
    Format(name="plain", media_types=("text/plain",), extensions=(".txt", ".text", ".log")),
    Format(name="pdf", media_types=("application/pdf",), extensions=(".pdf",)),
    Format(
        name="docx",
        media_types=(f"{_OFFICE}.wordprocessingml.document",),
        extensions=(".docx",),
        reading=1,  # content controls, insertions, notes, boxes, heads of several rows
    ),
    Format(
        name="pptx",
        media_types=(
            f"{_OFFICE}.presentationml.presentation",
            f"{_OFFICE}.presentationml.slideshow",
        ),
        extensions=(".pptx", ".ppsx"),
        reading=1,  # merged cells
    ),
    Format(
        name="xlsx",
        media_types=(
            f"{_OFFICE}.spreadsheetml.sheet",
            "application/vnd.ms-excel.sheet.macroenabled.12",
        ),
        extensions=(".xlsx", ".xlsm"),
        reading=1,  # merged cells, formats as shown
    ),
    Format(name="odf", media_types=(f"{_OPEN}.text",), extensions=(".odt", ".ott")),
    Format(name="odf", media_types=(f"{_OPEN}.spreadsheet",), extensions=(".ods", ".ots")),
    Format(name="odf", media_types=(f"{_OPEN}.presentation",), extensions=(".odp", ".otp")),
)
SPLIT_FORMATS = (
    Format(
        name="records",
        media_types=(
            "text/csv", "text/tab-separated-values", "application/jsonl", "application/x-ndjson",
            "application/vnd.wattos.record+json",
        ),
        extensions=(".csv", ".tsv", ".jsonl", ".ndjson"),
    ),
    Format(name="mail", media_types=("message/rfc822",), extensions=(".eml",)),
)  # fmt: skip
"""Formats whose files may hold several documents."""

_BY_EXTENSION = {
    extension: each.media_types[0]
    for each in (*FORMATS, *SPLIT_FORMATS)
    for extension in each.extensions
}


def reading_of(name: str) -> int:
    """The version of the rules that read a file of this name."""
    kind = media_type_of(name)
    return next((each.reading for each in FORMATS if kind in each.media_types), 0)


def media_type_of(name: str) -> str | None:
    """The media type that a file's name tells, None for a format that is not read."""
    return _BY_EXTENSION.get(PurePosixPath(name.replace("\\", "/")).suffix.lower())
