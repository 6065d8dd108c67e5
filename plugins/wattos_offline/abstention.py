"""Whether the best unit answers the question at all."""

from __future__ import annotations

from math import exp

from wattos_offline.question import Question
from wattos_offline.scoring import Scored, score_by_words

# Logistic regression on the answerable and unanswerable questions of benchmarks/questions/*.dev
# (each answerable one also with its gold passages taken away, at a third of the weight, and
# questions of XQuAD at a twentieth). Refit it when the weights of the scores change. Tried without
# gain: the distance to the second passage, the search scores, shares of words met.
_WORDS, _MEANING, _UNMET, _WANTED, _CONSTANT = 0.189, 3.52, -1.21, 0.39, -2.48
ENOUGH = 0.4
"""Below this probability the answerer abstains. Of the development questions that refuses 34 of 51
unanswerable ones and 21 of 187 answerable ones, 11 of which it would have answered wrongly.
0.3 would refuse 29 and 13, 0.5 would refuse 38 and 34."""

_USUAL_MEANING = 0.6
"""Of a unit that answers; it stands in when the models do not answer."""
_HEAVY = 0.7
_HEADING = _BODY = 0.9


def confidence(question: Question, best: Scored) -> float:
    """The probability that the unit answers the question, 0 to 1.

    It rests on the unit's score, by words and by meaning apart, on whether it holds a fact of the
    wanted kind, and on the question's telling word that is met worst: where the "Ausstellerplatz"
    of a question occurs neither in the unit nor in its passage nor in the headings, a price nearby
    is the price of something else.
    """
    meaning = best.features.get("meaning", _USUAL_MEANING)
    signal = (
        _WORDS * score_by_words(best)
        + _MEANING * meaning
        + _UNMET * unmet(question, best)
        + _WANTED * best.features["wanted"]
        + _CONSTANT
    )
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
