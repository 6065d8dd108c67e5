"""Tables of a page: which of them hold data, and what stands in their cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborNode

from wattos.knowledge import clean_line
from wattos_ingestion.formats.grid import Cell, in_one_cell, listed
from wattos_ingestion.formats.html_text import BLOCKS, BREAK, spaced

_LINKS_OF_A_MENU = 5
_SHARE_OF_LINKS = 0.6  # the rest are bars between them
_LONGEST_INNER = 400  # characters of a table that stands in a cell of data
_KIND_OF_NOTICE = re.compile(
    r"(?:note|tip|hint|important|warning|caution|hinweis|anmerkung|tipp|wichtig|warnung|achtung"
    r"|vorsicht|not|ipucu|önemli|uyarı|dikkat)\W?",
    re.I,
)
_ENTRIES = frozenset({"li", "dd", "tr"})
_ENTRY = "\ufdd1"  # stands for the border of one until the cell is put together


def lines_of(table: LexborNode) -> list[list[Cell]]:
    """The cells of a table's own rows, those of tables in it left out."""
    return [_cells(row) for row in _rows(table)]


def is_layout(table: LexborNode, lines: Sequence[Sequence[Cell]]) -> bool:
    """Whether the table only places parts of the page: its cells hold sections or tables.

    A small table in a cell of named columns is what that cell says.
    """
    if table.css_first("h1, h2, h3, h4") is not None:
        return True
    inner = [found for row in _rows(table) for cell in row.iter() for found in cell.css("table")]
    first = lines[0] if lines else []
    is_named = len(first) > 1 and all(cell.is_head for cell in first)
    small = all(len(clean_line(spaced(each))) <= _LONGEST_INNER for each in inner)
    return bool(inner) and not (is_named and small)


def is_notice(lines: Sequence[Sequence[Cell]]) -> bool:
    """Whether it is a remark with its kind beside it, as manuals draw them."""
    kind, *remarks = lines[0] if len(lines) == 1 else [Cell("")]
    return bool(remarks) and _KIND_OF_NOTICE.fullmatch(kind.text) is not None


def is_menu(table: LexborNode) -> bool:
    """Whether it is one row of links, as old page editors set the menu above every page."""
    links = [clean_line(spaced(link)) for link in table.css("a[href]")]
    if len(table.css("tr")) > 1 or len(links) < _LINKS_OF_A_MENU:
        return False
    text = clean_line(spaced(table))
    return sum(map(len, links)) >= _SHARE_OF_LINKS * len(text)


def _rows(table: LexborNode) -> Iterator[LexborNode]:
    for child in table.iter():
        if child.tag == "tr":
            yield child
        elif child.tag in {"thead", "tbody", "tfoot"}:
            yield from (row for row in child.iter() if row.tag == "tr")


def _cells(row: LexborNode) -> list[Cell]:
    """A row's cells; one whose whole text is bold names something, as `th` does."""
    in_head = row.parent is not None and row.parent.tag == "thead"
    cells: list[Cell] = []
    for node in row.iter():
        if node.tag in {"td", "th"}:
            entries = _broken(node).split(_ENTRY)
            text = listed(in_one_cell(entry.split("\n")) for entry in entries)
            bold = clean_line(" ".join(spaced(strong) for strong in node.css("b, strong")))
            is_bold = bool(text) and bold == clean_line(spaced(node))
            cells.append(
                Cell(
                    text,
                    columns=_count(node.attributes.get("colspan")),
                    rows=_count(node.attributes.get("rowspan")),
                    is_head=node.tag == "th" or in_head or is_bold,
                )
            )
    return cells


def _count(attribute: str | None) -> int:
    return int(attribute) if attribute and attribute.isdecimal() else 1


def _broken(node: LexborNode) -> str:
    """All text below, with a line feed where a line ends; cells of a table in it stay in one."""
    if node.tag == "-text":
        return " ".join(node.text(deep=False).split("\n")).replace(BREAK, "\n")
    text = "".join(_broken(child) for child in node.iter(include_text=True))
    if node.tag in _ENTRIES:
        return f"{_ENTRY}{text}{_ENTRY}"
    if node.tag in {"td", "th"}:
        return f" {text} "
    return f"\n{text}\n" if node.tag in BLOCKS else text
