"""By when something has to be done: days of the calendar, and weeks after an event."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from wattos.records import Deadline, Record
from wattos_records.dates import placed_periods
from wattos_records.lines import Line
from wattos_records.subjects import joined, specific

_NUMBERS = {
    **dict.fromkeys(("ein", "eine", "einem", "einer", "eines", "one", "a", "bir"), 1),
    **dict.fromkeys(("zwei", "two", "iki"), 2),
    **dict.fromkeys(("drei", "three", "üç"), 3),
    **dict.fromkeys(("vier", "four", "dört"), 4),
    **dict.fromkeys(("fünf", "five", "beş"), 5),
    **dict.fromkeys(("sechs", "six", "altı"), 6),
    **dict.fromkeys(("sieben", "seven", "yedi"), 7),
    **dict.fromkeys(("acht", "eight", "sekiz"), 8),
    **dict.fromkeys(("zehn", "ten", "on"), 10),
    **dict.fromkeys(("zwölf", "twelve", "on iki"), 12),
}
_number = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_UNITS = (
    (r"werktag\w*|arbeitstag\w*|tag(?:e[ns]?|s)?|(?:working )?days?|(?:iş )?gün\w*", "D"),
    (r"woche[n]?|weeks?|hafta\w*", "W"),
    (r"monat(?:e[ns]?|s)?|months?|ay(?:dan|da)?", "M"),
    (r"jahr(?:e[ns]?|s)?|years?|yıl\w*", "Y"),
)
_unit = "|".join(pattern for pattern, _ in _UNITS)
_WITHIN = re.compile(
    rf"\b(?:innerhalb (?:von )?|binnen |spätestens |frühestens |bis spätestens |within "
    rf"|at the latest |at the earliest |not later than |"
    rf"mit einer Frist von |en geç (?:taşındıktan )?|bis )?(?P<number>\d{{1,3}}"
    rf"|{_number})\s+(?P<unit>{_unit})\b"
    r"(?P<after>\s+(?:vor(?:her)?\b|nach\b|before\b|after\b|vor dem|içinde|sonra|önce"
    r"|in advance))?",
    re.I,
)
_DUTY = re.compile(
    r"\bmuss\b|\bmüssen\b|\bist .{0,60}anzu\w+|\bsind .{0,80}anzu\w+|melden sie|meldet|anmelden"
    r"|anzeigen|angezeigt|anzugeben|anzumelden|bestätigt|einlegen|"
    r"absagen|abzumelden|kündigen|frist|anmeldeschluss|zu stellen|stellen sie|fällig"
    r"|nehmen wir bis|zurückgeben|spätestens|entgegen|schreiben sie|rufen sie|absage|"
    r"vorher|apply by|must|register|deregister|at the latest|deadline|have \d+ days|son başvuru"
    r"|en geç|kabul edilmelidir|yapın|başvuru",
    re.I,
)
_BY = re.compile(
    r"\b(?:bis(?: zum| spätestens)?|by|until|spätestens(?: am| zum)?|zum|am)\s*$"
    r"|son başvuru tarihi\s*$|\bvom\s*$",
    re.I,
)
_DUE = re.compile(
    r"fällig|kündigen|bis |\bby\b|son başvuru|entgegen|anmelde?schluss|zu stellen|spätestens|until",
    re.I,
)
_DURATION_ONLY = re.compile(
    r"dauer[nt]|brauchen wir|warten|gültig|gilt |gelten|bewahr|erhalten innerhalb|sie erhalten"
    r"|bekommen|wir erstatten|gespeichert|gelöscht|löschen"
    r"|liefer|tagesordnung|leeren wir|holt|nennen ihnen|entscheiden|bestätigen den|steht|lasts"
    r"|issue|takes|takes?\b|verlängert|erlischt|warteliste|erinnern|öffentlich|abläuft|expires",
    re.I,
)


_NO_LIMIT = re.compile(r"(?:\bälter als|\bschon|\bsince|\bseit|\bolder than|\bersten)\s*$", re.I)


def deadlines(lines: Sequence[Line], title: str) -> Iterator[Record]:
    """Every sentence that gives a person a date or a time limit."""
    for line in lines:
        if line.kind in ("heading", "code", "table_row"):
            continue
        found = _dated(line.text) or _within(line.text)
        if found is None:
            continue
        yield Record(
            subject=joined([specific(line.heading), title]),
            data=found,
            start=line.start,
            end=line.end,
        )


def _dated(text: str) -> Deadline | None:
    if not (_DUTY.search(text) and _DUE.search(text)):
        return None
    for period, start, _ in placed_periods(text):
        single = period.first == period.last or text[start : start + 4].lower() == "ende"
        if single and (_BY.search(text[:start]) or "son başvuru" in text.lower()):
            return Deadline(text=text, day=period.last)
    return None


def _within(text: str) -> Deadline | None:
    if not _DUTY.search(text) or _DURATION_ONLY.search(text):
        return None
    for match in _WITHIN.finditer(text):
        cued = match.start("number") > match.start() or match["after"]
        until = text[match.start() :].lower().startswith("bis ") and not match["after"]
        if not cued or until or _NO_LIMIT.search(text[: match.start("number")]):
            continue
        number = match["number"].lower()
        count = int(number) if number.isdigit() else _NUMBERS[number]
        letter = next(
            short for pattern, short in _UNITS if re.fullmatch(pattern, match["unit"], re.I)
        )
        return Deadline(text=text, within=f"P{count}{letter}")
    return None
