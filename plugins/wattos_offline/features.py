"""What speaks for and against a unit as the answer to a question, as numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wattos_offline.conditions import conditions_fit
from wattos_offline.facts import Fact, facts_in
from wattos_offline.question import Question
from wattos_offline.regions import region_fits
from wattos_offline.setting import Setting
from wattos_offline.units import Unit

_HEADING, _BODY = 0.9, 0.8
"""What a word counts that stands in the headings, or elsewhere in the passage."""
_LONG = 30  # words
_RETORT = re.compile(r"(?:ja|nein|doch|yes|no|evet|hayır)\b[,.:;!–-]", re.IGNORECASE)


def features(
    question: Question, unit: Unit, setting: Setting, own: Sequence[float]
) -> dict[str, float]:
    """Every feature but that of meaning; `own` is the likeness of the unit by asked word."""
    context = [max(a, _HEADING * b) for a, b in zip(own, setting.heads, strict=True)]
    around = [max(a, _BODY * b) for a, b in zip(context, setting.body, strict=True)]
    held = facts_in(unit.shown)
    length = len(unit.shown.split())
    return {
        "own": share(question, own),
        "context": share(question, context),
        "passage": share(question, around),
        "wanted": _wanted(question, held),
        "rank": 1 / (1 + setting.rank),
        "behind": setting.behind,
        "short": float(length < 4 and unit.kind != "row"),
        "long": max(0.0, (length - _LONG) / _LONG),
        "row": float(unit.kind == "row"),
        "link": float(setting.links),
        "question": float(unit.text.endswith("?")),
        "outdated": float(setting.outdated),
        "condition": conditions_fit(question.text, unit.shown) or setting.condition,
        "region": region_fits(question.text, unit.shown),
        "foreign": float(setting.foreign),
        "reply": float(setting.reply),
        "retort": 1 - setting.heading if setting.heading_asks and _RETORT.match(unit.text) else 0.0,
        "heading": setting.heading,
        "subject": setting.subject,
        "heading_wanted": float(setting.heading_wanted),
        "polarity": float(question.yes_no and "negation" in held),
        "listing": float(question.listing and setting.lists),
    }


def _wanted(question: Question, held: frozenset[Fact]) -> float:
    """1 when a fact of a wanted kind stands there, -1 when none does, 0 when none is wanted."""
    if not question.wants:
        return 0.0
    return 1.0 if question.wants & held else -1.0


def share(question: Question, met: Sequence[float]) -> float:
    """The part of the question that is met, by the weight of its words."""
    by_weight = sum(a.weight * m for a, m in zip(question.asked, met, strict=True))
    return by_weight / question.weight
