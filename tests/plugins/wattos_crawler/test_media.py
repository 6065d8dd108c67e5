"""Which media type to go by."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest

from wattos_crawler.media import file_name, media_type_of, worth_reading

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
POWERPOINT = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
OPEN = "application/vnd.oasis.opendocument"
URL = "https://example.org/"


def opened(kind: str) -> bytes:
    """The first bytes of an OpenDocument file."""
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", f"{OPEN}.{kind}")
        archive.writestr("content.xml", "<office/>")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("declared", "path", "body", "expected"),
    [
        ("text/html", "a", b"<p>", "text/html"),
        ("TEXT/HTML", "a", b"<p>", "text/html"),
        ("application/xhtml+xml", "a", b"<p>", "text/html"),
        ("text/html", "a.pdf", b"%PDF-1.7", "application/pdf"),
        ("application/pdf", "a", b"%PDF-1.7", "application/pdf"),
        ("application/octet-stream", "a", b"%PDF-1.7", "application/pdf"),
        ("application/octet-stream", "a.docx", b"PK\x03\x04", WORD),
        ("application/octet-stream", "a.docx", b"junk", None),
        ("application/octet-stream", "download?id=4", b"PK\x03\x04..word/document.xml", WORD),
        (EXCEL, "a", b"PK\x03\x04", EXCEL),
        (f"{OPEN}.presentation", "a.odp", b"PK\x03\x04", f"{OPEN}.presentation"),
        ("application/octet-stream", "gebuehren.xlsx", b"PK\x03\x04", EXCEL),
        ("application/octet-stream", "a.docx", b"PK\x03\x04..xl/workbook.xml", EXCEL),
        ("application/octet-stream", "a.pptx", b"junk", None),
        ("", "download?id=6", b"PK\x03\x04..ppt/presentation.xml", POWERPOINT),
        ("", "download?id=7", opened("spreadsheet"), f"{OPEN}.spreadsheet"),
        ("", "a.odt", opened("graphics"), None),
        ("application/octet-stream", "bilder.zip", b"PK\x03\x04", None),
        ("application/force-download", "download?id=5", b"%PDF-1.7", "application/pdf"),
        ("application/octet-stream", "a.bin", b"\x00", None),
        ("", "a", b"\xef\xbb\xbf <!DOCTYPE HTML><p>", "text/html"),
        ("", "a", b"junk", None),
        ("text/plain", "a", b"<!doctype html><p>", "text/html"),
        ("text/plain", "liesmich.md", b"# Titel", "text/markdown"),
        ("text/plain", "robots", b"Text", "text/plain"),
        ("text/plain", "a.pdf", b"Text", "text/plain"),
        ("image/png", "a", b"", None),
        ("application/json", "a.html", b"{}", None),
    ],
)
def test_media_type_of_sees_through_mislabelled_answers(
    declared: str, path: str, body: bytes, expected: str | None
) -> None:
    assert media_type_of(declared, URL + path, body) == expected


def test_worth_reading_saves_downloads_without_text() -> None:
    assert not worth_reading("video/mp4")
    assert not worth_reading("Application/ZIP")
    assert worth_reading("application/xml")
    assert worth_reading("")


def test_file_name_is_readable() -> None:
    assert file_name("https://example.org/d/Geb%C3%BChren%202026.pdf?v=1") == "Gebühren 2026.pdf"
    assert file_name("https://example.org/") == "example.org"
    named = "attachment; filename*=UTF-8''Hundesteuer%20f%C3%BCr%202026.pdf"
    assert file_name("https://example.org/download?id=4", named) == "Hundesteuer für 2026.pdf"
