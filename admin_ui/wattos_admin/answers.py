"""Answers as HTML: Markdown, with source numbers as buttons that open the passage."""

from __future__ import annotations

import re

from markupsafe import Markup

from wattos_admin.formats import markdown

_MARKER = re.compile(r"\[(\d{1,2})\]")


def with_markers(text: str, answer_id: str) -> Markup:
    """The answer's HTML; `[2]` opens the passage with the id `source-<answer_id>-2`."""

    def button(found: re.Match[str]) -> str:
        number = found[1]
        opens = f"source-{answer_id}-{number}"
        return f'<button type="button" class="marker" data-opens="{opens}">{number}</button>'

    return Markup(_MARKER.sub(button, str(markdown(text))))  # noqa: S704 - markdown() escapes
