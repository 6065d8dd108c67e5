"""The rows of a CSV file, however its program wrote it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence

import msgspec

from wattos.knowledge import DocumentError
from wattos_ingestion.formats.tables import find_header

_DELIMITERS = ",;\t|"
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.I)  # what Excel writes for itself
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_SAMPLED = 20_000  # characters
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")

csv.field_size_limit(10_000_000)


class Line(msgspec.Struct, frozen=True):
    """A row, and the line of the file that it begins in, from 1."""

    number: int
    cells: list[str]


class CsvTable(msgspec.Struct, frozen=True):
    """What stands in the file: lines above the table, the names of its columns, its rows."""

    captions: list[str]
    header: list[str]
    """Empty for a table without."""
    rows: list[Line]

    def records(self) -> Iterator[dict[str, str]]:
        """Each row by the columns' names; of two columns of one name, the second is numbered.

        Raises `DocumentError` ("bad-line") for a row with more cells than there are columns, as an
        unquoted comma in a text makes: what stands behind it would land in other columns.
        """
        names = _distinct(self.header)
        for row in self.rows:
            if any(cell.strip() for cell in row.cells[len(names) :]):
                given = len(row.cells)
                raise bad_line(
                    row.number,
                    de=f"erwartet werden {len(names)} Zellen wie in der Kopfzeile, gefunden "
                    f"{given}; ein Text mit Trennzeichen gehört in Anführungszeichen",
                    en=f"expected are {len(names)} cells as in the header, found {given}; a text "
                    "with delimiters belongs in quotes",
                )
            padded = row.cells + [""] * (len(names) - len(row.cells))
            yield {name: cell for name, cell in zip(names, padded, strict=False) if name}


def bad_line(number: int, *, de: str, en: str) -> DocumentError:
    """The error for a line, from 1, with what was expected there."""
    return DocumentError(
        "bad-line", {"de": f"Zeile {number}: {de}.", "en": f"Line {number}: {en}."}
    )


def read_csv(text: str) -> CsvTable:
    """The file's table; raises `DocumentError` ("bad-line") for a quote that is never closed."""
    stated = _SEPARATOR_LINE.match(text)
    skipped = 1 if stated else 0
    rest = text[stated.end() :] if stated else text
    delimiter = stated[1] if stated else _delimiter(rest)
    lines = [
        line for line in _lines(rest, delimiter, skipped) if any(c.strip() for c in line.cells)
    ]
    width = max((len(_used(line)) for line in lines[:50]), default=0)
    captions: list[str] = []
    while len(lines) > 1 and width > 1 and len(_used(lines[0])) == 1 and lines[0].cells[0]:
        captions.append(lines.pop(0).cells[0])
    cells = [line.cells for line in lines]
    if not lines or not _is_header(cells):
        return CsvTable(captions, [], lines)
    return CsvTable(captions, [name.strip() for name in cells[0]], lines[1:])


def _delimiter(text: str) -> str:
    """The sign that most evenly parts the first lines, what stands in quotes left out."""
    lines = [line for line in _QUOTED.sub("", text[:_SAMPLED]).splitlines() if line.strip()][:20]
    return max(_DELIMITERS, key=lambda sign: (sum(sign in line for line in lines),
                                              sum(line.count(sign) for line in lines)))  # fmt: skip


def _lines(text: str, delimiter: str, skipped: int) -> Iterator[Line]:
    try:
        yield from _read(text, delimiter, skipped, strict=True)
        return
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise _unclosed(text, delimiter, skipped) from error
    try:
        yield from _read(text, delimiter, skipped, strict=False)
    except csv.Error as error:
        raise DocumentError("unreadable") from error


def _read(text: str, delimiter: str, skipped: int, *, strict: bool) -> list[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    lines: list[Line] = []
    start = 1
    for cells in reader:
        lines.append(Line(start + skipped, cells))
        start = reader.line_num + 1
    return lines


def _unclosed(text: str, delimiter: str, skipped: int) -> DocumentError:
    """The error that names the line in which the row begins that never ends."""
    last = _read(text, delimiter, skipped, strict=False)[-1]
    return bad_line(
        last.number,
        de='ein Anführungszeichen (") wird bis zum Ende der Datei nicht geschlossen',
        en='a quote (") is not closed until the end of the file',
    )


def _used(line: Line) -> list[str]:
    return [cell for cell in line.cells if cell.strip()]


def _is_header(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names columns, as it does by custom: not where it is like the others.

    It is like them with digits in a column where all have some: "Montag;8–12 Uhr".
    """
    if find_header(rows) or len(rows) == 1:
        return True
    first, *others = rows[:50]
    for column, cell in enumerate(first):
        below = [row[column] for row in others if len(row) > column and row[column].strip()]
        if below and _DIGIT.search(_YEAR.sub("", cell)) and all(map(_DIGIT.search, below)):
            return False
    return True


def _distinct(names: Sequence[str]) -> list[str]:
    taken: dict[str, int] = {}
    distinct: list[str] = []
    for name in names:
        taken[name] = taken.get(name, 0) + 1
        distinct.append(f"{name} ({taken[name]})" if name and taken[name] > 1 else name)
    return distinct
