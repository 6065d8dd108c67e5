"""Answers as HTML: Markdown, with source numbers as buttons that open the passage."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup, escape

from wattos.events import Citation
from wattos_admin.formats import markdown

_QUOTE = re.compile(r"<blockquote>(.*?)</blockquote>", re.DOTALL)
_OPENS = re.compile(r'data-opens="source-[^"]+-(\d+)"')
_MARKED = re.compile(r"\s*\[\d{1,2}\]")
_MARKER = re.compile(r"\[(\d{1,2})\]")


def without_markers(text: str) -> str:
    """The answer without the numbers of its sources."""
    return _MARKED.sub("", text)


def with_markers(text: str, answer_id: str, citations: Sequence[Citation] = ()) -> Markup:
    """The answer's HTML; `[2]` opens the passage with the id `source-<answer_id>-2`.

    What is quoted from a source says in which language it is, for those who hear the page.
    """

    def button(found: re.Match[str]) -> str:
        number = found[1]
        opens = f"source-{answer_id}-{number}"
        return f'<button type="button" class="marker" data-opens="{opens}">{number}</button>'

    def quote(found: re.Match[str]) -> str:
        source = _OPENS.search(found[1])
        number = int(source[1]) if source else 0
        language = citations[number - 1].language if 0 < number <= len(citations) else ""
        return (
            f'<blockquote lang="{escape(language)}">{found[1]}</blockquote>'
            if language
            else found[0]
        )

    marked = _MARKER.sub(button, str(markdown(text)))
    return Markup(_QUOTE.sub(quote, marked))  # noqa: S704 - markdown() escapes
