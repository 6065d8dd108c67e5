"""Cutting a long answer into messages where a reader would pause."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from wattos.knowledge import sentence_spans

_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_LINE = re.compile(r"\n")
_SPACE = re.compile(r"\s+")
_FENCE = "```"
_FENCE_LINE = re.compile(r"^```.*$", re.MULTILINE)
_FULL_ENOUGH = 3
"""A piece cut at a good border has at least this part (one third) of the room."""
_JOINERS = frozenset({"\u200d", "\ufe0e", "\ufe0f"})  # they hold emoji together


def split_text(text: str, limit: int | None) -> list[str]:
    """`text` in pieces of at most `limit` characters (None: one piece), in order, none empty.

    Cuts after a paragraph, else a line, a sentence, a word; inside a word only when it is longer
    than the limit. A code block that is cut ends in one piece and begins again in the next.
    """
    text = text.strip()
    if limit is None or len(text) <= limit:
        return [text] if text else []
    if _FENCE in text and limit > 8 * len(_FENCE):
        return _fenced(_pieces(text, limit - 2 * len(_FENCE) - 2))
    return list(_pieces(text, limit))


def _pieces(text: str, limit: int) -> Iterator[str]:
    rest = text
    while len(rest) > limit:
        cut = _cut(rest, limit)
        yield rest[:cut].rstrip()
        rest = rest[cut:].lstrip("\n") if rest[cut : cut + 1] == "\n" else rest[cut:].lstrip()
    if rest:
        yield rest


def _cut(text: str, limit: int) -> int:
    window = text[: limit + 1]  # a border right behind the last allowed character counts
    least = limit // _FULL_ENOUGH
    for border in (_last(_PARAGRAPH, window), _last(_LINE, window), _sentence_end(text, limit)):
        if least <= border <= limit:
            return border
    word = _last(_SPACE, window)
    return word if 0 < word <= limit else _inside_word(text, limit)


def _last(border: re.Pattern[str], window: str) -> int:
    return max((match.start() for match in border.finditer(window)), default=0)


def _sentence_end(text: str, limit: int) -> int:
    # What follows decides whether a full stop ends a sentence, so the window sees a little more.
    ends = (end for _, end in sentence_spans(text[: limit + 40]) if end <= limit)
    return max(ends, default=0)


def _inside_word(text: str, limit: int) -> int:
    cut = limit
    while cut > 1 and (
        unicodedata.combining(text[cut]) or text[cut] in _JOINERS or text[cut - 1] in _JOINERS
    ):
        cut -= 1
    return cut


def _fenced(pieces: Iterator[str]) -> list[str]:
    found: list[str] = []
    inside = False
    for piece in pieces:
        opened = f"{_FENCE}\n{piece}" if inside else piece
        inside = len(_FENCE_LINE.findall(opened)) % 2 == 1
        found.append(f"{opened}\n{_FENCE}" if inside else opened)
    return found
