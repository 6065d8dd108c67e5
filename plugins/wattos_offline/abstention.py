"""Whether the best unit answers the question at all."""

from __future__ import annotations

from math import exp

from wattos_offline.question import Question
from wattos_offline.scoring import Scored, score_by_words

# Logistic regression on the answerable and unanswerable questions of benchmarks/questions/*.dev
# (each answerable one also with its gold passages taken away, at a third of the weight, and
# questions of XQuAD at a twentieth). Refit it when the weights of the scores change. Tried without
# gain: the distance to the second passage, the spread of similarities, shares of words met.
_WORDS, _MEANING, _CLOSENESS = 0.128, 3.15, 2.17
_UNMET, _WANTED, _TELLING, _CONSTANT = -1.44, 0.43, 0.167, -3.02
ENOUGH = 0.39
"""Below this probability the answerer abstains. Of the development questions that refuses 36 of 51
unanswerable ones and 19 of 187 answerable ones, 11 of which it would have answered wrongly.
0.25 would refuse 29 and 10, 0.5 would refuse 40 and 29."""

_MOST_TELLING = 8
_USUAL_MEANING, _USUAL_CLOSENESS = 0.64, 0.28
"""They stand in when the models do not answer."""
_HEAVY = 0.7
_HEADING = _BODY = 0.9


def confidence(question: Question, best: Scored, closeness: float = _USUAL_CLOSENESS) -> float:
    """The probability that the unit answers the question, 0 to 1.

    It rests on the unit's score, by words and by meaning apart, on `closeness` (the sentence
    encoder's cosine of question and passage), on whether the unit holds a fact of the wanted kind,
    and on the question's telling word that is met worst: where the "Ausstellerplatz" of a question
    occurs neither in the unit nor in its passage nor in the headings, a price nearby is the price
    of something else.
    """
    signal = (
        _WORDS * score_by_words(best)
        + _MEANING * best.features.get("meaning", _USUAL_MEANING)
        + _CLOSENESS * closeness
        + _UNMET * unmet(question, best)
        + _WANTED * best.features["wanted"]
        + _TELLING * min(len(question.asked), _MOST_TELLING)
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
