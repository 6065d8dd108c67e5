"""Puts an answer together: which units are shown, in what order, and the quotes behind them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import msgspec

from wattos.llm import Passage, Quote
from wattos_offline.question import Question
from wattos_offline.scoring import Scored
from wattos_offline.units import Unit, units_of

MOST_WORDS = 60
MOST_UNITS = 3
BEHIND = 2.0
"""A unit whose score lies this far behind the best one's does not belong to the answer."""
LIST_WORDS = 90
"""A whole list, when a list is asked for, may be a little longer."""


class Part(msgspec.Struct, frozen=True):
    """A piece of the answer and the stretch of a passage it rests on."""

    text: str
    quote: Quote


def compose(
    question: Question, ranked: Sequence[Scored], passages: Sequence[Passage]
) -> list[Part]:
    """The parts of the answer: those of the best unit's passage first, each in reading order."""
    if not ranked:
        return []
    best = ranked[0].unit
    whole = _whole_list(question, best, passages)
    chosen = whole or _chosen(ranked)
    order = list(dict.fromkeys(unit.passage for unit in chosen))
    parts: list[Part] = []
    for index in order:
        own = sorted((u for u in chosen if u.passage == index), key=lambda unit: unit.start)
        parts += [_part(run, passages[index]) for run in _runs(own, passages[index])]
    return parts


def _chosen(ranked: Sequence[Scored]) -> list[Unit]:
    chosen: list[Unit] = []
    words = 0
    for each in ranked[: MOST_UNITS * 3]:
        length = len(each.unit.shown.split())
        fits = words + length <= MOST_WORDS or not chosen
        if each.score < ranked[0].score - BEHIND or len(chosen) == MOST_UNITS:
            break
        if fits and not _repeats(each.unit, chosen):
            chosen.append(each.unit)
            words += length
    return chosen


def _repeats(unit: Unit, chosen: Sequence[Unit]) -> bool:
    words = set(unit.shown.lower().split())
    return any(
        len(words - set(other.shown.lower().split())) <= 0.2 * len(words) for other in chosen
    )


def _whole_list(question: Question, best: Unit, passages: Sequence[Passage]) -> list[Unit]:
    """The list that the best unit is an item of, when a list is asked for and it is not long."""
    if not question.listing or best.kind != "item":
        return []
    items = [
        unit
        for unit in units_of(passages)
        if unit.passage == best.passage and unit.group == best.group
    ]
    words = sum(len(unit.shown.split()) for unit in items)
    return items if words <= LIST_WORDS else []


def _runs(units: Sequence[Unit], passage: Passage) -> list[list[Unit]]:
    """Units of a passage with nothing but white space between them make one run, one quote."""
    runs: list[list[Unit]] = []
    for unit in units:
        if runs and not passage.text[runs[-1][-1].end : unit.start].strip():
            runs[-1].append(unit)
        else:
            runs.append([unit])
    return runs


def _part(run: Sequence[Unit], passage: Passage) -> Part:
    number = run[0].passage + 1
    quote = Quote(passage=number, start=run[0].start, end=run[-1].end)
    listed = len(run) > 1 and any(unit.kind != "sentence" for unit in run)
    text = _as_list(run, passage) if listed else " ".join(unit.shown for unit in run)
    return Part(f"{text} [{number}]", quote)


def _as_list(run: Sequence[Unit], passage: Passage) -> str:
    lines = [
        line
        for is_text, units in groupby(run, key=lambda unit: unit.kind == "sentence")
        for line in (
            [" ".join(unit.shown for unit in units)]
            if is_text
            else [f"- {unit.shown}" for unit in units]
        )
    ]
    if lines[0].startswith("- ") and passage.heading_path:
        heading = passage.heading_path[-1].rstrip(": ")
        lines.insert(0, heading + ("\n" if heading.endswith("?") else ":\n"))
    return "\n".join(lines)
