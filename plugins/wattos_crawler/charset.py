"""Bytes of a page to text, as browsers do it."""

from __future__ import annotations

import codecs
import re
from typing import Final

_META: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Labels that the WHATWG Encoding standard reads as the larger Windows set.
_WINDOWS: Final = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
}
_SINGLE_BYTE: Final = frozenset({"cp1252", "cp1254", "iso8859-15", "cp1250", "iso8859-2"})


def decode(body: bytes, declared: str | None = None) -> str:
    """Decode a page: byte order mark, then the HTTP header, then `<meta>`, then a guess.

    Text declared as UTF-8 (or not declared) that is not UTF-8 is read as Windows-1252, which is
    what such pages of Western sites are written in. Text declared as a set of one byte a character
    that is whole UTF-8 beyond ASCII is UTF-8 all the same: no such text looks like it by chance.
    NUL characters are dropped.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace").replace("\0", "")
    found = _META.search(body[:4096])
    label = _known(declared) or _known(found[1].decode("ascii") if found else None) or "utf-8"
    if label.startswith(("utf-16", "utf-32")):
        label = "utf-8"  # a page whose <meta> could be read is no UTF-16
    return _decode(body, label).replace("\0", "")


def _decode(body: bytes, label: str) -> str:
    for name in ("utf-8", label) if label in _SINGLE_BYTE else (label,):
        try:
            return body.decode(name)
        except UnicodeDecodeError:
            continue
    return body.decode("cp1252" if label == "utf-8" else label, "replace")


def _known(label: str | None) -> str | None:
    try:
        name = codecs.lookup((label or "").strip("\"' ")).name
    except (LookupError, ValueError):
        return None
    return _WINDOWS.get(name, name)
