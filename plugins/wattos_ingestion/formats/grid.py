"""Tables of a page as they look: cells over several columns or rows, headings over headings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from wattos.knowledge import clean_line

_MOST_SPANNED = 20
_MOST_HEADINGS = 3
_LONGEST_SECTION = 80  # characters
_GOES_ON = re.compile(
    r"[-/,;:(&+]$|\b(?:ab|am|an|auf|aus|bei|bis|das|dem|den|der|des|die|ein|eine[mnrs]?|für|im|in|je"
    r"|mit|nach|oder|ohne|pro|und|unter|von|vom|vor|zu|zum|zur|über|and|at|by|for|from|in|of|on|or"
    r"|per|the|to|until|with|ve|veya|ile|için)$",
    re.I,
)
"""A line that the next one completes."""
_ENDS = (".", "!", "?", ":", ",", ";")
_DIGIT = re.compile(r"\d")
_NEW_ENTRY = re.compile(r"[^\W_a-zäöüß]")


class Cell(msgspec.Struct, frozen=True):
    """A cell as the page writes it; `is_head` when it names a row or column."""

    text: str
    columns: int = 1
    rows: int = 1
    is_head: bool = False


class Row(msgspec.Struct, frozen=True):
    """A row that is read on its own, with the names of its columns (none where there are none)."""

    cells: tuple[str, ...]
    header: tuple[str, ...] = ()


class Table(msgspec.Struct, frozen=True):
    """A table's rows, and the lines in it that stand above them all."""

    captions: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(lines: Sequence[Sequence[Cell]]) -> Table:
    """The rows of a table with every cell under its column's name.

    A cell over several rows is repeated in each, because it belongs to each; one over several
    columns stands once, with empty cells behind it. Headings over headings are put together ("Miete
    am Tag, Mitglieder"). A line over all columns names the rows below it and is told with theirs.
    """
    filled = [line for line in lines if any(cell.text for cell in line)]
    width = max((sum(_columns(cell) for cell in line) for line in filled), default=0)
    captions: list[str] = []
    while filled and _is_section(filled[0], width) and _heads(filled[1:]):
        captions.append(filled.pop(0)[0].text)
    heads = _heads(filled)
    names = _names(list(_grid(filled[:heads], spread=True)))
    rows: list[Row] = []
    section = ""
    for line, cells in zip(filled[heads:], _grid(filled[heads:], spread=False), strict=True):
        if _is_section(line, width):
            section = line[0].text
        else:
            rows.append(Row(tuple(cells), _within(section, names, len(cells))))
    return Table(tuple(captions), tuple(rows))


def in_one_cell(lines: Iterable[str]) -> str:
    """The lines of a cell as one: entries set below each other are kept apart by commas.

    A line that only wraps goes on: after "für" or a single word, with a small letter, with a
    divided word.
    """
    told = last = ""
    for line in filter(None, map(clean_line, lines)):
        if told.endswith("-") and line[0].islower():
            told = told[:-1] + line
        elif told:
            told += f", {line}" if _is_entry_after(last, line) else f" {line}"
        else:
            told = line
        last = line
    return told


def listed(entries: Iterable[str]) -> str:
    """The entries of a list in a cell as one line."""
    told = ""
    for entry in filter(None, entries):
        told += (" " if told.endswith(_ENDS) else ", ") + entry if told else entry
    return told


def _is_entry_after(last: str, line: str) -> bool:
    """Whether a line below another one says something of its own: a time, a name, a number."""
    if "@" in line and "@" not in last:
        return True  # an address for mail below a name or number
    if not _NEW_ENTRY.match(line) or _GOES_ON.search(last) or last.endswith(_ENDS):
        return False
    return bool(_DIGIT.search(last)) or min(len(last.split()), len(line.split())) > 1


def is_box(lines: Sequence[Sequence[Cell]]) -> bool:
    """Whether a table only draws a frame around text: no line has two texts side by side.

    One column below a name is a table; a name beside an empty cell is the title of a box.
    """
    filled = [[cell for cell in line if cell.text] for line in lines]
    if any(len(line) > 1 for line in filled):
        return False
    named = any(line and line[0].is_head for line in filled)
    return not named or any(not cell.text for line in lines for cell in line)


def _columns(cell: Cell) -> int:
    return max(1, min(cell.columns, _MOST_SPANNED))


def _is_section(line: Sequence[Cell], width: int) -> bool:
    whole = len(line) == 1 and width > 1 and _columns(line[0]) >= width
    return whole and 0 < len(line[0].text) <= _LONGEST_SECTION


def _heads(lines: Sequence[Sequence[Cell]]) -> int:
    """How many of the first lines name columns; one stays to be named."""
    count = 0
    for line in lines[: min(_MOST_HEADINGS, len(lines) - 1)]:
        if not all(cell.is_head for cell in line if cell.text):
            break
        count += 1
        if all(cell.rows == 1 and cell.columns == 1 for cell in line):
            break  # nothing of it is told apart further
    return count


def _grid(lines: Sequence[Sequence[Cell]], *, spread: bool) -> Iterator[list[str]]:
    """Each line's texts by column; `spread` repeats a text over all the columns it spans."""
    above: dict[int, tuple[str, int]] = {}
    for line in lines:
        texts: list[str] = []

        def fill() -> None:
            while above.get(len(texts), ("", 0))[1]:  # noqa: B023 - called within the round
                text, left = above[len(texts)]  # noqa: B023
                above[len(texts)] = (text, left - 1)  # noqa: B023
                texts.append(text)  # noqa: B023

        for cell in line:
            fill()
            for number in range(_columns(cell)):
                text = cell.text if spread or number == 0 else ""
                if cell.rows > 1:
                    above[len(texts)] = (text, min(cell.rows, 1000) - 1)
                texts.append(text)
        fill()
        yield texts


def _names(heads: Sequence[Sequence[str]]) -> list[str]:
    width = max(map(len, heads), default=0)
    columns = ([row[index] for row in heads if index < len(row)] for index in range(width))
    return [", ".join(dict.fromkeys(filter(None, column))) for column in columns]


def _within(section: str, names: Sequence[str], width: int) -> tuple[str, ...]:
    """The names of the columns, those behind the first told with the section they stand in."""
    if not section:
        return tuple(names)
    padded = [*names, *[""] * (width - len(names))]
    return (*padded[:1], *(", ".join(filter(None, (section, name))) for name in padded[1:]))
