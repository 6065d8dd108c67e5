"""What a sheet says of its cells that reading it row by row passes over."""

from __future__ import annotations

import re
from typing import Any

import msgspec

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)"')
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b[^>]*>")
_NUMBER = re.compile(rb'\b(r|min|max)="(\d+)"')
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_FILTER = re.compile(rb"<(?:\w+:)?autoFilter\b")
_MOST_COVERED = 200_000
"""Cells under merged ones. A sheet that merges more colours its background and holds no table."""


class Marks(msgspec.Struct, frozen=True):
    """Rows count from 1 and columns from 0.

    `merged` gives the last row and column by the first of each merged cell; `covered` are the
    places that such cells lie over.
    """

    merged: dict[tuple[int, int], tuple[int, int]] = {}
    covered: frozenset[tuple[int, int]] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()


def marks_of(sheet: Any) -> Marks:
    """The marks of an openpyxl sheet that was opened to be read row by row.

    Rows that a filter hides are not taken for hidden: whoever opens the file may show them.
    """
    archive, path = sheet.parent._archive, sheet._worksheet_path
    with archive.open(path) as file:
        markup: bytes = file.read()
    merged: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    for left, top, right, bottom in _MERGED.findall(markup):
        first, last = (int(top), _column(left)), (int(bottom), _column(right))
        size = (last[0] - first[0] + 1) * (last[1] - first[1] + 1)
        if len(covered) + size > _MOST_COVERED:
            break
        merged[first] = last
        covered |= {
            (row, column)
            for row in range(first[0], last[0] + 1)
            for column in range(first[1], last[1] + 1)
        } - {first}
    return Marks(
        merged,
        frozenset(covered),
        frozenset() if _FILTER.search(markup) else frozenset(_hidden_rows(markup)),
        frozenset(_hidden_columns(markup)),
    )


def _hidden_rows(markup: bytes) -> set[int]:
    return {
        int(number)
        for tag in _ROW.findall(markup)
        if _HIDDEN.search(tag)
        for name, number in _NUMBER.findall(tag)
        if name == b"r"
    }


def _hidden_columns(markup: bytes) -> set[int]:
    hidden: set[int] = set()
    for tag in _COLUMN.findall(markup):
        ends = {name: int(number) for name, number in _NUMBER.findall(tag)}
        if _HIDDEN.search(tag) and {b"min", b"max"} <= ends.keys():
            hidden.update(range(ends[b"min"] - 1, min(ends[b"max"], 16_384)))
    return hidden


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1
