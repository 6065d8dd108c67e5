"""Section numbers in headings: "2.8. Speichern", "Kapitel 5. Bilder", "A.1 Lizenz".

They place a section in its manual and name nothing, so that titles and paths of headings leave them
out; the text of the page keeps them. A number may also be a date ("24.12. Heiligabend") or a step
("1. Termin vereinbaren"): only a page whose headings are numbered like sections loses them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_NUMBER = re.compile(r"((?:[A-Z]|[IVX]+|\d{1,3})(?:\.\d{1,2}){0,4})(?:[.):]\s+|\s+)(?=\S)")
_NAMED = re.compile(
    r"(?:Kapitel|Teil|Abschnitt|Anhang|Chapter|Part|Section|Appendix|Bölüm|Kısım|Ek)"
    r"\s+(?:\d{1,3}|[IVXLC]+|[A-Z])\s*[.:–-]\s+(?=\S)"
)
_DEEP = 3
_FIRST_YEAR = 20
"""A third number from here on may be the year of a date: "24.12.26"."""


class Numbering:
    """Takes the numbers from the headings of one page, where they are those of sections."""

    def __init__(self, headings: Iterable[str], *, part_of_a_work: bool = False) -> None:
        numbers = {number for heading in headings if (number := _number(heading))}
        self._is_used = part_of_a_work or _are_sections(numbers)

    def without(self, heading: str) -> str:
        """The heading's words."""
        if not self._is_used:
            return heading
        named = _NAMED.match(heading)
        if named is not None:
            return heading[named.end() :]
        match = _NUMBER.match(heading)
        if match is None or not _is_told_apart(match):
            return heading
        return heading[match.end() :]

    def depth(self, heading: str) -> int:
        """How many levels the heading's number has: 3 for "4.5.1"; 0 for one without."""
        return len(_number(heading)) if self._is_used else 0


def _is_told_apart(match: re.Match[str]) -> bool:
    """Whether a lone number or letter has its full stop: "2 Wege" and "A Coruña" count nothing."""
    return "." in match[1] or match[0].rstrip()[-1] in ".):"


def _number(heading: str) -> tuple[str, ...]:
    match = _NUMBER.match(heading)
    return tuple(match[1].split(".")) if match is not None and _is_told_apart(match) else ()


def _are_sections(numbers: set[tuple[str, ...]]) -> bool:
    """Whether numbers run as those of sections do: a first one in its chapter, or three levels."""
    firsts = {number[0] for number in numbers if number[1:] in {(), ("2",)}}
    if any(number[1:] == ("1",) and number[0] in firsts for number in numbers):
        return True
    deep = [number for number in numbers if len(number) >= _DEEP]
    return any(number[:2] in numbers and int(number[2]) < _FIRST_YEAR for number in deep)
