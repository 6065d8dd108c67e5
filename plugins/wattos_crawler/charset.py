"""Bytes of a page to text, as browsers do it."""

from __future__ import annotations

import codecs
import re
from typing import Final

_META: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_LANGUAGE: Final = re.compile(rb"<html[^>]{0,300}?\slang\s*=\s*[\"']?\s*([a-z]{2})", re.I)
_HEAD: Final = 4096
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The sets of the WHATWG Encoding standard by Python's names. Others are none of a page, though
# Python may know them: "undefined", which scripts write, and "hex" are codecs there.
_KNOWN: Final = re.compile(
    r"utf-(?:8|16-[lb]e)|iso8859-(?:[2-8]|1[03456])|cp(?:866|874|932|949|125[0-8])|koi8-[ru]"
    r"|mac-(?:roman|cyrillic)|gb18030|big5hkscs|euc_jp|iso2022_jp"
)
# Labels that the standard reads as a larger set.
_LARGER: Final = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "utf-16": "utf-16-le",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
_SINGLE_BYTE: Final = re.compile(r"cp125\d|iso8859-\d+")
_OF_LANGUAGE: Final = {
    "tr": "cp1254", "az": "cp1254", "ku": "cp1254", "pl": "iso8859-2", "hu": "iso8859-2",
    "sl": "iso8859-2", "cs": "cp1250", "sk": "cp1250", "hr": "cp1250", "ru": "cp1251",
    "bg": "cp1251", "uk": "cp1251", "sr": "cp1251", "el": "iso8859-7", "he": "cp1255",
    "ar": "cp1256", "fa": "cp1256", "lt": "cp1257", "lv": "cp1257", "et": "cp1257", "vi": "cp1258",
}  # fmt: skip
"""What pages of a language are written in that do not say it (HTML standard, 13.2.3.2)."""


def decode(body: bytes, declared: str | None = None) -> str:
    """Decode a page: byte order mark, then the HTTP header, then `<meta>`, then a guess.

    Text declared as UTF-8 (or not declared) that is not UTF-8 is read as what pages in its language
    are usually written in, mostly Windows-1252; where most of what lies beyond ASCII is UTF-8, only
    the bytes that are not become U+FFFD. Text declared as a set of one byte a character that is
    whole UTF-8 beyond ASCII is UTF-8 all the same: no such text looks like it by chance. NUL
    characters are dropped.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace").replace("\0", "")
    label = _known(declared)
    if label is None or (label.startswith("utf-16") and b"\0" not in body[:_HEAD]):
        found = _META.search(body[:_HEAD])
        label = _known(found[1].decode("ascii", "replace") if found else None) or "utf-8"
        if label.startswith("utf-16"):
            label = "utf-8"  # a page whose <meta> could be read is no UTF-16
    return _decode(body, label).replace("\0", "")


def _decode(body: bytes, label: str) -> str:
    for name in ("utf-8", label) if _SINGLE_BYTE.fullmatch(label) else (label,):
        try:
            return body.decode(name)
        except UnicodeDecodeError:
            continue
    text = body.decode(label, "replace")
    if label != "utf-8":
        return text
    damaged = text.count("\ufffd")
    if sum(character > "\x7f" for character in text) > 2 * damaged:
        return text
    found = _LANGUAGE.search(body[:_HEAD])
    language = found[1].decode("ascii").lower() if found else ""
    return body.decode(_OF_LANGUAGE.get(language, "cp1252"), "replace")


def _known(label: str | None) -> str | None:
    try:
        name = codecs.lookup((label or "").strip("\"' ")).name
    except (LookupError, ValueError):
        return None
    name = _LARGER.get(name, name)
    return name if _KNOWN.fullmatch(name) else None
