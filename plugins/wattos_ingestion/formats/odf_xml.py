"""The XML of OpenDocument: parts of the archive, and elements by their local names."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import Any

from wattos.knowledge import DocumentError

_MOST_SPACES = 100
_ASIDE = frozenset({"note", "annotation", "frame", "custom-shape", "ruby-text", "bookmark"})
"""What stands within a paragraph and is no part of its line."""
_GROUPS = frozenset({"table-row-group", "table-rows", "table-header-rows"})


def read_part(archive: zipfile.ZipFile, name: str) -> Any | None:
    """A part's root, None where there is none; raises `DocumentError` for what is no XML."""
    from lxml.etree import XMLParser, XMLSyntaxError, fromstring

    if name not in archive.namelist():
        return None
    # `huge_tree` lets long texts through; how much is unpacked at all has been checked.
    parser = XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        return fromstring(archive.read(name), parser)
    except XMLSyntaxError as error:
        raise DocumentError("unreadable") from error


def name_of(element: Any) -> str:
    """The local name; empty for comments and processing instructions."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: Any, name: str) -> str:
    """The attribute of this local name in whatever namespace; empty for none."""
    return next((v for key, v in element.attrib.items() if key.rpartition("}")[2] == name), "")


def children(element: Any) -> list[Any]:
    """The elements right below."""
    return [child for child in element if name_of(child)]


def find(element: Any, name: str) -> Any | None:
    """The first element below of this local name."""
    return next(iter(element.iter(f"{{*}}{name}")), None)


def lines_of(element: Any) -> list[str]:
    """The text of a paragraph or heading by its lines, without what only hangs on it."""
    return "".join(_pieces(element)).split("\n")


def _pieces(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        match name_of(child):
            case "s":
                yield " " * min(_number(child, "c"), _MOST_SPACES)
            case "tab":
                yield " "
            case "line-break":
                yield "\n"
            case name if name and name not in _ASIDE:
                yield from _pieces(child)
                if name == "p":  # of a list in a cell
                    yield "\n"
            case _:
                pass
        yield child.tail or ""


def rows_of(table: Any, *, is_head: bool = False) -> Iterator[tuple[Any, bool]]:
    """The rows of a table, and whether they are set as its head."""
    for child in children(table):
        name = name_of(child)
        if name == "table-row":
            yield child, is_head
        elif name in _GROUPS:
            yield from rows_of(child, is_head=is_head or name == "table-header-rows")


def columns_of(row: Any) -> list[Any]:
    """A row's cells, the covered ones among them."""
    return [cell for cell in children(row) if name_of(cell) in {"table-cell", "covered-table-cell"}]


def times(element: Any, what: str) -> int:
    """How often a cell (`columns`) or row (`rows`) stands there."""
    return _number(element, f"number-{what}-repeated")


def span(cell: Any, what: str) -> int:
    """Over how many `columns` or `rows` a cell reaches."""
    return _number(cell, f"number-{what}-spanned")


def _number(element: Any, name: str) -> int:
    value = attribute(element, name)
    return max(1, int(value)) if value.isdecimal() else 1
