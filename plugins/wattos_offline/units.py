"""What an answer is made of: the sentences, list items and table rows of the passages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec

from wattos.knowledge import sentence_spans
from wattos.llm import Passage
from wattos_offline.addressed import speaks_to_programs

Kind = Literal["sentence", "item", "row"]

_BLOCK = re.compile(r"(?:[^\n]|\n(?!\s*\n))+")
_LINE = re.compile(r"[^\n]+")
_LONG_ITEM = 200  # characters; of a longer list item the first sentence stands for it
_MENU, _LONGEST_NAME = 6, 4  # names at least, and words of one at most
_SAYS = re.compile(r"[:@€%]|\d[.,:]\d")
_FROM_A_TO_Z = re.compile(r"[A-ZÄÖÜ](?: ?[–-] ?[A-ZÄÖÜ])?")
"""The heading of a part of a register: its entries only name other pages."""
_LONG_ROW = 400  # a longer row is a page laid out as a table


class Unit(msgspec.Struct, frozen=True):
    """A stretch that can be quoted on its own.

    `passage` is the passage's index, `start` and `end` are offsets into its text. `shown` is how
    the unit is written in an answer: a table row with its column headings. `group` numbers the
    lists and tables of a passage; a sentence belongs to none (-1).
    """

    passage: int
    start: int
    end: int
    kind: Kind
    text: str
    shown: str
    group: int = -1


def units_of(passages: Sequence[Passage]) -> list[Unit]:
    """Every unit of every passage, in the passages' order and in reading order.

    What speaks to programs is none, with the rest of its paragraph, nor a row of links or the name
    of another page: none of them tells anybody anything.
    """
    titles = {_bare(passage.title) for passage in passages if " " in passage.title}
    return [
        unit
        for index, passage in enumerate(passages)
        for unit in _units(index, passage)
        if _bare(unit.text) not in titles
    ]


def _bare(text: str) -> str:
    return text.strip(" .:›»→").casefold()


def _units(index: int, passage: Passage) -> Iterator[Unit]:
    if passage.heading_path and _FROM_A_TO_Z.fullmatch(passage.heading_path[-1].strip()):
        return
    rows = _rows_with_headers(passage)
    for group, block in enumerate(_BLOCK.finditer(passage.text)):
        lines = [
            (block.start() + line.start(), line.group()) for line in _LINE.finditer(block.group())
        ]
        listed = len(lines) > 1
        for start, whole in lines:
            line = _to_people(whole)
            if not line or _is_menu(line):
                continue
            if len(line) <= _LONG_ROW and (" | " in line or line.endswith(" |")):
                shown = rows.get(line.strip(), row_text(line, ()))
                yield from _unit(index, start, line, "row", shown, group)
            elif listed and len(line) <= _LONG_ITEM:
                yield from _unit(index, start, line, "item", line.strip(), group)
            else:
                for number, (first, last) in enumerate(_with_their_questions(line)):
                    said = line[first:last]
                    if listed and number == 0:
                        yield from _unit(index, start + first, said, "item", said, group)
                    else:
                        yield from _unit(index, start + first, said, "sentence", said, -1)


def _to_people(line: str) -> str:
    """A line up to the first sentence that speaks to programs."""
    if not speaks_to_programs(line):
        return line
    spans = sentence_spans(line)
    return line[: next((a for a, b in spans if speaks_to_programs(line[a:b])), 0)]


def _is_menu(line: str) -> bool:
    """Whether a line is a row of links: many short names between dots, and nothing said of any."""
    names = re.split(r"\s[·•]\s", line)
    return len(names) >= _MENU and all(
        len(name.split()) <= _LONGEST_NAME and not _SAYS.search(name) for name in names
    )


def _with_their_questions(line: str) -> Iterator[tuple[int, int]]:
    """Spans of sentences; a question that the text itself asks belongs to what follows.

    One that nothing follows answers nothing.
    """
    asked: int | None = None
    for start, end in sentence_spans(line):
        if line[start:end].endswith("?"):
            asked = start if asked is None else asked
            continue
        yield start if asked is None else asked, end
        asked = None


def _unit(index: int, start: int, line: str, kind: Kind, shown: str, group: int) -> Iterator[Unit]:
    text = line.strip()
    if text:
        begin = start + len(line) - len(line.lstrip())
        yield Unit(index, begin, begin + len(text), kind, text, shown, group)


def _rows_with_headers(passage: Passage) -> dict[str, str]:
    """Rows as they are shown; the searched text spells the column headings out."""
    rows = [line.strip() for line in passage.text.split("\n") if "|" in line]
    spelt = [line for line in passage.search_text.split("\n") if line.strip()]
    if not rows or len(spelt) < len(rows):
        return {}
    return {
        row: row_text(row, _headers(row, line))
        for row, line in zip(rows, spelt[-len(rows) :], strict=True)
    }


def _headers(row: str, spelt: str) -> tuple[str, ...]:
    """The column headings in "Leistung: Ausweis, Gebühr: 37 €" for the row "Ausweis | 37 €"."""
    headers: list[str] = []
    position = 0
    for cell in _cells(row):
        at = spelt.find(cell, position) if cell else -1
        headers.append(spelt[position:at].strip(" ,:|") if at >= 0 else "")
        position = at + len(cell) if at >= 0 else position
    return tuple(headers)


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.split("|")]


def row_text(row: str, headers: Sequence[str]) -> str:
    """A row as a line to read: the first cell is what it is about, the others follow named.

    "zweiter Hund | 144,00 Euro" under "Hund | Steuer im Jahr" becomes
    "zweiter Hund – Steuer im Jahr: 144,00 Euro".
    """
    cells = _cells(row)
    names = [*headers, *[""] * len(cells)]
    subject = cells[0]
    rest = [
        f"{name}: {cell}" if name else cell
        for name, cell in zip(names[1:], cells[1:], strict=False)
        if cell
    ]
    if not subject:
        return "; ".join(rest)
    return f"{subject} – {'; '.join(rest)}" if rest else subject
