"""Sentence spans for the languages the platform searches in."""

from __future__ import annotations

import re

_KNOWN = """
    abs abt allg art aufl bd bsp bspw bzgl bzw ca co dr dipl ebd ed eds etc evtl exkl fa ff fig fr
    gem geb ggf hl hr hrsg inc ing inkl insb jh jr kap kl lt ltd max mind min mio mr mrd mrs ms nr
    no op par pl prof pos rd red rel resp rev sen sog sr st std str tel tlf ugs usf usw v vgl vol vs
    wg ziff zzgl zzt jan feb mär apr jun jul aug sep sept okt oct nov dez dec doç örn bkz vb sok cad
"""
_ABBREVIATIONS = frozenset(_KNOWN.split())
# Anchored and possessive, so that a leader of dots takes no more than its length in time.
_END = re.compile(r"""(?<![.!?…])[.!?…]++["'»“”’)\]]*+(?=\s)|\n++""")
_FOLLOWING = re.compile(r"\s*+(\S)")
_LAST_WORD = re.compile(r"([^\W_]+)$")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Character spans of the sentences; together they cover all text except white space.

    A full stop ends no sentence after a known abbreviation, a single letter ("z. B.") or a number
    of one or two digits ("am 1. März"), nor before a small letter. A line break always ends one.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        if _ends_sentence(text, match):
            _add(spans, text, start, match.end())
            start = match.end()
    _add(spans, text, start, len(text))
    return spans


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    mark = match.group()
    if mark.startswith("\n"):
        return True
    following = _FOLLOWING.match(text, match.end())
    if following is not None and following.group(1).islower():
        return False
    if mark[0] != ".":
        return True
    word = _LAST_WORD.search(text, max(0, match.start() - 30), match.start())
    if word is None:
        return True
    last = word.group(1)
    if last.isdigit():
        return len(last) > 2
    return len(last) > 1 and last.lower() not in _ABBREVIATIONS


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append((start, end))
