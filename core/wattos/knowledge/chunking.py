"""Cuts a parsed document into passages that can be searched, quoted and cited."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from wattos.knowledge.language import plain_language
from wattos.knowledge.schemas import Block, ChunkSpan, ParsedDocument
from wattos.knowledge.sentences import sentence_spans

TARGET_WORDS = 110
"""A passage is closed when the next piece would lead beyond this."""
MAX_WORDS = 160
"""No passage is longer, except a single sentence without any break."""
TABLE_WORDS = 60
"""Tables are cut finer: a question about a cell needs few rows around it."""


class _Piece(msgspec.Struct, frozen=True):
    """What is never torn apart: a sentence, a list item, a table row."""

    start: int
    end: int
    words: int
    block: Block


def chunk(document: ParsedDocument) -> list[ChunkSpan]:
    """The document's passages in reading order.

    A passage never crosses a heading, a page, the border between a table and other text, or that
    between paragraphs in two languages: each passage is searched and quoted in its own. A long
    paragraph is cut between sentences. Headings are searched with what follows them and are not
    part of the span; a heading with nothing under it becomes a passage of its own.
    """
    return [_span(document.text, pieces) for pieces in _groups(document)]


def _groups(document: ParsedDocument) -> Iterator[list[_Piece]]:
    group: list[_Piece] = []
    language = ""
    for piece in _pieces(document):
        spoken = _spoken(document.text, piece)
        other = bool(language and spoken) and spoken != language
        if group and (other or not _fits(group, piece)):
            yield group
            group, language = [], ""
        group.append(piece)
        language = language or spoken
    if group:
        yield group


def _spoken(text: str, piece: _Piece) -> str:
    """The language of a paragraph or of a list item; table rows are too short to tell."""
    if piece.block.kind == "table_row":
        return ""
    return plain_language(text[piece.start : piece.end])


def _pieces(document: ParsedDocument) -> Iterator[_Piece]:
    blocks = document.blocks
    for index, block in enumerate(blocks):
        if block.kind == "heading" and not _is_bare(blocks, index):
            continue
        yield from _split(document.text, block)


def _is_bare(blocks: tuple[Block, ...], index: int) -> bool:
    """Whether a heading has nothing under it, neither text nor a deeper heading."""
    following = blocks[index + 1] if index + 1 < len(blocks) else None
    if following is None:
        return True
    return following.kind == "heading" and following.level <= blocks[index].level


def _split(text: str, block: Block) -> Iterator[_Piece]:
    whole = _piece(text, block.start, block.end, block)
    if whole.words <= TARGET_WORDS or block.kind == "table_row":
        yield whole
        return
    for start, end in sentence_spans(text[block.start : block.end]):
        yield from _split_long(text, block.start + start, block.start + end, block)


def _split_long(text: str, start: int, end: int, block: Block) -> Iterator[_Piece]:
    """A sentence, or where it is longer than a passage may be, pieces of it between words."""
    while len(text[start:end].split(None, MAX_WORDS)) > MAX_WORDS:
        rest = text[start:end].split(None, MAX_WORDS)[-1]
        cut = end - len(rest)
        yield _piece(text, start, start + len(text[start:cut].rstrip()), block)
        start = cut
    yield _piece(text, start, end, block)


def _piece(text: str, start: int, end: int, block: Block) -> _Piece:
    return _Piece(start, end, len(text[start:end].split()), block)


def _fits(group: list[_Piece], piece: _Piece) -> bool:
    first = group[0].block
    block = piece.block
    if (first.heading_path, first.page, first.header) != (
        block.heading_path,
        block.page,
        block.header,
    ):
        return False
    if "heading" in (first.kind, block.kind):
        return False
    is_table = block.kind == "table_row"
    if (first.kind == "table_row") != is_table:
        return False
    words = sum(member.words for member in group) + piece.words
    if is_table:
        return words <= TABLE_WORDS
    if group[-1].block is block:
        return words <= MAX_WORDS  # rather one long paragraph than a torn one
    return words <= TARGET_WORDS


def _span(text: str, pieces: list[_Piece]) -> ChunkSpan:
    start, end = pieces[0].start, pieces[-1].end
    block = pieces[0].block
    return ChunkSpan(
        start=start,
        end=end,
        heading_path=block.heading_path,
        page=block.page,
        search_text=_table_text(text, pieces) if block.header else text[start:end],
    )


def _table_text(text: str, pieces: list[_Piece]) -> str:
    """Rows with their column headings spelt out: "Leistung: Ausweis, Gebühr: 37 €"."""
    return "\n".join(_row_text(text[p.start : p.end], p.block.header) for p in pieces)


def _row_text(row: str, header: tuple[str, ...]) -> str:
    cells = row.split(" | ")
    names = header + ("",) * (len(cells) - len(header))
    named = zip(names, cells, strict=False)
    return ", ".join(f"{name}: {cell}" if name else cell for name, cell in named if cell)
