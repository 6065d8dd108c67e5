"""Markdown tables as lines that can be read aloud: a row's first cell, then the others named."""

from __future__ import annotations

import re
from typing import Final

_TABLE: Final = re.compile(
    r"^[ \t]*\|?(?P<head>[^\n|]*\|[^\n]*)\n"
    r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*"
    r"(?P<rows>(?:\n[^\n|]*\|[^\n]*)*)",
    re.MULTILINE,
)


def without_tables(markdown: str) -> str:
    """The text with each table's rows as lines: "Kurs – Preis: 8 €; Dauer: 2 Stunden"."""
    return _TABLE.sub(lambda table: _lines(table["head"], table["rows"]), markdown)


def _lines(head: str, rows: str) -> str:
    names = _cells(head)
    return "\n".join(_line(names, _cells(row)) for row in rows.strip().split("\n"))


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().strip("|").split("|")]


def _line(names: list[str], cells: list[str]) -> str:
    named = [
        f"{name}: {cell}" if name else cell
        for name, cell in zip([*names, *[""] * len(cells)][1:], cells[1:], strict=False)
        if cell
    ]
    return " – ".join(part for part in (cells[0], "; ".join(named)) if part)
