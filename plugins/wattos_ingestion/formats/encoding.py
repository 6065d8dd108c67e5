"""Bytes to text when nobody says how they were written."""

from __future__ import annotations

import codecs
import re

from wattos.knowledge import detect_language, strip_forbidden

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
_DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)


def decode(data: bytes, *, media_type: str = "", markup: bool = False) -> str:
    """Text without characters that cannot be stored.

    A byte-order mark wins, then a declared encoding of seven bits, then UTF-8, then what the media
    type or (in markup) the document declares, then a guess among the usual Western and Turkish
    encodings. A few broken bytes in UTF-8 become replacement signs: read as another encoding, they
    would spoil every umlaut.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return strip_forbidden(data.decode(encoding, "replace"))
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

    high, low = data[0:400:2].count(0), data[1:400:2].count(0)
    if max(high, low) * 6 > len(data[:400]):  # Latin letters in UTF-16: every other byte is zero
        return "utf-16-le" if low > high else "utf-16-be"
    if _TURKISH & set(data) and detect_language(data.decode("cp1254", "replace"), "") == "tr":
        return "cp1254"
    best = from_bytes(data[:200_000], cp_isolation=["cp1252", "cp1254", "cp1250", "cp437"]).best()
    return best.encoding if best is not None else "cp1252"
