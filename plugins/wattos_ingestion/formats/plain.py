"""Plain text: paragraphs between blank lines, simple lists, underlined headings."""

from __future__ import annotations

import re

from wattos.knowledge import DocumentBuilder, ParsedDocument
from wattos_ingestion.formats.encoding import decode
from wattos_ingestion.source import Source

_BULLET = re.compile(r"^\s*[-*•–·]\s+")
_NUMBER = re.compile(r"^\s*\d{1,2}[.)]\s+")
_UNDERLINE = re.compile(r"^\s*(=|-|~)\1{2,}\s*$")


def parse(source: Source) -> ParsedDocument:
    """A text file; it has no title of its own unless its first line is underlined."""
    builder = DocumentBuilder()
    title = ""
    for part in paragraphs(decode(source.data, media_type=source.media_type)):
        lines = part.strip("\n").split("\n")
        if len(lines) >= 2 and _UNDERLINE.match(lines[1]):
            builder.heading(lines[0], 1 if lines[1].strip()[0] == "=" else 2)
            title = title or lines[0]
            lines = lines[2:]
        add_lines(builder, lines)
    return builder.build(title=title)


def paragraphs(text: str) -> list[str]:
    """The parts of a text between its blank lines."""
    return re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n"))


def add_lines(builder: DocumentBuilder, lines: list[str]) -> None:
    """A paragraph's lines; list items stand alone, hard line breaks are joined."""
    waiting: list[str] = []
    for line in lines:
        bullet = _BULLET.match(line)
        if bullet is None and _NUMBER.match(line) is None:
            waiting.append(line.strip())
            continue
        builder.paragraph(" ".join(waiting))
        waiting = []
        builder.list_item(line[bullet.end() :] if bullet else line)
    builder.paragraph(" ".join(waiting))
