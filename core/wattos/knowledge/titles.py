"""What a document is called where nobody named it: names of files say nothing to people."""

from __future__ import annotations

import re

_NO_NAME = re.compile(r"\.[a-z]\w{1,4}$|^(?:about|blob|data|file|https?):", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_EMPTY_WORDS = """
    adsız alt anhang anonymous attachment belge bild bildschirmfoto cam copy copyof datei doc
    document dokument download draft dsc dscf dscn dosya endfassung entwurf excel fertig fil file
    final foto image img kamera kopie kopya letzte mappe microsoft mvimg neu neue neuer neues new
    nr of ohne page pdf photo pic pict picture powerpoint präsentation presentation print pxl sayfa
    scan scanned scanner screenshot seite sheet tabelle taslak titel title txt unbenannt unbenannte
    unbenanntes unspecified untitled ve ver version vom von vorlage whatsapp word
"""
_SAYS_NOTHING = frozenset(_EMPTY_WORDS.split())
_LONGEST = 80
_MOST_WORDS = 10
_NO_HEADING = re.compile(r"[.!?:;,|]\s*$|\||@|\d{4,}.*\d{4,}")


def is_nameless(title: str) -> bool:
    """Whether a title is none: a file's name, a number, or words such as "Copy of scan (2)"."""
    if _NO_NAME.search(title.strip()):
        return True
    words = {word.casefold() for word in _WORD.findall(title)}
    return not any(len(word) > 1 for word in words - _SAYS_NOTHING)


def opening_line(text: str) -> str:
    """The line that a text opens with, if it reads like a heading of what follows; else empty."""
    first, _, rest = text.strip().partition("\n")
    line = " ".join(first.split())
    if not rest.strip() or len(line) > _LONGEST or len(line.split()) > _MOST_WORDS:
        return ""
    return "" if _NO_HEADING.search(line) or is_nameless(line) else line
