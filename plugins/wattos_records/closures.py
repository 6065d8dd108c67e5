"""Days on which what usually holds does not: holidays, breaks, other times once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from wattos.records import Closure, Record
from wattos_records.dates import placed_periods
from wattos_records.lines import Line
from wattos_records.subjects import joined, specific
from wattos_records.weekdays import day_names

_SHUT = re.compile(
    r"\bgeschlossen\b|\bbleib(?:t|en)\b[^.]{0,40}\bzu\b|\bmachen wir (?:\w+ )?(?:Ferien|Urlaub"
    r"|Pause)"
    r"|\bBetriebs(?:ferien|urlaub)\b|\bSitzungspause\b|\bSommerpause\b|\bclosed\b|\bkapalı(?:dır"
    r"|yız)?\b"
    r"|\bnicht (?:mehr )?geöffnet\b",
    re.I,
)
_OPENS = re.compile(r"(?<!nicht )(?<!mehr )\b(?:geöffnet|öffnet|startet)\b|\bopens?\b", re.I)
_STREETS = re.compile(r"\b(?:gesperrt|Straße|Autos)\b")


def closures(lines: Sequence[Line], title: str) -> Iterator[Record]:
    """Sentences that name days or periods and say closed."""
    for line in lines:
        if line.kind in ("heading", "code", "table_row"):
            continue
        for start, text in _clauses(line):
            periods = placed_periods(text)
            weekly = [
                day for day in day_names(text) if not any(a <= day.start < b for _, a, b in periods)
            ]
            if (
                not periods
                or not _SHUT.search(text)
                or (weekly and not _all_dated(text))
                or _beside(text)
            ):
                continue
            subject = joined([specific(line.heading), title])
            yield Record(
                subject=subject,
                data=Closure(periods=tuple(period for period, _, _ in periods)),
                start=start,
                end=start + len(text),
            )


def _beside(text: str) -> bool:
    """Closed roads, and breaks that are only mentioned by a sentence about opening."""
    return bool(_STREETS.search(text) or _OPENS.search(text))


def _clauses(line: Line) -> Iterator[tuple[int, str]]:
    """The parts between semicolons; a whole sentence mostly."""
    start = line.start
    for part in re.split(r"(?<=;)\s+", line.text):
        at = line.text.index(part, start - line.start)
        yield line.start + at, part
        start = line.start + at + len(part)


def _all_dated(text: str) -> bool:
    """Weekdays that only accompany dates ("am Montag, 24. Dezember") do not make it weekly."""
    return all(
        re.match(r"\W{0,3}(?:den\s+|dem\s+)?\d{1,2}\.", text[day.end :]) for day in day_names(text)
    )
