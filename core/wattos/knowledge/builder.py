"""Builds a parsed document block by block, with exact offsets and heading paths."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import Any

from wattos.knowledge.schemas import Block, BlockKind, ParsedDocument
from wattos.knowledge.text import clean_line, clean_paragraph

_TIGHT: frozenset[BlockKind] = frozenset({"list_item", "table_row"})


class DocumentBuilder:
    """Collects blocks in reading order; parsers call it, nobody counts characters by hand."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._headings: list[tuple[int, str]] = []
        self._page: int | None = None

    def start_page(self, number: int) -> None:
        """What follows stands on this page (from 1)."""
        self._page = number

    def heading(self, text: str, level: int, *, name: str = "") -> None:
        """A heading of level 1 to 6; it ends the sections of its own and deeper levels.

        The section is called `name` where the line says more than that, such as a number.
        """
        line = clean_line(text)
        if not line:
            return
        level = min(max(level, 1), 6)
        while self._headings and self._headings[-1][0] >= level:
            self._headings.pop()
        self._append("heading", line, level=level)
        self._headings.append((level, clean_line(name) or line))

    @contextmanager
    def section(self, text: str) -> Generator[None]:
        """A section of its own one level below where it stands; what follows it goes on above."""
        above = list(self._headings)
        self.heading(text, (above[-1][0] if above else 0) + 1)
        yield
        self._headings = above

    def paragraph(self, text: str) -> None:
        self._append("paragraph", clean_paragraph(text))

    def code(self, text: str) -> None:
        self._append("code", clean_paragraph(text))

    def list_item(self, text: str) -> None:
        self._append("list_item", clean_line(text))

    def table_row(self, cells: Sequence[str], header: Sequence[str] = ()) -> None:
        """A row as `cell | cell`; `header` are the table's column headings, if it has some."""
        cleaned = [clean_line(cell).replace("|", "¦") for cell in cells]
        if any(cleaned):
            names = tuple(clean_line(name) for name in header)
            self._append("table_row", " | ".join(cleaned), header=names)

    def _append(
        self, kind: BlockKind, text: str, *, level: int = 0, header: tuple[str, ...] = ()
    ) -> None:
        if not text:
            return
        separator = self._separator(kind)
        start = self._length + len(separator)
        self._pieces += (separator, text)
        self._length = start + len(text)
        self._blocks.append(
            Block(
                kind=kind,
                start=start,
                end=self._length,
                level=level,
                heading_path=tuple(line for _, line in self._headings),
                page=self._page,
                header=header,
            )
        )

    def _separator(self, kind: BlockKind) -> str:
        if not self._blocks:
            return ""
        return "\n" if kind in _TIGHT and self._blocks[-1].kind == kind else "\n\n"

    def build(
        self,
        *,
        title: str = "",
        language: str | None = None,
        metadata: dict[str, Any] | None = None,
    ) -> ParsedDocument:
        """The document; its text may be empty, which the pipeline reports as a failure."""
        return ParsedDocument(
            title=clean_line(title),
            text="".join(self._pieces),
            blocks=tuple(self._blocks),
            language=language,
            metadata=metadata or {},
        )
