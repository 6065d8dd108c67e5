"""Opening, consultation and telephone hours, from lists, tables and sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from wattos.records import Hours, OpeningRule, Period, Purpose, Record
from wattos_records.dates import placed_periods
from wattos_records.lines import Line
from wattos_records.rules import ReadRules, read_rules
from wattos_records.subjects import address_in, joined, named_first, specific
from wattos_records.times import clock_ranges
from wattos_records.weekdays import day_names

_OPENING = re.compile(
    r"öffnungszeit|geöffnet|\boffen\b|öffnet|ruhetag|opening|\bopen\b|visit us|açılış|çalışma saat"
    r"|\bladen\b|\bshop\b|schalter|\bbesetzt\b|\bstaffed\b",
    re.I,
)
_CONSULTING = re.compile(
    r"sprech(?:zeit|stunde)|beratung|consultation|office hours|danışma|randevusuz", re.I
)
_CALLING = re.compile(r"telefon|phone|anruf|erreichbar|hotline|\bcall\b", re.I)
_ONLY_BY_APPOINTMENT = re.compile(
    r"(?:nur|ausschließlich|only)\s+(?:nach|mit|by|with)\s+(?:vorheriger\s+)?(?:\w+\s+)?"
    r"(?:Vereinbarung|Termin|Absprache|appointment)|by appointment only|yalnızca randevu",
    re.I,
)
_CLAUSE = re.compile(
    r"\b(?:wird|werden|sind|ist|hat|haben|geht|helfen|beraten?|kommt|fährt|bitte|wir|sie|ihr"
    r"|ihre[nr]?|dort"
    r"|you|we|can|may|must|is|are|come|has|have|yoksa|gelin|gelebilir\w*|kullanılır)\b",
    re.I,
)
_SENTENCE = re.compile(
    r"^(?:der|die|das|unsere?|the|our)\s+(?P<name>[^\W\d_][\w-]+(?:\s+[\w-]+){0,4}?)\s+"
    r"(?:ist|sind|hat|haben|öffnet|öffnen|is|are|opens?)\b(?:\s+(?:geöffnet|offen|auf|open|on|from|am"
    r"|von|immer|jeweils|always))*$",
    re.I,
)
"""A sentence that names its subject before its days: "Die Bibliothek ist donnerstags …"."""
_CONDITION = re.compile(r"\b(?:im|during) Advent\b|\bin den (?:Schul)?ferien\b", re.I)
_WITHOUT_LABEL = re.compile(
    r"^(?:(?:geöffnet|öffnungszeiten|sprechzeiten|open(?: consultation)?(?:ing)?|hours|wir sind"
    r"|jeweils|ist|von|vom|am"
    r"|jede[nrs]?|an|on|auch|nur|only|sadece|im|in|und|uhr|sind|are|wird|closed|kapalı)\b\W*)*$",
    re.I,
)
_OTHERWISE = re.compile(
    r"\b(?:nur|erst|schon|bereits|only|sadece)\s+(?:noch\s+)?(?:bis|ab|from|until)\b"
    r"|\b(?:until|from)\s[^.]{1,20}\sonly\b",
    re.I,
)
_PART_OF_DAY = re.compile(
    r"^(?:vor|nach)mittags?$|^abends?$|^morgens?$|^(?:morning|afternoon|evening)s?$|^$", re.I
)


class _Found(msgspec.Struct):
    """Rules of one subject on their way to a record."""

    label: str
    rules: list[OpeningRule]
    lines: list[Line]
    start: int
    end: int
    purpose: Purpose


def hours(lines: Sequence[Line], title: str, offices: Sequence[str]) -> Iterator[Record]:
    """Every set of weekly hours; `offices` are those the document names as contacts."""
    for found in _merged(lines):
        first = found.lines[0]
        heading = specific(first.heading)
        own = found.label or heading
        office = offices[0] if len(set(offices)) == 1 else ""
        parts = [own, title, office] if own else [title, office]
        if not own and office and _CONSULTING.search(first.heading):
            parts.reverse()  # an office has consultation hours, a place opening hours
        yield Record(
            subject=joined(parts),
            data=Hours(
                rules=tuple(found.rules),
                purpose=found.purpose,
                by_appointment=bool(_ONLY_BY_APPOINTMENT.search(first.heading)),
            ),
            start=found.start,
            end=found.end,
        )
    yield from _by_appointment(lines, title)


def _by_appointment(lines: Sequence[Line], title: str) -> Iterator[Record]:
    for line in lines:
        if (
            line.kind == "heading"
            or not _ONLY_BY_APPOINTMENT.search(line.text)
            or day_names(line.text)
        ):
            continue
        subject = joined([specific(line.heading), title])
        yield Record(
            subject=subject,
            data=Hours(rules=(), by_appointment=True),
            start=line.start,
            end=line.end,
        )


def _merged(lines: Sequence[Line]) -> Iterator[_Found]:
    """Neighbouring lines about the same subject, put together."""
    current: _Found | None = None
    for index, line in enumerate(lines):
        if line.kind in ("heading", "code"):
            continue
        found = _read(line, lines[index - 1] if index else None)
        if found is None:
            if current is not None and line.group == current.lines[-1].group:
                _restrict(current, line)
            if current is not None and line.group != current.lines[-1].group:
                yield current
                current = None
            continue
        if current is not None and _continues(current, found):
            current.rules += found.rules
            current.lines += found.lines
            current.end = found.end
            continue
        if current is not None:
            yield current
        current = found
    if current is not None:
        yield current


def _restrict(current: _Found, line: Line) -> None:
    """Leave days open of which a sentence says that they end or begin otherwise at times.

    "In winter the café is open on Sundays until 4 pm only" cannot be computed with.
    """
    if not _OTHERWISE.search(line.text):
        return
    named = {day for each in day_names(line.text) for day in each.days}
    rules: list[OpeningRule] = []
    for rule in current.rules:
        kept = tuple(day for day in rule.days if day not in named)
        limited = tuple(day for day in rule.days if day in named)
        if kept:
            rules.append(msgspec.structs.replace(rule, days=kept))
        if limited:
            rules.append(msgspec.structs.replace(rule, days=limited, condition=line.text))
    current.rules = rules


def _continues(current: _Found, found: _Found) -> bool:
    before, line = current.lines[-1], found.lines[0]
    same = (
        before.headings == line.headings and before.kind == line.kind and before.group == line.group
    )
    return same and found.label in ("", current.label) and found.purpose == current.purpose


def _read(line: Line, before: Line | None) -> _Found | None:
    if line.kind == "table_row":
        return _of_row(line)
    season = _season(line)
    read = read_rules(line.text, season=season)
    if read is None or not (any(rule.spans for rule in read.rules) or _is_weekly(line, read)):
        return None
    label = _label(line, read, before)
    purpose = _purpose(line, read, label)
    return _Found(label, list(read.rules), [line], line.start, line.end, purpose)


def _is_weekly(line: Line, read: ReadRules) -> bool:
    """Whether "closed" speaks of the days alone: "Mittwochs ist geschlossen"."""
    return len(line.text) - (read.end - read.start) < 40 or line.kind == "list_item"


def _season(line: Line) -> Period | None:
    """The part of the year in front of the days: "Kasım–mart: salı …"."""
    days = day_names(line.text)
    periods = placed_periods(line.text)
    if not days or not periods or line.kind == "table_row":
        return None
    period, _, end = periods[0]
    spans_time = period.first != period.last
    return period if spans_time and end <= days[0].start else None


def _label(line: Line, read: ReadRules, before: Line | None) -> str:
    lead = _CONDITION.sub("", line.text[: read.start])
    for _, start, end in reversed(placed_periods(lead)):
        lead = lead[:start] + lead[end:]
    if _WITHOUT_LABEL.match(lead.strip(" ,;:(–-")):
        return _from_sentence_before(line, before)
    sentence = _SENTENCE.match(lead.strip())
    if sentence is not None and _OPENING.search(line.text):
        return sentence["name"]
    name = named_first(lead)
    if not name or _CALLING.match(name) or len(name.split()) > 5 or not name[0].isupper():
        return ""
    return "" if _CLAUSE.search(name if ":" in lead or "," in lead else lead) else name


def _from_sentence_before(line: Line, before: Line | None) -> str:
    """The name an address line starts with: "Bürgerbüro, Marktplatz 1. Monday …"."""
    if before is None or before.kind != line.kind or before.group != line.group:
        return ""
    placed = address_in(before.text) and len(before.text.split()) <= 14
    if not placed or day_names(before.text):
        return ""
    name = named_first(re.split(r"\s+(?:is|ist|befindet|liegt)\b", before.text)[0])
    return name if name[:1].isupper() and len(name.split()) <= 4 else ""


def _purpose(line: Line, read: ReadRules, label: str) -> Purpose:
    """What the hours are for; opening hours only where the words or a bare address say so."""
    lead = line.text[: read.start]
    placed = address_in(lead) is not None
    if _CALLING.search(lead) and not placed:
        return "phone"
    named = _SENTENCE.match(lead.strip()) is not None  # the heading speaks of something else
    words = line.text if named else f"{line.heading} {label} {line.text}"
    if _CONSULTING.search(words):
        return "consultation"
    if placed or _OPENING.search(words):
        return "opening"
    rest = line.text[read.end :].strip(" .,;:)")
    bare = (
        not _CLAUSE.search(f"{lead} {rest}")
        and len(rest) < 60
        and (not lead.strip() or label == "")
        and not re.search(r"€|\bEuro\b", line.text)
    )
    return "opening" if bare and line.kind != "list_item" else "event"


def _of_row(line: Line) -> _Found | None:
    """A row whose first cell names the days, or whose columns do."""
    cells = [cell.strip() for cell in line.cells]
    if len(cells) < 2:
        return None
    rules: list[OpeningRule] = []
    note = ""
    if day_names(cells[0]) and not placed_periods(cells[0]):
        all_year = sum(bool(cell) for cell in cells[1:]) == 1
        for index, cell in enumerate(cells[1:], start=1):
            read = read_rules(
                f"{cells[0]}: {cell}", season=None if all_year else _season_of_column(line, index)
            )
            if read is None:
                note = note or cell
            else:
                rules += read.rules
        rules = [msgspec.structs.replace(rule, note=rule.note or note) for rule in rules]
        return _row(line, "", rules)
    for index, cell in enumerate(cells[1:], start=1):
        column = line.header[index] if index < len(line.header) else ""
        if day_names(column) and clock_ranges(cell):
            read = read_rules(f"{column}: {cell}")
            rules += read.rules if read else ()
    if rules:
        return _row(line, "" if _PART_OF_DAY.match(cells[0]) else cells[0], rules)
    for cell in cells[1:]:
        read = read_rules(cell)
        if read and not placed_periods(cells[0]) and any(rule.spans for rule in read.rules):
            return _row(line, cells[0], list(read.rules))
    return None


def _season_of_column(line: Line, index: int) -> Period | None:
    periods = placed_periods(line.header[index]) if index < len(line.header) else []
    return periods[0][0] if periods else None


def _row(line: Line, label: str, rules: list[OpeningRule]) -> _Found | None:
    if not rules:
        return None
    purpose: Purpose = (
        "consultation" if _CONSULTING.search(f"{line.heading} {label}") else "opening"
    )
    if label and purpose == "opening" and not _OPENING.search(f"{line.heading} {label}"):
        purpose = "event"
    return _Found(label, rules, [line], line.start, line.end, purpose)
