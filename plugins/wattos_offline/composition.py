"""Puts an answer together: which units are shown, in what order, and the quotes behind them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby, pairwise

import msgspec

from wattos.llm import AnswerStyle, Passage, Quote
from wattos_offline.facts import facts_in
from wattos_offline.manner import Limits, in_order, limits_of
from wattos_offline.question import Question
from wattos_offline.scoring import Scored
from wattos_offline.standing import named, with_what_follows, with_what_is_meant
from wattos_offline.units import Unit, units_of
from wattos_offline.wording import frame

BEHIND = 2.9
BEHIND_ELSEWHERE = 2.3
"""A unit whose score lies this far behind the best one's does not belong to the answer; one of
another passage, which has another context, less."""
GROUP_WORDS = 90
"""A whole list or table, when it is asked for, may be a little longer."""
_ABOUT_IT, _WELL_ABOUT_IT, _LESS_ABOUT_IT = 0.3, 0.8, 0.2
"""Shares of the question's words that a unit and its headings meet. One passage alone loses 28 of
458 right answers of the development sets, this rule none."""
_FIGURES = re.compile(r"\d+(?:[.,:]\d+)*")
_NAMED = 0.06  # of the question's words, more than in the other rows
_MOSTLY = 0.6
_HALF, _REPEATED = 0.5, 0.2  # of the words may be others in what says the same again
_MARK = re.compile(r"\[\d+\]|^> ?", re.MULTILINE)


class Part(msgspec.Struct, frozen=True):
    """A piece of the answer and the stretch of a passage it rests on."""

    text: str
    quote: Quote


class Piece(msgspec.Struct, frozen=True):
    """A paragraph of an answer as a person sees it; `quotes` are the places it rests on."""

    text: str
    quotes: tuple[Quote, ...]


def without_repeats(first: Sequence[Piece], second: Sequence[Piece]) -> list[Piece]:
    """What two questions in one are told, each place once; at most two pieces are the first's.

    Where both are told the same, the longer one stands.
    """
    kept = list(first[:2])
    for piece in second:
        told = next((each for each in kept if _tells_the_same(piece, each)), None)
        if told is None:
            kept.append(piece)
        elif len(piece.text) > len(told.text):
            kept[kept.index(told)] = piece
    return kept


def _tells_the_same(one: Piece, other: Piece) -> bool:
    """Whether one says nearly all the other does, or half of it and quotes a place of it."""
    overlaps = any(
        a.passage == b.passage and a.start < b.end and b.start < a.end
        for a in one.quotes
        for b in other.quotes
    )
    few, many = sorted((_said(one.text), _said(other.text)), key=len)
    return len(few - many) <= (_HALF if overlaps else _REPEATED) * len(few)


def _said(text: str) -> set[str]:
    return set(_MARK.sub("", text).lower().split())


def choose(
    question: Question,
    ranked: Sequence[Scored],
    passages: Sequence[Passage],
    style: AnswerStyle = AnswerStyle(),  # noqa: B008 - a frozen value
) -> list[Unit]:
    """The units of the answer, as many as the agent's `style` quotes; the best one is first."""
    if not ranked:
        return []
    best = ranked[0]
    around = [unit for unit in units_of(passages) if unit.passage == best.unit.passage]
    limits = limits_of(style)
    chosen = _whole_group(question, best, around) or _chosen(ranked, limits)
    if style.length != "short":
        chosen += _also_told(question, best, around, chosen, limits)
    return chosen


def compose(
    language: str,
    chosen: Sequence[Unit],
    passages: Sequence[Passage],
    style: AnswerStyle = AnswerStyle(),  # noqa: B008 - a frozen value
) -> list[Part]:
    """The parts of the answer: pages of the asker's language first, then the best unit's passage.

    Each is in reading order. The agent's `style` says which facts come first, and whether every
    sentence has a line of its own. `language` is the question's.
    """
    chosen = _without_translations(chosen, passages, language)
    chosen = with_what_is_meant(chosen, passages, limits_of(style).words)
    if style.length != "short":
        chosen = with_what_follows(chosen, passages)
    parts: list[Part] = []
    indexes = dict.fromkeys(unit.passage for unit in chosen)
    introduced = ""
    for index in sorted(indexes, key=lambda index: _is_foreign(passages[index], language)):
        passage = passages[index]
        own = in_order([unit for unit in chosen if unit.passage == index], style)
        told = [_part(run, passage, style) for run in _runs(own, passage)]
        if _is_foreign(passage, language):
            opening = frame(language, passage.language, passage.title or passage.url)
            told = _framed(told, "" if opening == introduced else opening)
            introduced = opening
        parts += told
    return parts


def _is_foreign(passage: Passage, language: str) -> bool:
    return passage.language not in {"", language}


def _without_translations(
    chosen: Sequence[Unit], passages: Sequence[Passage], language: str
) -> Sequence[Unit]:
    """Without units in another language whose figures mostly stand in the asker's as well."""
    known = {
        figure
        for unit in chosen
        if not _is_foreign(passages[unit.passage], language)
        for figure in _FIGURES.findall(unit.shown)
    }
    return [
        unit
        for unit in chosen
        if not _is_foreign(passages[unit.passage], language)
        or not _mostly(set(_FIGURES.findall(unit.shown)), known)
    ]


def _mostly(figures: set[str], known: set[str]) -> bool:
    return bool(figures) and len(figures & known) * 2 >= len(figures)


def _framed(parts: list[Part], opening: str) -> list[Part]:
    """Parts in another language than the question's, set off as quotes behind an opening."""
    quoted = [
        msgspec.structs.replace(part, text="> " + part.text.replace("\n", "\n> ")) for part in parts
    ]
    if not opening:
        return quoted
    return [msgspec.structs.replace(quoted[0], text=f"{opening}\n\n{quoted[0].text}"), *quoted[1:]]


def _chosen(ranked: Sequence[Scored], limits: Limits) -> list[Unit]:
    chosen: list[Unit] = []
    for each in ranked[: limits.units * 3]:
        if each.score < ranked[0].score - BEHIND or len(chosen) == limits.units:
            break
        here = each.unit.passage == ranked[0].unit.passage
        if not here and not _adds(ranked[0], each):
            continue
        if chosen and _beside_the_point(ranked[0], each):
            continue
        fits = _length([*chosen, each.unit]) <= limits.words or not chosen
        if fits and not _repeats(each.unit, chosen):
            chosen.append(each.unit)
    return chosen


def _adds(best: Scored, other: Scored) -> bool:
    """Whether a unit of another passage belongs to the answer as well.

    It has to be about what is asked, and beside a best one that is, about as much of it.
    """
    about, best_about = other.features["context"], best.features["context"]
    if other.score < best.score - BEHIND_ELSEWHERE or about < _ABOUT_IT:
        return False
    return best_about < _WELL_ABOUT_IT or about >= best_about - _LESS_ABOUT_IT


def _beside_the_point(best: Scored, other: Scored) -> bool:
    """Whether a row or item answers another question than the best one of its table or list.

    It does when the question names the best one: "on Saturday" asks for no other day.
    """
    if best.unit.kind == "sentence" or best.singled_out < _NAMED:
        return False
    together = (other.unit.passage, other.unit.group) == (best.unit.passage, best.unit.group)
    return together and other.singled_out < best.singled_out - _NAMED


def _length(units: Sequence[Unit]) -> int:
    return sum(len(unit.shown.split()) for unit in units)


def _whole_group(question: Question, best: Scored, around: Sequence[Unit]) -> list[Unit]:
    """The list or table of the best unit, when the question asks for it and not for one of it.

    "Which documents" asks for a list; "opening hours" for a table whose rows all hold times.
    """
    if best.unit.kind == "sentence":
        return []
    group = [unit for unit in around if unit.group == best.unit.group and unit.kind != "sentence"]
    told = [unit for unit in group if question.wants & facts_in(unit.shown)]
    general = best.singled_out < _NAMED and len(told) >= _MOSTLY * len(group)
    asked = question.listing and best.features["listing"] > 0
    if len(group) > 1 and (asked or general or best.whole) and _length(group) <= GROUP_WORDS:
        return group
    return []


def _also_told(
    question: Question,
    best: Scored,
    around: Sequence[Unit],
    chosen: Sequence[Unit],
    limits: Limits,
) -> list[Unit]:
    """Sentences before the best one that tell the same kind of fact under a heading that asks.

    Under "Opening hours" the sentence that names the museum is rarely the one with the hours.
    """
    if best.unit.kind != "sentence" or not best.features["heading_wanted"]:
        return []
    added: list[Unit] = []
    for unit in around:
        told = unit.kind == "sentence" and question.wants & facts_in(unit.shown)
        if told and unit.start < best.unit.start and unit not in chosen:
            added.append(unit)
    return added if _length([*chosen, *added]) <= limits.words else []


def _repeats(unit: Unit, chosen: Sequence[Unit]) -> bool:
    words = set(unit.shown.lower().split())
    return any(
        len(words - set(other.shown.lower().split())) <= _REPEATED * len(words) for other in chosen
    )


def _runs(units: Sequence[Unit], passage: Passage) -> list[list[Unit]]:
    """Units of a passage with nothing but white space between them make one run, one quote."""
    runs: list[list[Unit]] = []
    for unit in units:
        follows = runs and runs[-1][-1].end <= unit.start
        if follows and not passage.text[runs[-1][-1].end : unit.start].strip():
            runs[-1].append(unit)
        else:
            runs.append([unit])
    return runs


def _part(run: Sequence[Unit], passage: Passage, style: AnswerStyle) -> Part:
    number = run[0].passage + 1
    quote = Quote(passage=number, start=run[0].start, end=run[-1].end)
    listed = len(run) > 1 and any(unit.kind != "sentence" for unit in run)
    if style.plain and not listed:
        text = "\n".join(unit.shown for unit in run)
    else:
        text = _as_list(run, passage) if listed else _as_prose(run, passage)
        if not listed and run[0].kind != "row":
            text = named(text, passage)
    return Part(f"{text} [{number}]", quote)


def _as_prose(run: Sequence[Unit], passage: Passage) -> str:
    text = run[0].shown
    for before, unit in pairwise(run):
        text += ("\n" if "\n" in passage.text[before.end : unit.start] else " ") + unit.shown
    return text


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
