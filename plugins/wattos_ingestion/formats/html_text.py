"""The text of a page's elements, with what is known of its line breaks."""

from __future__ import annotations

from typing import Final

from selectolax.lexbor import LexborNode

_BLOCK_TAGS = """
    address article aside blockquote body center dd details div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hgroup hr li main ol p pre section summary table tbody td
    tfoot th thead tr ul"""
BLOCKS: Final = frozenset(_BLOCK_TAGS.split())
BREAK: Final = "\ufdd0"
"""Stands for a line break until white space is collapsed; Unicode keeps it for internal use."""


def spaced(node: LexborNode) -> str:
    """All text below; block elements are kept apart by spaces, inline ones are not."""
    if node.tag == "-text":
        return node.text(deep=False).replace(BREAK, " ")
    text = "".join(spaced(child) for child in node.iter(include_text=True))
    return f" {text} " if node.tag in BLOCKS else text
