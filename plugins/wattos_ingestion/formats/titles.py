"""What a document is called, where its file says it badly or not at all."""

from __future__ import annotations

import re

import msgspec

from wattos.knowledge import ParsedDocument, clean_line, is_nameless

_NO_TITLE = re.compile(
    r"^(?:untitled|unbenannt|ohne titel|adsız)|^microsoft (?:word|excel|powerpoint)"
    r"|^powerpoint.{0,3}sunusu$",
    re.IGNORECASE,
)
_OPENING = 3  # blocks: a letterhead may stand above the heading
_LONGEST = 120


def stated_title(text: str) -> str:
    """The title that a file states; empty for what a program put there by itself."""
    title = clean_line(text)
    return "" if _NO_TITLE.search(title) or is_nameless(title) else title


def titled(document: ParsedDocument) -> ParsedDocument:
    """`document`, called by the heading that it opens with where it has no title."""
    if document.title:
        return document
    for block in document.blocks[:_OPENING]:
        heading = document.text[block.start : block.end]
        if block.kind == "heading" and len(heading) <= _LONGEST:
            return msgspec.structs.replace(document, title=heading)
    return document
