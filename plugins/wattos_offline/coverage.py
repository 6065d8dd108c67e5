"""How far places meet what a question asks for, word by word."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wattos.llm import Passage
from wattos_offline.conditions import is_child
from wattos_offline.matching import matches
from wattos_offline.question import Question
from wattos_offline.scoring import Scored

_HEAVY = 0.55
_HEADING, _BODY = 0.9, 0.8
_ALIKE = 0.7
"""What words of like meaning count where the thing itself is asked for."""

_EXISTENCE = re.compile(
    r"\b(?:gibt es|gibts|habt ihr|haben sie|bietet|verkauf\w*)\b|\bis there\b"
    r"|\bare there\b|\bdo you (?:have|sell|offer)\b|\bvar m[ıi]\b|\bsat[ıi]yor"
    r"|^(?!.*\b(?:wa[sn]n?|wer|wo|wie\w*|welche\w*|warum)\b).*\bhat (?:die|das|der)\b",
    re.IGNORECASE,
)
"""What asks whether there is something; "was hat die Sanierung gekostet" does not."""


def coverage(question: Question, ranked: Sequence[Scored], passage: Passage) -> dict[str, float]:
    """How far the telling words of the question are from being met, by what they are met by.

    `ranked` holds the places that were read, best first, and `passage` is that of the best. A
    service or a thing whose existence is asked for has to stand in the best place or its headings
    itself: words that only mean something alike are other services.
    """
    best = ranked[0]
    weights = [asked.weight for asked in question.asked]
    telling = [n for n, weight in enumerate(weights) if weight >= _HEAVY] or list(
        range(len(weights))
    )
    near = _near(question, best)
    total = sum(weights[n] for n in telling) or 1.0
    exists = _EXISTENCE.search(question.text) is not None
    named = 0.0
    if exists:
        spelt = near if best.setting.foreign else _spelt(question, best, passage)
        spelt = [max(word, _ALIKE * kin) for word, kin in zip(spelt, near, strict=True)]
        named = max((weights[n] * (1 - spelt[n]) for n in telling), default=0.0)
    return {
        "worst_unmet": _worst(question, best, telling),
        "worst_unmet_by_any": min(_worst(question, each, telling) for each in ranked),
        "unmet_nearby": sum(weights[n] * (1 - near[n]) for n in telling) / total,
        "subjects": float(len(telling)),
        "existence_unnamed": named,
        "existence": float(exists),
    }


def _worst(question: Question, scored: Scored, telling: Sequence[int]) -> float:
    """The weight of the telling word that the place and all around it meet least."""
    here = zip(_near(question, scored), scored.setting.body, strict=True)
    around = [max(near, _BODY * body) for near, body in here]
    return max((question.asked[n].weight * (1 - around[n]) for n in telling), default=0.0)


def _near(question: Question, scored: Scored) -> list[float]:
    """How well each asked word is met by the place or its headings, 0 to 1."""
    met = zip(scored.own, scored.setting.heads, strict=True)
    near = [max(own, _HEADING * head) for own, head in met]
    if scored.features["condition"] <= 0:
        return near
    # "For children" is met by "under 24 years".
    children = [is_child(asked.word.text) for asked in question.asked]
    return [1.0 if child else met for child, met in zip(children, near, strict=True)]


def _spelt(question: Question, best: Scored, passage: Passage) -> list[float]:
    language = passage.language or question.language
    own = matches(question, f"{best.unit.text} {best.unit.shown}", language)
    heads = matches(question, " ".join((passage.title, *passage.heading_path)), language)
    return [max(here, _HEADING * head) for here, head in zip(own, heads, strict=True)]
