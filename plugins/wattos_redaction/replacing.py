"""Takes spans out of a document and keeps its blocks pointing at their text."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence

import msgspec

from wattos.knowledge import Block, ParsedDocument, PersonalSpan, PersonalType
from wattos_redaction.wording import placeholder

Find = Callable[[str], Sequence[PersonalSpan]]


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What was taken out: offsets of the placeholder in the redacted text or title."""

    part: str
    """`text` or `title`."""
    type: PersonalType
    start: int
    end: int
    value: str


class Redacted(msgspec.Struct, frozen=True, kw_only=True):
    """A redacted text, and how offsets of the old one map to it."""

    text: str
    taken: tuple[Taken, ...] = ()
    edits: tuple[tuple[int, int], ...] = ()
    """(old end, by how much what follows has moved), in order."""


def replace(
    text: str, spans: Iterable[PersonalSpan], language: str, part: str = "text"
) -> Redacted:
    """The text with a placeholder for each span; spans are in order and do not overlap."""
    pieces: list[str] = []
    taken: list[Taken] = []
    edits: list[tuple[int, int]] = []
    position = length = 0
    for span in spans:
        word = placeholder(span.type, language)
        kept = text[position : span.start]
        start = length + len(kept)
        pieces += (kept, word)
        length, position = start + len(word), span.end
        value = text[span.start : span.end]
        taken.append(Taken(part=part, type=span.type, start=start, end=length, value=value))
        edits.append((span.end, length - span.end))
    pieces.append(text[position:])
    return Redacted(text="".join(pieces), taken=tuple(taken), edits=tuple(edits))


def redact_document(
    document: ParsedDocument, find: Find, language: str
) -> tuple[ParsedDocument, list[Taken]]:
    """The document without what `find` names in its text, title, headings and table headers."""
    spans = within_blocks(find(document.text), document)
    body = replace(document.text, spans, language)
    title = replace(document.title, find(document.title), language, part="title")
    known: dict[str, str] = {}

    def clean(line: str) -> str:
        if line not in known:
            known[line] = replace(line, find(line), language).text
        return known[line]

    def moved(block: Block) -> Block:
        return msgspec.structs.replace(
            block,
            start=new_offset(body, block.start),
            end=new_offset(body, block.end),
            heading_path=tuple(map(clean, block.heading_path)),
            header=tuple(map(clean, block.header)),
        )

    redacted = msgspec.structs.replace(
        document, text=body.text, title=title.text, blocks=tuple(map(moved, document.blocks))
    )
    return redacted, [*body.taken, *title.taken]


def new_offset(redacted: Redacted, offset: int) -> int:
    """Where an offset of the old text, outside the spans taken out, lies in the new one."""
    before = bisect_right(redacted.edits, offset, key=lambda edit: edit[0])
    return offset + (redacted.edits[before - 1][1] if before else 0)


def within_blocks(spans: Iterable[PersonalSpan], document: ParsedDocument) -> list[PersonalSpan]:
    """The spans cut where blocks begin and end, so that no placeholder belongs to two blocks."""
    cuts = sorted({edge for block in document.blocks for edge in (block.start, block.end)})
    found: list[PersonalSpan] = []
    for span in spans:
        first, last = bisect_right(cuts, span.start), bisect_right(cuts, span.end - 1)
        edges = [span.start, *cuts[first:last], span.end]
        for start, end in itertools.pairwise(edges):
            piece = re.search(r"\S(?:.*\S)?", document.text[start:end], re.DOTALL)
            if piece is not None:
                found.append(
                    PersonalSpan(
                        start=start + piece.start(), end=start + piece.end(), type=span.type
                    )
                )
    return found
