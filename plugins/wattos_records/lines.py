"""A document as lines: the smallest pieces that make sense alone, with where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from wattos.knowledge import Block, BlockKind, ParsedDocument, sentence_spans

CELL = " | "
_LONGEST = 3000
"""Characters; what is longer says no single fact, and patterns take its square in time."""
_ENDS_IN_SHORT = re.compile(
    r"(?:\b(?:Mo|Di|Mi|Do|Fr|Sa|So|Mon|Tue|Tues|Wed|Thu|Thur|Thurs|Fri|Sat|Sun|Pzt|Sal|Çar|Per|Cum"
    r"|Cmt|Paz|Tel|Nr|Str|u|zzgl|inkl|vorm|nachm|einschl|ca|je|bzw)|\b\d{1,2})\.$"
)


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence, list item, heading or table row; `text` is the document's `[start:end]`."""

    text: str
    start: int
    kind: BlockKind
    group: int
    """Lines with the same number belong together: one table, one list, one paragraph."""
    headings: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    level: int = 0

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def cells(self) -> list[str]:
        """The cells of a table row; the text itself of any other line."""
        return self.text.split(CELL.rstrip()) if self.kind == "table_row" else [self.text]

    @property
    def heading(self) -> str:
        """The nearest heading above, or nothing."""
        return self.headings[-1] if self.headings else ""


def lines_of(document: ParsedDocument) -> list[Line]:
    """The document's lines in reading order; paragraphs are taken apart into sentences.

    A leader of dots across pages, or a file without sentences, is no line.
    """
    lines: list[Line] = []
    group, before = 0, None
    for block in document.blocks:
        if before is None or not _continues(before, block):
            group += 1
        before = block
        lines += _lines(document.text, block, group)
    return lines


def _continues(before: Block, block: Block) -> bool:
    listed = block.kind in ("list_item", "table_row")
    return listed and before.kind == block.kind and before.header == block.header


def _lines(text: str, block: Block, group: int) -> Iterator[Line]:
    spans = [(block.start, block.end)]
    if block.kind == "paragraph":
        whole = text[block.start : block.end]
        found = _joined(whole, sentence_spans(whole))
        spans = [(block.start + start, block.start + end) for start, end in found]
    for start, end in spans:
        if end - start > _LONGEST:
            continue
        yield Line(
            text=text[start:end],
            start=start,
            kind=block.kind,
            group=group,
            headings=block.heading_path,
            header=block.header,
            level=block.level,
        )


def _joined(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The sentences, put together again where one ended at a short form ("Mo. 8–12 Uhr")."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined:
            before = text[joined[-1][0] : joined[-1][1]]
            if _ENDS_IN_SHORT.search(before) and "\n" not in text[joined[-1][1] : start]:
                joined[-1] = (joined[-1][0], end)
                continue
        joined.append((start, end))
    return joined
