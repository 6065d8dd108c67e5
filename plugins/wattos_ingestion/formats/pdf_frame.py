"""What a PDF prints around its text: running titles, page numbers, the table of contents.

They tear sentences that run over a page and stand as headings above text they say nothing about.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from wattos.knowledge import clean_line

_EDGE = 2  # lines at the top and at the bottom of a page
_PAGES = 3  # that a line must stand on to be a running one
_NUMBER = re.compile(r"(?<![\d.,])\d{1,4}(?![\d.,]\d|\d)")
_OUTER_NUMBER = re.compile(r"^(\d{1,4})(?=\s|$)|(?<=\s)(\d{1,4})$")
_COUNTED = re.compile(
    r"(?:anlage|anhang|annex|appendix|teil|part|kapitel|chapter|artikel|madde|modul\w*|schritt|step"
    r"|frage|tag|woche|station|ek|bölüm)\s+\d+\b",
    re.I,
)
"""Titles of parts that count on as pages do, where each part is a page long."""
_LEADERS = re.compile(r"(?:\s?[.·…_]){4,}\s*(\d{1,4})$")
_FEWEST_ENTRIES = 5
_IN_ORDER = 0.9

_Key = tuple[str, int | None]
"""A line with one number left out, and how far that number is ahead of the page's."""


class Frame:
    """Knows what frames the pages of one file; `pages` are their lines in order."""

    def __init__(self, pages: Sequence[Sequence[str]]) -> None:
        cleaned = [_cleaned(lines) for lines in pages]
        counts: Counter[_Key] = Counter()
        for page, lines in enumerate(cleaned, start=1):
            counts.update({key for line in _edges(lines) for key in _keys(line, page)})
        self._running = {key for key, count in counts.items() if count >= _PAGES}
        self._ahead = _numbers_ahead(counts, len(cleaned))
        self._seen: set[str] = set()
        self._has_contents = _has_contents(cleaned)

    def without(self, lines: Iterable[str], page: int) -> list[str]:
        """The lines of a page (counted from 1) that belong to its text, top to bottom.

        A running title without a number stays where it stands first: it may be the letterhead.
        """
        cleaned = _cleaned(lines)
        edges = {*range(len(cleaned))[:_EDGE], *range(len(cleaned))[-_EDGE:]}
        running = {index for index in sorted(edges) if self._frames(cleaned[index], page)}
        return [
            line
            for index, line in enumerate(cleaned)
            if index not in running and not (self._has_contents and _LEADERS.search(line))
        ]

    def _frames(self, line: str, page: int) -> bool:
        if (line, None) in self._running:
            is_known = line in self._seen
            self._seen.add(line)
            return is_known
        if _COUNTED.match(line):
            return False
        if any(key in self._running for key in _keys(line, page)):
            return True
        number = _OUTER_NUMBER.search(line)
        return number is not None and self._ahead == int(number[0]) - page


def _cleaned(lines: Iterable[str]) -> list[str]:
    return [line for line in map(clean_line, lines) if line]


def _edges(lines: Sequence[str]) -> Iterator[str]:
    yield from lines[:_EDGE]
    yield from lines[max(_EDGE, len(lines) - _EDGE) :]


def _keys(line: str, page: int) -> Iterator[_Key]:
    if not _NUMBER.fullmatch(line):
        yield line, None
    for number in _NUMBER.finditer(line):
        without = f"{line[: number.start()]}#{line[number.end() :]}"
        yield without, int(number[0]) - page


def _numbers_ahead(counts: Counter[_Key], pages: int) -> int | None:
    """How far the printed page numbers are ahead; None for a file that prints none."""
    ahead: Counter[int] = Counter()
    for (_, distance), count in counts.items():
        if distance is not None:
            ahead[distance] += count
    best = ahead.most_common(1)
    return best[0][0] if best and best[0][1] >= max(_PAGES, pages / 2) else None


def _has_contents(pages: Sequence[Sequence[str]]) -> bool:
    """Whether lines with leaders name pages of this file in order, as no list of prices does."""
    entries = [
        int(match[1]) for lines in pages for line in lines if (match := _LEADERS.search(line))
    ]
    if len(entries) < _FEWEST_ENTRIES or max(entries) > len(pages):
        return False
    rising = sum(one <= other for one, other in pairwise(entries))
    return rising >= _IN_ORDER * (len(entries) - 1)
