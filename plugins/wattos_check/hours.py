"""Opening hours by weekday, for comparing pages. Only what is said plainly is taken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from wattos_check.facts import Fact, words
from wattos_check.pages import Line, Page

_DAYS: Final = {
    "de": ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"),
    "en": ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    "tr": ("pazartesi", "salı", "çarşamba", "perşembe", "cuma", "cumartesi", "pazar"),
}
_SHORT: Final = ("mo", "di", "mi", "do", "fr", "sa", "so")
_RANGE: Final = re.compile(
    r"(\d{1,2})(?:[:.](\d\d))?\s?(?:uhr\s?)?(?:[–—-]|\bbis\b|\bto\b|\band\b|\bund\b)\s?"
    r"(\d{1,2})(?:[:.](\d\d))?(?!\d)",
    re.I,
)
_HEADING: Final = re.compile(
    r"^(?:unsere\s+)?(?:öffnungszeiten|sprechzeiten|opening hours|çalışma saatleri)\b(?P<of>.*)$",
    re.I,
)
_SENTENCE: Final = re.compile(
    r"(?:ist|sind|hat|haben|öffnet|is|are|opens)\b.*?(?:geöffnet|offen|auf|open)\b", re.I
)
_QUALIFIED: Final = re.compile(
    r"ferien|feiertag|sommer|winter|saison|außer|nur|telefon|termin|ab \d|bis \d{1,2}\.|holiday"
    r"|season|only|phone|erst|letzt|zweit|dritt|jeden|jede|monat|kasse|kurs|sprechstunde",
    re.I,
)
_MOST_LINES: Final = 9


def hours_of(page: Page) -> Iterator[Fact]:
    """A fact for each weekday of a place whose hours a page states."""
    lines = page.lines
    for index, line in enumerate(lines):
        match = _HEADING.match(line.text.strip())
        if match is not None and len(line.text) < 80:
            place = words(match["of"]) or words(page.title)
            for below in lines[index + 1 : index + 1 + _MOST_LINES]:
                if not _day_span(below.text):
                    break
                yield from _facts(page, below, place)
    for sentence in page.sentences:
        opening = _SENTENCE.search(sentence.text)
        if opening is not None:
            yield from _facts(page, sentence, words(sentence.text[: opening.start()]))


def _facts(page: Page, line: Line, place: frozenset[str]) -> Iterator[Fact]:
    days = _days(line.text)
    ranges = [_minutes(match) for match in _RANGE.finditer(_after_days(line.text))]
    if not place or not days or not ranges or _QUALIFIED.search(_after_days(line.text)):
        return
    value = ",".join(f"{start}-{end}" for start, end in sorted(ranges))
    for day in days:
        yield Fact(kind="hours", label=place | {f"day{day}"}, value=value, page=page, line=line)


def _day_span(text: str) -> list[tuple[int, int, int]]:
    """Weekdays with their places: (position, end, day), Monday is 0."""
    found: list[tuple[int, int, int]] = []
    for names in _DAYS.values():
        for day, name in enumerate(names):
            pattern = rf"\b{name}(?:s|\w{{0,2}})\b" if name != "pazar" else r"\bpazar\b"
            found += [(m.start(), m.end(), day) for m in re.finditer(pattern, text.lower())]
    for day, name in enumerate(_SHORT):
        found += [(m.start(), m.end(), day) for m in re.finditer(rf"\b{name.title()}\b\.?", text)]
    return sorted(found)


def _days(text: str) -> list[int]:
    """The weekdays that a line is about, spans filled in; empty where two groups stand in it."""
    found = _day_span(text)
    first_time = _RANGE.search(text)
    if not found or (first_time is not None and found[-1][0] > first_time.start()):
        return []
    if len(found) == 2 and re.search(r"[–—-]|\bbis\b|\bto\b", text[found[0][1] : found[1][0]]):
        return list(range(found[0][2], found[1][2] + 1))
    return sorted({day for _, _, day in found})


def _after_days(text: str) -> str:
    found = _day_span(text)
    return text[found[-1][1] :] if found else text


def _minutes(match: re.Match[str]) -> tuple[int, int]:
    return (
        int(match[1]) * 60 + int(match[2] or 0),
        int(match[3]) * 60 + int(match[4] or 0),
    )
