"""Weekly rules read from one line: which days, which hours, what is closed."""

from __future__ import annotations

import re

import msgspec

from wattos.records import OpeningRule, Period, TimeSpan
from wattos_records.times import ClockRange, clock_ranges
from wattos_records.weekdays import DayName, day_names

_THROUGH = re.compile(
    r"^\s*(?:[-–—]|bis|to|through|until|ile|'?(?:den|dan))\s*(?:einschließlich\s+)?$", re.I
)
_ALSO = re.compile(
    r"^\s*[.]?\s*(?:,|und|u\.|and|ve|&|\+|/|sowie|or|oder)\s*(?:an?\s+|am\s+|on\s+)?$", re.I
)
_CLOSED = re.compile(
    r"\b(?:geschlossen|Ruhetag|closed|kapalı(?:dır)?)\b|\bzu(?=\s*(?:$|[,;.)]))", re.IGNORECASE
)
_CLOSED_FIRST = re.compile(r"^\s*(?:ist|is|:|on|am|an|jeweils)?\s*(?:on|am|an)?\s*$", re.I)
_UNSURE_GAP = re.compile(
    r"^\s*\.?\s*(?:[:,;(]|von|from|ab|jeweils|je|saat|between|also|auch|zusätzlich|günleri"
    r"|hours)*[\s:,(]*"
    r"(?:von|from|jeweils|saat|auch|zusätzlich)?\s*$",
    re.I,
)
_AND_GAP = re.compile(r"^\s*(?:,|und|u\.|and|ve|&|\+|/|sowie)\s*(?:von\s+|from\s+)?$", re.I)
_WITHIN = re.compile(r"\b(?:davon|darunter|of which|except|außer|nur für)\b", re.I)
_CONDITION = re.compile(
    r"\bim Advent\b|\bin den (?:Schul)?ferien\b|\bwährend der (?:Schul)?ferien\b|\bduring Advent\b"
    r"|\b(?:in|during) (?:the )?(?:school )?holidays\b|\bbei (?:gutem|schlechtem) Wetter\b"
    r"|\bnach (?:vorheriger )?(?:Vereinbarung|Absprache|Anmeldung)\b|\bby appointment\b",
    re.I,
)
_NOTE = re.compile(
    r"^\s*(?:Uhr\s*)?(?:\((?P<aside>[^()]{3,120})\)"
    r"|,\s*(?P<part>(?:davon|darunter|of which)\s[^;()\n]{3,100}?)(?=[.;\n]|$))"
)
_FARTHEST = 60  # characters between the days and their hours


class ReadRules(msgspec.Struct, frozen=True, kw_only=True):
    """Rules and the stretch of the line, `start:end`, from the first day to the last hour."""

    rules: tuple[OpeningRule, ...]
    start: int
    end: int


class _Group(msgspec.Struct):
    """Days on their way to their hours."""

    first: DayName
    days: list[int]
    end: int
    spans: list[TimeSpan] = []
    closed: bool = False
    note: str = ""


def read_rules(text: str, *, season: Period | None = None) -> ReadRules | None:
    """What a line says about days and their hours; None when it says nothing of the kind."""
    groups = [g for g in _groups(text) if g.spans or g.closed]
    if not groups:
        return None
    ends = [0, *(group.end for group in groups)]
    rules = tuple(
        OpeningRule(
            days=tuple(sorted(set(group.days))),
            spans=tuple(group.spans),
            weeks=group.first.weeks,
            season=season,
            condition=group.first.alternating or _condition(text, before, group),
            note=group.note,
        )
        for before, group in zip(ends, groups, strict=False)
    )
    return ReadRules(rules=rules, start=groups[0].first.start, end=max(g.end for g in groups))


def _condition(text: str, before: int, group: _Group) -> str:
    """The restriction in the group's own clause; `before` is where the group before it ended."""
    boundary = max(text.rfind(mark, before, group.first.start) for mark in ".;(,")
    leading = text[max(before, boundary + 1) : group.first.start]
    trailing = re.split(r"[.;,()](?:\s|$)|\s\(", text[group.end :])[0]
    found = _CONDITION.search(leading) or _CONDITION.search(trailing)
    return found[0] if found and not _CLOSED.search(trailing) else ""


def _groups(text: str) -> list[_Group]:
    tokens: list[DayName | ClockRange | re.Match[str]] = [
        *day_names(text),
        *clock_ranges(text),
        *_CLOSED.finditer(text),
    ]
    tokens.sort(key=_start)
    groups: list[_Group] = []
    for index, token in enumerate(tokens):
        before = tokens[index - 1] if index else None
        if isinstance(token, DayName):
            _take_day(text, groups, token, before)
        elif isinstance(token, ClockRange):
            _take_range(text, groups, token, tokens[index + 1 : index + 2])
        elif groups and not groups[-1].spans and token.start() - groups[-1].end <= _FARTHEST:
            groups[-1].closed, groups[-1].end = True, token.end()
    return groups


def _start(token: DayName | ClockRange | re.Match[str]) -> int:
    return token.start() if isinstance(token, re.Match) else token.start


def _take_day(
    text: str,
    groups: list[_Group],
    day: DayName,
    before: DayName | ClockRange | re.Match[str] | None,
) -> None:
    if isinstance(before, DayName) and groups:
        gap = text[before.end : day.start]
        group = groups[-1]
        if _THROUGH.match(gap) and len(before.days) == 1:
            group.days += _through(before.days[0], day.days[0])
            group.end = day.end
            return
        if _ALSO.match(gap):
            group.days += day.days
            group.end = day.end
            return
    group = _Group(day, list(day.days), day.end)
    if isinstance(before, re.Match) and _CLOSED_FIRST.match(text[before.end() : day.start]):
        group.closed = not (groups and groups[-1].closed and groups[-1].end == before.end())
    groups.append(group)


def _through(first: int, last: int) -> list[int]:
    return [day % 7 for day in range(first, last + 1 if last >= first else last + 8)]


def _take_range(
    text: str,
    groups: list[_Group],
    found: ClockRange,
    following: list[DayName | ClockRange | re.Match[str]],
) -> None:
    """Give the hours to the days named last, if nothing else stands between."""
    if not groups:
        return
    group = groups[-1]
    gap = text[group.end : found.start]
    if len(gap) > _FARTHEST or re.search(r"[.!?]\s+[A-ZÄÖÜ]", gap) or _WITHIN.search(gap):
        return
    if not (found.marked or _UNSURE_GAP.match(gap) or _leads_on(text, found, following)):
        return
    if group.closed and not group.spans:
        group.closed = False
    group.spans.append(found.span)
    group.end = found.end
    note = _NOTE.match(text[found.end :])
    if note:
        group.note = note["aside"] or note["part"]


def _leads_on(
    text: str, found: ClockRange, following: list[DayName | ClockRange | re.Match[str]]
) -> bool:
    """Whether a range without minutes is followed by a sure one: "10–12 und 14–17 Uhr"."""
    after = following[0] if following else None
    return (
        isinstance(after, ClockRange)
        and after.marked
        and _AND_GAP.match(text[found.end : after.start]) is not None
    )
