"""Documents for the extractor's tests, built as parsers build them."""

from __future__ import annotations

from typing import Any, TypeVar

from wattos.knowledge import DocumentBuilder
from wattos.records import OpeningRule, Record
from wattos_records.extractor import DocumentRecords

T = TypeVar("T")


def records_of(
    *lines: str, title: str = "", metadata: dict[str, Any] | None = None
) -> list[Record]:
    """The records of a document: `# ` is a heading, `- ` an item, `a | b` a row, `= ` its header.

    Each is checked to stand in the text at its place.
    """
    builder = DocumentBuilder()
    header: list[str] = []
    for line in lines:
        if line.startswith("# "):
            builder.heading(line[2:], 1)
        elif line.startswith("- "):
            builder.list_item(line[2:])
        elif line.startswith("= "):
            header = line[2:].split("|")
        elif " | " in line:
            builder.table_row(line.split(" | "), header)
        else:
            builder.paragraph(line)
    document = builder.build(title=title, metadata=metadata)
    found = DocumentRecords().extract(document, url="https://town.example/", language="de")
    assert all(0 <= each.start < each.end <= len(document.text) for each in found)
    return list(found)


def only(kind: type[T], *lines: str, title: str = "") -> list[T]:
    """The data of a document's records of one kind."""
    return [r.data for r in records_of(*lines, title=title) if isinstance(r.data, kind)]


def told(rules: tuple[OpeningRule, ...]) -> list[str]:
    """Rules as short texts: "0,1 08:00-12:00"."""
    return [
        f"{','.join(map(str, rule.days))} "
        + (" ".join(f"{s.opens:%H:%M}-{s.closes:%H:%M}" for s in rule.spans) or "closed")
        for rule in rules
    ]
