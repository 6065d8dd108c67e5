"""Bytes to text when nobody says how they were written."""

from __future__ import annotations

import codecs
import re

from wattos.knowledge import DocumentError, detect_language, strip_forbidden

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_TURKISH = frozenset(b"\xd0\xdd\xde\xf0\xfd\xfe")  # Ğ İ Ş ğ ı ş: all that sets cp1254 apart
_SEVEN_BITS = ("iso2022", "hz", "utf-7")  # Japanese and Chinese mail, written in ASCII
_ARCHIVES = (b"PK\x03\x04", b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"\xd0\xcf\x11\xe0", b"\x1f\x8b")
_TEXT_BYTES = bytes({*range(0x20, 0x7F), *range(0x80, 0x100), *b"\t\n\r\f\x1b"})
_SAMPLED = 4096
_FEWEST = 64  # bytes that are enough to tell
_MOST_CONTROLS = 0.04  # of the bytes; in packed data a tenth
_DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)


def decode(data: bytes, *, media_type: str = "", markup: bool = False) -> str:
    """Text without characters that cannot be stored.

    A byte-order mark wins, then a declared encoding of seven bits, then UTF-8, then what the media
    type or (in markup) the document declares, then a guess among the usual Western and Turkish
    encodings. A few broken bytes in UTF-8 become replacement signs: read as another encoding, they
    would spoil every umlaut. Raises `DocumentError` ("unreadable") for bytes that are no text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return strip_forbidden(data.decode(encoding, "replace"))
    if _is_binary(data):
        raise DocumentError(
            "unreadable",
            {"de": "Sie enthält Daten, keinen Text.", "en": "It holds data, not text."},
        )
    declared = _declared(media_type.encode()) or (_declared(data[:4096]) if markup else None)
    if declared is not None and declared.startswith(_SEVEN_BITS) and data.isascii():
        return strip_forbidden(data.decode(declared, "replace"))
    try:
        return strip_forbidden(data.decode("utf-8", "surrogatepass"))
    except UnicodeDecodeError:
        if damaged := _damaged_utf8(data):
            return strip_forbidden(damaged)
        encoding = declared or _guess(data)
    return strip_forbidden(data.decode(encoding, "replace"))


def _is_binary(data: bytes) -> bool:
    """Whether pictures, archives or programs were named like texts: their bytes are of any kind."""
    if data.startswith(_ARCHIVES):
        return True
    sample = data[:_SAMPLED]
    if len(sample) < _FEWEST or _wide(data):
        return False
    return len(sample.translate(None, _TEXT_BYTES)) > _MOST_CONTROLS * len(sample)


def _wide(data: bytes) -> str:
    """UTF-16 of Latin letters, where every other byte is zero; empty for other encodings."""
    first, second = data[0:400:2].count(0), data[1:400:2].count(0)
    if max(first, second) * 6 <= len(data[:400]) or min(first, second) * 50 > len(data[:400]):
        return ""
    return "utf-16-le" if second > first else "utf-16-be"


def _damaged_utf8(data: bytes) -> str:
    """The text, if most of its bytes beyond ASCII are UTF-8: in other encodings hardly any are."""
    text = data.decode("utf-8", "replace")
    broken = text.count(_REPLACEMENT)
    return text if len(_BEYOND_ASCII.findall(text)) > 2 * broken else ""


def _declared(text: bytes) -> str | None:
    match = _DECLARED.search(text)
    if match is None:
        return None
    try:
        name = codecs.lookup(match[1].decode("ascii", "ignore")).name
    except LookupError:
        return None
    # Pages that say Latin-1 mean Windows-1252 (WHATWG Encoding Standard); UTF-8 was tried already.
    return {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254"}.get(
        name, None if name == "utf-8" else name
    )


def _guess(data: bytes) -> str:
    from charset_normalizer import from_bytes

    if wide := _wide(data):
        return wide
    if _TURKISH & set(data) and detect_language(data.decode("cp1254", "replace"), "") == "tr":
        return "cp1254"
    best = from_bytes(data[:200_000], cp_isolation=["cp1252", "cp1254", "cp1250", "cp437"]).best()
    return best.encoding if best is not None else "cp1252"
