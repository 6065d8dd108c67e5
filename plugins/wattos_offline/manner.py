"""An agent's way of answering, as far as quoting allows: how much is quoted, and what first."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from wattos.llm import AnswerStyle
from wattos_offline.facts import Fact, facts_in
from wattos_offline.units import Unit


class Limits(msgspec.Struct, frozen=True):
    """What an answer may hold at most."""

    words: int
    units: int


_LIMITS = {"short": Limits(45, 2), "normal": Limits(60, 3), "full": Limits(90, 4)}
_FACTS: dict[str, Fact] = {
    "cost": "money",
    "hours": "clock",
    "deadline": "date",
    "duration": "duration",
    "contact": "phone",
}


def limits_of(style: AnswerStyle) -> Limits:
    """How much may be quoted."""
    return _LIMITS[style.length]


def place_of(unit: Unit, style: AnswerStyle) -> int:
    """Where a unit stands by the facts it holds: 0 for those that come first."""
    held = facts_in(unit.shown)
    places = (place for place, kind in enumerate(style.first) if _FACTS[kind] in held)
    return next(places, len(style.first))


def in_order(units: Sequence[Unit], style: AnswerStyle) -> list[Unit]:
    """Reading order, after what the style puts first."""
    return sorted(units, key=lambda unit: (place_of(unit, style), unit.start))
