"""Lines as they stand on a page into paragraphs, list items and headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from wattos.knowledge import DocumentBuilder, clean_line
from wattos_ingestion.formats.numbering import Numbering

_BULLET = re.compile(r"^[-*•–·▪◦]\s+(?=\S)")
_NUMBER = re.compile(r"^(?:\d{1,2}[.)]|[a-z]\))\s+(?=\S)")
_NUMBERED = re.compile(r"^(?:§\s*\d+\w?|\d+(?:\.\d+)+\.?|[IVX]+\.)\s+\S.{0,80}$")
_SENTENCE_END = (".", "!", "?", ":", ";")
_LONGEST_HEADING = 120  # a large opening paragraph is set like a heading and is none
_PROSE = 50  # pages of shorter lines are tables or forms: each line stands alone
_FULL_LINE = 0.72  # of the page's usual line length: shorter lines end their paragraph


class Headings:
    """The lines of a file that are known to be headings, with their levels."""

    def __init__(self, levels: Mapping[str, int]) -> None:
        self._levels = levels
        self._numbering = Numbering(levels)

    def level(self, line: str) -> int | None:
        """The level of a line; None for one that is no heading."""
        level = self._levels.get(line) if len(line) <= _LONGEST_HEADING else None
        if level is None and _NUMBERED.match(line) and not line.endswith(_SENTENCE_END):
            level = 3
        depth = self._numbering.depth(line)
        return 1 + depth if level is not None and depth > 1 else level

    def name(self, line: str) -> str:
        """What the section is called."""
        return self._numbering.without(line)


def add_lines(builder: DocumentBuilder, lines: Sequence[str], headings: Headings) -> None:
    """Add a page's lines."""
    cleaned = [clean_line(line) for line in lines]
    for line in _joined([line for line in cleaned if line]):
        level = headings.level(line)
        bullet = _BULLET.match(line)
        if level is not None:
            builder.heading(line, level, name=headings.name(line))
        elif bullet is not None:
            builder.list_item(line[bullet.end() :])
        elif line.endswith(_SENTENCE_END) or len(line) > 60:
            builder.paragraph(line)
        else:
            builder.list_item(line)


def glue(before: str, line: str) -> str:
    """Two lines as one; a word that was divided between them is whole again."""
    if before.endswith("-") and line[:1].islower() and not before.endswith(" -"):
        return before[:-1] + line
    return f"{before} {line}"


def _joined(lines: list[str]) -> Iterator[str]:
    """Paragraphs from lines: a full line without an end goes on in the next one."""
    lengths = sorted(len(line) for line in lines)
    usual = lengths[int(len(lengths) * 0.85)] if lengths else 0
    waiting = ""
    for line in lines:
        if waiting and not _starts_anew(line):
            waiting = glue(waiting, line)
        else:
            if waiting:
                yield waiting
            waiting = line
        is_full = usual >= _PROSE and len(line) >= usual * _FULL_LINE
        if not is_full or (line.endswith(_SENTENCE_END) and len(line) < usual):
            yield waiting
            waiting = ""
    if waiting:
        yield waiting


def _starts_anew(line: str) -> bool:
    return any(pattern.match(line) for pattern in (_BULLET, _NUMBER, _NUMBERED))
