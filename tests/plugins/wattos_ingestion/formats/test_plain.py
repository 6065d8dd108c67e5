"""Plain text: structure by convention, encodings by guess."""

from __future__ import annotations

import pytest

from tests.plugins.wattos_ingestion.files import blocks
from wattos.knowledge import DocumentError, ParsedDocument
from wattos_ingestion.formats.plain import parse
from wattos_ingestion.source import Source

GERMAN = "Größe: 5 €, Öffnungszeiten für Bürgerinnen und Bürger"
TURKISH = "Çöp toplama günleri İstanbul şehrinde değişti, lütfen dikkat ediniz"


def plain(data: bytes, media_type: str = "text/plain") -> ParsedDocument:
    return parse(Source(data=data, url="a.txt", media_type=media_type))


def test_text_gives_paragraphs_lists_and_underlined_headings() -> None:
    document = plain(b"Titel\n=====\n\nEin Absatz\nin zwei Zeilen.\n\n- a\n1. b\n")
    assert document.title == "Titel"
    assert blocks(document) == [
        ("heading", "Titel"),
        ("paragraph", "Ein Absatz in zwei Zeilen."),
        ("list_item", "a"),
        ("list_item", "1. b"),
    ]


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\n"])
def test_line_endings_of_every_system_part_paragraphs(ending: str) -> None:
    data = f"Eins.{ending}{ending}Zwei.".encode()
    assert blocks(plain(data)) == [("paragraph", "Eins."), ("paragraph", "Zwei.")]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_encoding_of_german_is_guessed(encoding: str) -> None:
    assert plain(GERMAN.encode(encoding)).text == GERMAN


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1254"])
def test_encoding_of_turkish_is_guessed(encoding: str) -> None:
    assert plain(TURKISH.encode(encoding)).text == TURKISH


def test_short_turkish_text_is_not_taken_for_another_code_page() -> None:
    text = "Kulüp şenliği ağustos ayında yapılır. Giriş ücretsizdir."
    assert plain(text.encode("cp1254")).text == text


def test_broken_bytes_do_not_spoil_the_umlauts_around_them() -> None:
    broken = "Größe".encode() + b" \xff " + "Öffnungszeiten für Bürger".encode()
    assert plain(broken).text == "Größe \N{REPLACEMENT CHARACTER} Öffnungszeiten für Bürger"
    assert plain("Größe".encode() + b"\xed\xa0\x80 5").text == "Größe 5"


def test_stated_charset_wins_over_a_guess() -> None:
    assert plain(TURKISH.encode("cp1254"), "text/plain; charset=iso-8859-9").text == TURKISH


def test_unknown_charset_is_guessed() -> None:
    assert plain(GERMAN.encode("cp1252"), "text/plain; charset=klingon").text == GERMAN


@pytest.mark.parametrize(
    "data",
    [b"a\x00b", b"\x00\x00a", b"a\xed\xa0\x80b", "a\udc80b".encode("utf-8", "surrogatepass")],
)
def test_text_loses_what_cannot_be_stored(data: bytes) -> None:
    text = plain(data).text
    assert "a" in text
    assert "\x00" not in text
    assert text.encode()


@pytest.mark.parametrize("data", [b"", b" \n\t\n", b"\x00", b"\xef\xbb\xbf"])
def test_text_of_nothing_is_empty(data: bytes) -> None:
    assert plain(data).text == ""


@pytest.mark.parametrize(
    "data",
    [b"PK\x03\x04 ein Archiv", b"%PDF-1.7 ein PDF", bytes(range(256)) * 4],
    ids=["archive", "pdf", "bytes of every kind"],
)
def test_data_under_the_name_of_a_text_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError) as raised:
        parse(Source(data=data))
    assert raised.value.reason == "unreadable"
    assert "Sie enthält Daten, keinen Text." in raised.value.detail["de"]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1254", "utf-16-le", "utf-16-be"])
def test_text_of_any_encoding_is_no_data(encoding: str) -> None:
    text = "Çöp kutuları pazartesi günü boşaltılır. " * 8
    assert parse(Source(data=text.encode(encoding))).text == text.strip()
