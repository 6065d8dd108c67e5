"""Whether the best unit answers the question at all."""

from __future__ import annotations

from math import exp

from wattos_offline.question import Question
from wattos_offline.scoring import Scored

# Logistic regression on the answerable and unanswerable questions of benchmarks/questions/*.dev
# (each answerable one also with its gold passages taken away, at half the weight, and questions of
# XQuAD at a twentieth). Refit it when the weights of the scores change.
_SCORE, _UNMET, _CONSTANT = 0.57, -1.81, -2.14
ENOUGH = 0.26
"""Below this probability the answerer abstains. On the development questions that refuses 18 of 23
unanswerable ones and 4 of 74 answerable ones; 0.2 would be 16 and 4, 0.35 would be 20 and 8."""

_HEAVY = 0.7
_HEADING = _BODY = 0.9


def confidence(question: Question, best: Scored) -> float:
    """The probability that the unit answers the question, 0 to 1.

    It rests on the unit's score and on the question's telling word that is met worst: where the
    "Ausstellerplatz" of a question occurs neither in the unit nor in its passage nor in the
    headings, a price nearby is the price of something else.
    """
    signal = _SCORE * best.score + _UNMET * unmet(question, best) + _CONSTANT
    return 1 / (1 + exp(-signal))


def unmet(question: Question, best: Scored) -> float:
    """How far the worst met telling word of the question is from being met, 0 to 1."""
    met = [
        (asked.weight, max(own, _HEADING * max(head, _BODY * body)))
        for asked, own, head, body in zip(
            question.asked, best.own, best.setting.heads, best.setting.body, strict=True
        )
    ]
    telling = [(weight, met_by) for weight, met_by in met if weight >= _HEAVY] or met
    return max((weight * (1 - met_by) for weight, met_by in telling), default=0.0)
