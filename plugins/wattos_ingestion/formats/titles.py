"""What a document is called, where its file says it badly or not at all."""

from __future__ import annotations

import re

import msgspec

from wattos.knowledge import ParsedDocument, clean_line

_NO_TITLE = re.compile(
    r"""\.[a-z]\w{1,3}$                                       # the name of a file
    | ^(?:untitled | unbenannt | ohne\ titel | adsız)
    | ^microsoft\ (?:word | excel | powerpoint)
    | ^powerpoint.{0,3}(?:presentation | präsentation | sunusu)$
    | ^\(?(?:anonymous | unspecified)\)?$                    # what PDF libraries write themselves
    | ^(?:word\ document | document | dokument | belge | title | titel)\s*\d*$""",
    re.IGNORECASE | re.VERBOSE,
)
_OPENING = 3  # blocks: a letterhead may stand above the heading
_LONGEST = 120


def stated_title(text: str) -> str:
    """The title that a file states; empty for what a program put there by itself."""
    title = clean_line(text)
    return "" if _NO_TITLE.search(title) else title


def titled(document: ParsedDocument) -> ParsedDocument:
    """`document`, called by the heading that it opens with where it has no title."""
    if document.title:
        return document
    for block in document.blocks[:_OPENING]:
        heading = document.text[block.start : block.end]
        if block.kind == "heading" and len(heading) <= _LONGEST:
            return msgspec.structs.replace(document, title=heading)
    return document
