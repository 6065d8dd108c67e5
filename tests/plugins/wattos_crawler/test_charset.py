"""Bytes of pages to text."""

from __future__ import annotations

import codecs

import pytest

from wattos_crawler.charset import decode

WORD = "Müllabfuhr – 5 €"


@pytest.mark.parametrize(
    ("body", "declared"),
    [
        (WORD.encode(), None),
        (WORD.encode(), "UTF-8"),
        (WORD.encode("cp1252"), "windows-1252"),
        (WORD.encode("cp1252"), "ISO-8859-1"),  # browsers read Latin-1 as Windows-1252
        (WORD.encode("cp1252"), None),
        (WORD.encode("cp1252"), "utf-8"),  # wrongly declared
        (WORD.encode("cp1252"), "no-such-charset"),
        (WORD.encode(), "undefined"),  # what scripts write; a codec of Python's own
        (WORD.encode("cp1252"), "rot13"),
        (WORD.encode("utf-16-le"), "utf-16le"),
        (WORD.encode(), "utf-16"),  # wrongly declared
        (codecs.BOM_UTF8 + WORD.encode(), "iso-8859-1"),
        (codecs.BOM_UTF16_LE + WORD.encode("utf-16-le"), None),
    ],
)
def test_decode_reads_german_text(body: bytes, declared: str | None) -> None:
    assert decode(body, declared) == WORD


@pytest.mark.parametrize(
    "meta",
    ['<meta charset="windows-1252">', "<META http-equiv=x content='text/html; charset=cp1252'>"],
)
def test_decode_heeds_meta_without_a_header(meta: str) -> None:
    assert decode(f"{meta}<p>{WORD}".encode("cp1252")).endswith(WORD)


def test_decode_prefers_the_header_to_meta() -> None:
    body = b'<meta charset="windows-1252">' + WORD.encode()
    assert decode(body, "utf-8").endswith(WORD)


def test_decode_reads_turkish_latin() -> None:
    assert decode("Çöp ve şehir".encode("cp1254"), "iso-8859-9") == "Çöp ve şehir"


def test_decode_guesses_by_the_language_of_the_page() -> None:
    body = '<html dir=ltr lang="tr-TR"><p>Şehir ığdır'.encode("cp1254")
    assert decode(body).endswith("Şehir ığdır")


def test_decode_keeps_utf_8_around_a_damaged_byte() -> None:
    body = "Bürgerbüro für alle".encode() + b"\xfc" + "Gebühr".encode()
    assert decode(body, "utf-8") == "Bürgerbüro für alle\ufffdGebühr"


def test_decode_drops_nul_and_survives_garbage() -> None:
    assert "\0" not in decode(bytes(range(256)) * 4, "utf-8")


def test_decode_believes_the_bytes_when_utf_8_is_declared_as_latin_1() -> None:
    assert decode("Gebühr für Müll".encode(), "iso-8859-1") == "Gebühr für Müll"
    assert decode("İlçe ağı şöyle".encode("cp1254"), "iso-8859-9") == "İlçe ağı şöyle"
