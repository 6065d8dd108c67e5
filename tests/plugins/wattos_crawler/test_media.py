"""Which media type to go by."""

from __future__ import annotations

import pytest

from wattos_crawler.media import file_name, media_type_of, worth_reading

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
URL = "https://example.org/"


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
