"""Files and forms that a page links to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from wattos.knowledge import ParsedDocument
from wattos.records import Form, Record
from wattos_records.subjects import joined

_FILE = re.compile(r"\.(?:pdf|docx?|odt|xlsx?|ods|rtf|zip)(?:[?#]|$)", re.I)
_FORM = re.compile(r"formular\b|vordruck|\bform\b|dilekçe|başvuru formu", re.I)
_VAGUE = re.compile(
    r"^(?:download|herunterladen|hier|pdf|formular|download the form|form)\W*$", re.I
)


def forms(document: ParsedDocument) -> Iterator[Record]:
    """A record for each link to a file or form whose words stand in the text."""
    said = document.metadata
    # A stored page is read again without the parser's own list, but with the crawler's.
    files: list[Any] = said.get("files") or said.get("links") or []
    position = 0
    for file in files:
        words, url = str(file.get("text", "")), str(file.get("url", ""))
        start = document.text.find(words, position)
        if start < 0:
            start = document.text.find(words)
        if start < 0 or not (_FILE.search(url) or _FORM.search(words)):
            continue
        position = start + len(words)
        name = words if not _VAGUE.match(words) else f"{words} ({document.title})"
        yield Record(
            subject=joined([words, document.title]),
            data=Form(name=name, url=url),
            start=start,
            end=start + len(words),
        )
