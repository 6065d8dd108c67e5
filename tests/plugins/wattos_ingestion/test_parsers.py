"""The parsers as the platform calls them: through their child processes."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from tests.plugins.wattos_ingestion import files
from wattos.knowledge import DocumentError, ParsedDocument, Parser, Splitter, explain
from wattos.settings import DocumentLimits
from wattos_ingestion.catalogue import FORMATS, SPLIT_FORMATS, media_type_of
from wattos_ingestion.parsers import all_parsers

LIMITS = DocumentLimits()


def parser_for(url: str, limits: DocumentLimits = LIMITS) -> Parser:
    return next(p for p in all_parsers(limits) if PurePosixPath(url).suffix in p.extensions)


def parse(url: str, data: bytes, media_type: str = "") -> ParsedDocument:
    return parser_for(url).parse(data, url=url, media_type=media_type)


@pytest.mark.parametrize(
    ("url", "data"),
    [
        ("a.html", b"<p>Der Beitrag"),
        ("a.md", b"Der *Beitrag*"),
        ("a.txt", b"Der Beitrag"),
        ("a.pdf", files.pdf(["Der Beitrag."])),
        ("a.docx", files.docx()),
        ("a.pptx", files.pptx(("Der Beitrag", []))),
        ("a.xlsx", files.xlsx(Blatt=[("Der Beitrag", "Stufe")])),
        ("a.odt", files.odf("text", "<text:p>Der Beitrag</text:p>")),
        ("a.csv", b"Name;Wert\nDer Beitrag;x\n"),
        ("a.jsonl", b'{"Name": "Der Beitrag"}\n'),
        ("a.eml", files.mail("Der Beitrag").as_bytes()),
    ],
)
def test_every_format_is_read_in_a_child(url: str, data: bytes) -> None:
    assert "Der Beitrag" in parse(url, data).text


@pytest.mark.parametrize(
    ("url", "data", "reason"),
    [
        ("a.pdf", files.pdf(["geheim"], password="x"), "password-protected"),
        ("a.docx", files.encrypted_office(), "password-protected"),
        ("a.xlsx", files.encrypted_office(), "password-protected"),
        ("a.pptx", files.zip_of(20_000_000), "unpacks-too-large"),
        ("a.odt", files.odf("text", "", encrypted=True), "password-protected"),
        ("a.ods", files.zip_of(10), "unreadable"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old-format"),
        ("a.xlsx", files.docx(), "unreadable"),
        ("a.docx", files.xlsx(Blatt=[("a",)]), "unreadable"),
        ("a.pptx", files.zip_of(10), "unreadable"),
    ],
)
def test_file_that_cannot_be_read_says_why(url: str, data: bytes, reason: str) -> None:
    with pytest.raises(DocumentError) as raised:
        parse(url, data)
    assert raised.value.reason == reason
    assert set(explain(reason)) == {"de", "en"}


def test_limits_reach_the_child() -> None:
    parser = parser_for("a.pdf", DocumentLimits(max_pages=1))
    with pytest.raises(DocumentError) as raised:
        parser.parse(files.pdf(["a."], ["b."]), url="a.pdf", media_type="")
    assert raised.value.reason == "too-many-pages"


def test_attachments_are_read_by_the_format_they_have() -> None:
    message = files.mail("Anbei die Satzung.")
    files.attach(message, "Satzung.pdf", files.pdf(["Seite eins."], ["Seite zwei."]))
    splitter = parser_for("a.eml")
    assert isinstance(splitter, Splitter)
    _, part = splitter.split(message.as_bytes(), url="a.eml", source_kind="file")
    by_type = next(p for p in all_parsers(LIMITS) if part.media_type in p.media_types)
    document = by_type.parse(part.data, url=f"a.eml#{part.key}", media_type=part.media_type)
    assert [block.page for block in document.blocks] == [1, 2]


def test_no_two_formats_claim_the_same_files() -> None:
    every = [*FORMATS, *SPLIT_FORMATS]
    for claimed in (
        [extension for each in every for extension in each.extensions],
        [media_type for each in every for media_type in each.media_types],
    ):
        assert len(set(claimed)) == len(claimed)


@pytest.mark.parametrize(
    ("name", "media_type"),
    [("a.PDF", "application/pdf"), ("x\\y.eml", "message/rfc822"), ("a.zip", None), ("a", None)],
)
def test_media_type_is_told_by_the_name(name: str, media_type: str | None) -> None:
    assert media_type_of(name) == media_type
