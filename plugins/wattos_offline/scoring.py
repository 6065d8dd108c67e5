"""Ranks units by a weighted sum of their features."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from wattos.llm import Passage
from wattos_offline.features import features
from wattos_offline.matching import Kin, matches
from wattos_offline.question import Question
from wattos_offline.setting import Setting, settings_of
from wattos_offline.units import Unit, units_of

# Learnt as a listwise softmax over the units of each question of benchmarks/questions/*.dev.jsonl
# and of XQuAD (one tenth of the weight), rounded; what those sets do not vary (outdated pages,
# links, lists, other languages) is set by judgement.
WEIGHTS = {
    "own": 2.4, "context": 3.4, "passage": 1.3, "missing": -1.0, "wanted": 1.6, "rank": 0.4,
    "gap": -0.5, "behind": -0.4, "short": -0.7, "long": 0.3, "row": -0.2, "item": -0.1,
    "link": -1.5, "question": -1.2, "outdated": -2.0, "condition": 1.5, "foreign": 0.2,
    "reply": -1.2, "polarity": 1.2, "listing": 2.0, "heading": 1.4,
    "heading_wanted": 0.4, "meaning": 1.4,
}  # fmt: skip


class Scored(msgspec.Struct, frozen=True):
    """A unit with its score and what the score rests on; `own` is likeness by asked word."""

    unit: Unit
    score: float
    features: dict[str, float]
    own: tuple[float, ...]
    setting: Setting


def rank_units(question: Question, passages: Sequence[Passage], kin: Kin = ()) -> list[Scored]:
    """Every unit of the passages, best first, scored without regard to meaning."""
    settings = settings_of(question, passages, kin)
    scored = [
        _scored(question, unit, passages[unit.passage], settings[unit.passage], kin)
        for unit in units_of(passages)
        if not settings[unit.passage].asker  # what somebody asked is no answer
    ]
    return sorted(scored, key=lambda each: each.score, reverse=True)


def with_meaning(scored: Sequence[Scored], meanings: Sequence[float]) -> list[Scored]:
    """The units with the cosine of question and unit added to their scores, best first.

    Units without one (`meanings` is shorter) are left out: they were too far behind to be read.
    """
    weighed = [
        msgspec.structs.replace(
            each,
            score=each.score + WEIGHTS["meaning"] * meaning,
            features={**each.features, "meaning": meaning},
        )
        for each, meaning in zip(scored, meanings, strict=False)
    ]
    return sorted(weighed, key=lambda each: each.score, reverse=True)


def unit_in_context(unit: Unit, passage: Passage) -> str:
    """The unit as its meaning is read: under its heading."""
    heading = passage.heading_path[-1] if passage.heading_path else passage.title
    return f"{heading}: {unit.shown}" if heading else unit.shown


def _scored(question: Question, unit: Unit, passage: Passage, setting: Setting, kin: Kin) -> Scored:
    language = passage.language or question.language
    own = matches(question, f"{unit.text} {unit.shown}", language, kin)
    found = features(question, unit, setting, own)
    return Scored(
        unit=unit,
        score=sum(WEIGHTS[name] * value for name, value in found.items()),
        features=found,
        own=own,
        setting=setting,
    )
