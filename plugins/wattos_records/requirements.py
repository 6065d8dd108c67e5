"""What to bring or hand in: lists under a heading that asks for documents, and sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from wattos.records import Record, Requirement
from wattos_records.lines import Line
from wattos_records.subjects import joined, specific

_HEADING = re.compile(
    r"unterlagen|bringen sie mit|mitbringen|mitzubringen|benötigt|wird gebraucht|dabei haben"
    r"|nachweise\b"
    r"|what to bring|documents|required|you need|gerekli belgeler|gereken|belgeler\b",
    re.I,
)
_ANNOUNCES = re.compile(
    r"(?:benötigt werden|benötigen sie|mitzubringen(?: sind)?|bringen sie(?: bitte)?(?: mit)?"
    r"|erforderlich sind|nötig sind|vorzulegen sind"
    r"|please bring|you need|bring|gerekli belgeler|getirin(?:iz)?)\s*:?",
    re.I,
)
_SENTENCE = re.compile(
    r"^(?:Mitzubringen(?: sind)?|Nötig sind|Benötigt werden|Erforderlich sind|Vorzulegen sind"
    r"|Bitte mitbringen|Gerekli belgeler"
    r"|You need|Documents needed)\s*:?\s+(?P<what>.{8,})$",
    re.I | re.S,
)
_BRING_YOUR = re.compile(
    r"^(?:Bitte )?bringen Sie (?:bitte )?(?:unbedingt )?(?P<what>.{8,160}?)(?:\s+mit)\b", re.I
)
_EN_BRING = re.compile(
    r"^(?:Please )?(?:bring|upload) (?P<what>(?:your|the) .{2,120}?)(?: because| so that|\.$)",
    re.I,
)
_BRING_IN = re.compile(
    r"\b(?:bringen|bringt|legen)\s+(?:(?:Sie|die Eltern)\s+)?(?:bitte\s+)?(?:unbedingt\s+)?"
    r"(?P<what>(?:den|die|das|deren|Ihren?|eine?n?)\s.{3,120}?)\s+(?:mit|vor|bei)\b"
    r"|\bBitte (?P<ready>(?:den|die|das) [A-ZÄÖÜ]\w+) bereithalten"
    r"|\b[A-Z]\w+s bring (?P<proof>proof .{5,100}?)(?=[:.]|$)"
)
_PAPER = re.compile(
    r"certificate|proof|letter|passport|document|\bID\b|card|permit|contract|form\b", re.I
)
_TR_BRING = re.compile(r"^(?P<what>.{6,160}?)\s+getirin(?:iz)?\b", re.I)
_LONGEST_THING = 16
"""Words of one thing to bring; longer pieces are clauses of an ordinary sentence."""
_NOT_FOR_A_PERSON = re.compile(
    r"fahrrad|rad dienstags|geräte|tonnen|kind mit|schaufel|bring sie|\bihr kind\b|çocuğunuzu"
    r"|someone",
    re.I,
)


def requirements(lines: Sequence[Line], title: str) -> Iterator[Record]:
    """Every set of things to bring or hand in."""
    for _, grouped in groupby(lines, key=lambda line: line.group):
        group = list(grouped)
        if group[0].kind == "list_item" and _asks(lines, group[0]):
            yield _record([line.text for line in group], group, title)
        elif group[0].kind == "paragraph":
            yield from _of_paragraph(group, title)


def _asks(lines: Sequence[Line], first: Line) -> bool:
    """Whether the heading asks for documents, or the sentence right before announces them."""
    if _HEADING.search(first.heading):
        return True
    before = [line for line in lines if line.end <= first.start and line.kind != "heading"]
    if not before or before[-1].headings != first.headings:
        return False
    return before[-1].text.rstrip().endswith(":") and bool(_ANNOUNCES.search(before[-1].text))


def _of_paragraph(group: Sequence[Line], title: str) -> Iterator[Record]:
    headed = bool(_HEADING.search(group[0].heading))
    for position, line in enumerate(group):
        what = _stated(line.text)
        lists = (
            line.text.count(",") >= 2 if position == 0 else re.match(r"[^,.]{4,40}: .+,", line.text)
        )
        if what is None and headed and lists and not re.search(r"@|Telefon|Phone", line.text):
            what = line.text
        if what is None or _NOT_FOR_A_PERSON.search(line.text):
            continue
        items = _items(what)
        if max((len(item.split()) for item in items), default=0) <= _LONGEST_THING:
            yield _record(items, [line], title)


def _stated(text: str) -> str | None:
    for pattern in (_SENTENCE, _BRING_YOUR, _EN_BRING, _TR_BRING):
        match = pattern.match(text.strip())
        if match and (pattern is not _EN_BRING or _PAPER.search(match["what"])):
            return match["what"]
    within = _BRING_IN.search(text)
    return next(filter(None, within.groups()), None) if within else None


def _items(text: str) -> list[str]:
    """The things of an enumeration; what stands in brackets stays with its thing."""
    parts = re.split(
        r"[,;]\s+(?![^(]*\))|\s+(?:und|sowie|and|ve)\s+(?![^(]*\))(?=[^,;]*$)", text.strip(" .:")
    )
    items: list[str] = []
    for part in (part.strip(" .") for part in parts):
        if items and re.match(r"(?:bei|für|wenn|falls|if|for) \S+(?: \S+){0,4}$", items[-1]):
            items[-1] += f", {part}"  # "bei Studierenden, eine Bescheinigung": one thing
        elif len(part) > 2:
            items.append(re.sub(r" (?:und|and|ve)$", "", part))
    return items


def _record(items: Sequence[str], group: Sequence[Line], title: str) -> Record:
    return Record(
        subject=joined([specific(group[0].heading), title]),
        data=Requirement(items=tuple(items)),
        start=group[0].start,
        end=group[-1].end,
    )
