"""What a quoted sentence needs to be understood away from its page."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from wattos.knowledge import sentence_spans
from wattos.llm import Passage
from wattos_offline.addressed import speaks_to_programs
from wattos_offline.units import Unit

_REFERS_BACK = re.compile(
    r"(?:Er|Sie\s+(?:ist|wird|will|darf|kann|muss|soll|\w+(?<!s)t)|Diese[rsm]?|Hier(?:zu|für)"
    r"|D(?:azu|afür|abei|avon|anach|arin|ort)|Das\s+(?:ist|kostet|gilt|geht|dauert)"
    r"|It|This|These|He|She|They|Bu|Bunlar)\b"
)
"""A sentence that begins with a word for something named before; a polite "Sie" has a plural."""
_ENDS = re.compile(r"[.!?:;…)\]”“\"]\s*$")
_MOST_WITH_NEXT = 45  # words
_PROMISES = ("?", ":")
"""How a sentence ends whose point is in what comes after it."""
_DAY_FIRST = re.compile(
    r"(?:Mo(?:ntag)?|Di(?:enstag)?|Mi(?:ttwoch)?|Do(?:nnerstag)?|Fr(?:eitag)?|Sa(?:mstag)?"
    r"|So(?:nntag)?|Täglich|Mon(?:day)?|Tue(?:sday)?|Wed(?:nesday)?|Thu(?:rsday)?|Fri(?:day)?"
    r"|Sat(?:urday)?|Sun(?:day)?|Daily|Pazartesi|Salı|Çarşamba|Perşembe|Cuma|Cumartesi|Pazar)s?\b"
)


def with_what_is_meant(
    units: Sequence[Unit], passages: Sequence[Passage], most_words: int
) -> list[Unit]:
    """The units, one that refers back with the sentence before it, while all stay short enough."""
    told = list(units)
    for index, unit in enumerate(told):
        before = _before(unit, passages[unit.passage].text)
        if before is None or any(_holds(other, unit.passage, before) for other in told):
            continue
        text = passages[unit.passage].text[before : unit.end]
        length = sum(len(other.shown.split()) for other in told if other is not unit)
        if length + len(text.split()) <= most_words:
            told[index] = msgspec.structs.replace(unit, start=before, text=text, shown=text)
    return told


def with_what_follows(units: Sequence[Unit], passages: Sequence[Passage]) -> list[Unit]:
    """A sentence that is the whole answer, with the next one of its paragraph while both are short.

    What follows is the condition, the exception or where to go: "Passports are not renewed here.
    Go to the consulate." Of 806 answerable development questions 744 instead of 740 hold their fact
    so, for 2.4 words more an answer; the sentence before, or two, add one more.
    """
    if len(units) != 1 or units[0].kind != "sentence":
        return list(units)
    unit = units[0]
    text = passages[unit.passage].text
    end = text.find("\n", unit.end)
    rest = text[unit.end : end if end >= 0 else len(text)]
    following = sentence_spans(rest)[:1]
    end = unit.end + (following[0][1] if following else 0)
    told = text[unit.start : end]
    if len(told.split()) > _MOST_WITH_NEXT or speaks_to_programs(told) or told.endswith(_PROMISES):
        return [unit]
    return [msgspec.structs.replace(unit, end=end, text=told, shown=told)]


def _before(unit: Unit, text: str) -> int | None:
    """Where the sentence begins that stands right before one which refers to it."""
    if unit.kind != "sentence" or not _REFERS_BACK.match(unit.text):
        return None
    line = text.rfind("\n", 0, unit.start) + 1
    spans = list(sentence_spans(text[line : unit.start]))
    return line + spans[-1][0] if spans else None


def _holds(unit: Unit, passage: int, place: int) -> bool:
    return unit.passage == passage and unit.start <= place < unit.end


def named(text: str, passage: Passage) -> str:
    """A bare figure or line of hours with the heading that says whose it is: "Büro: Di 9 Uhr"."""
    heading = (passage.heading_path[-1] if passage.heading_path else passage.title).strip(" :")
    bare = not _ENDS.search(text) or _DAY_FIRST.match(text) is not None
    if (
        not bare
        or not heading
        or ":" in text.split("\n")[0][:40]
        or heading.lower() in text.lower()
    ):
        return text
    return f"{heading} {text}" if heading.endswith("?") else f"{heading}: {text}"


def with_subject(text: str, passage: Passage) -> str:
    """A sentence that refers back with its page's title, for want of what stands before it."""
    refers = _REFERS_BACK.match(text) is not None and passage.title
    return f"{passage.title}: {text}" if refers else text
