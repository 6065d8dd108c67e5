"""Ranks units by a weighted sum of their features."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from statistics import mean

import msgspec

from wattos.llm import Passage
from wattos_offline.features import features, share
from wattos_offline.matching import Kin, matches
from wattos_offline.question import Question
from wattos_offline.setting import Setting, settings_of
from wattos_offline.units import Unit, units_of
from wattos_offline.words import likeness, stem

# Learnt as a listwise softmax over the units of each question of benchmarks/questions/*.dev.jsonl
# and of XQuAD (one tenth of the weight), then held near that and learnt again with the fresh
# questions; rounded. What those sets do not vary (outdated pages, links, "Yes, …" under a heading
# that asks something else) is set by judgement. What the reader says ("answers", learnt elsewhere)
# stands between the weight that it was learnt with, which puts 632 of 806 right units of those sets
# first, and the best there (1.0: 632, 0.7: 639, 0.5: 641, without it 632).
# Across languages words prove little and the first model confuses what is near: there the second
# one weighs headings and place ("subject", "sense"), which with its look at headings in the search
# refuses 70 instead of 64 of the 87 unanswerable foreign development questions and answers 156
# instead of 154 of 189 rightly.
# Tried without gain: the share of words that are missing altogether, the search score's distance to
# the best, the sentence encoder's cosine beside the embedder's.
WEIGHTS = {
    "own": 0.6, "context": 4.4, "passage": 2.9, "wanted": 1.1, "rank": 1.1, "behind": -0.3,
    "short": -0.3, "long": 0.2, "row": 0.9, "link": -1.5, "question": -1.5, "outdated": -2.0,
    "condition": 1.6, "foreign": -0.4, "reply": -3.0, "retort": -1.2, "polarity": 1.6,
    "listing": 1.9, "heading": 0.8, "meaning": 6.1, "answers": 0.7, "subject": 5.0, "sense": 6.0,
    "region": 4.0,
}  # fmt: skip
UNITS_READ = 8
"""So many of the best units by words are compared by meaning; more change nothing."""
_NAMED, _MET = 0.9, 0.5
"""Likenesses of a word that is there in so many words, and of one that is there at all."""
_UNRELATED = 0.8
_SCALE = 10
"""The embedder's cosines of question and unit lie between about 0.78 and 0.92."""


class Scored(msgspec.Struct, frozen=True):
    """A unit with its score and what the score rests on; `own` is likeness by asked word.

    `singled_out` is by how much a row or an item meets the question better than the others of its
    table or list do: near zero means that the question names none of them. `whole` says that its
    table or list is told as a whole.
    """

    unit: Unit
    score: float
    features: dict[str, float]
    own: tuple[float, ...]
    setting: Setting
    singled_out: float = 0.0
    whole: bool = False


def rank_units(
    question: Question, passages: Sequence[Passage], kin: Kin = (), subjects: Sequence[float] = ()
) -> list[Scored]:
    """Every unit of the passages, best first, scored without regard to its own meaning."""
    settings = settings_of(question, passages, kin, subjects)
    general = len(question.telling) <= 1 and not question.yes_no and not question.wants
    scored = [
        _scored(question, unit, passages[unit.passage], settings[unit.passage], kin)
        for unit in units_of(passages)
        if not settings[unit.passage].asker  # what somebody asked is no answer
        and not (general and settings[unit.passage].reply)  # nor is one case all of a matter
    ]
    compared = _without_denials_of_others(question, _compared(question, scored), passages)
    return sorted(compared, key=lambda each: each.score, reverse=True)


def _compared(question: Question, scored: Sequence[Scored]) -> list[Scored]:
    """The units with what singles each out in its list or table.

    A number that the headings name is named for all of it: "ab 3 Jahren" asks for no "3 Kinder".
    """
    groups: defaultdict[tuple[int, int], list[float]] = defaultdict(list)
    alone: list[float] = []
    for each in scored:
        alone.append(share(question, _beyond_headings(question, each)))
        groups[each.unit.passage, each.unit.group].append(alone[-1])
    return [
        msgspec.structs.replace(
            each, singled_out=own - mean(groups[each.unit.passage, each.unit.group])
        )
        for each, own in zip(scored, alone, strict=True)
    ]


def _beyond_headings(question: Question, each: Scored) -> list[float]:
    return [
        0.0 if head >= _NAMED and asked.word.stem[0].isdigit() else own
        for asked, own, head in zip(question.asked, each.own, each.setting.heads, strict=True)
    ]


def _without_denials_of_others(
    question: Question, scored: Sequence[Scored], passages: Sequence[Passage]
) -> list[Scored]:
    """The units, where "no" counts for less that is not about what has a row of its own there.

    Who asks whether something is sent to Austria is not told first where nothing is sent to.
    """
    listed = [
        (passages[each.unit.passage].document_id, n)
        for each in scored
        for n in question.telling
        if _is_row_of(question, each, n)
    ]
    return [
        msgspec.structs.replace(each, score=each.score - WEIGHTS["polarity"])
        if each.features["polarity"]
        and any(
            passages[each.unit.passage].document_id == page and _lacks(each, n)
            for page, n in listed
        )
        else each
        for each in scored
    ]


def _is_row_of(question: Question, each: Scored, asked: int) -> bool:
    """Whether the first cell of a row is just the asked word, in another language by its look."""
    subject = each.unit.text.partition(" | ")[0].strip()
    if each.unit.kind != "row" or each.own[asked] < _NAMED or not subject.isalpha():
        return False
    word = stem(subject, question.language)
    return each.setting.foreign or likeness(question.asked[asked].word.stem, word) >= _NAMED


def _lacks(each: Scored, asked: int) -> bool:
    return max(each.own[asked], each.setting.heads[asked]) < _MET


def with_meaning(
    scored: Sequence[Scored],
    cosines: Sequence[float],
    answers: Sequence[float],
    senses: Sequence[float],
) -> list[Scored]:
    """The units with what reading them adds to their scores, best first.

    `cosines` are those of question and unit, `answers` what the reader makes of each, `senses` are
    those of `wattos_offline.meaning`. Units without them (the sequences are shorter) are left out:
    they were too far behind to be read.
    """
    weighed = [
        msgspec.structs.replace(
            each,
            score=each.score + sum(WEIGHTS[name] * value for name, value in read.items()),
            features={**each.features, **read},
        )
        for each, read in (
            (each, {"meaning": (cosine - _UNRELATED) * _SCALE, "answers": answer, "sense": sense})
            for each, cosine, answer, sense in zip(scored, cosines, answers, senses, strict=False)
        )
    ]
    return sorted(weighed, key=lambda each: each.score, reverse=True)


def score_by_words(scored: Scored) -> float:
    """The part of the score in which the first model has no share."""
    read = sum(WEIGHTS[name] * scored.features.get(name, 0.0) for name in ("meaning", "answers"))
    return scored.score - read


def unit_in_context(unit: Unit, passage: Passage) -> str:
    """The unit as its meaning is read: under its page's title and its heading."""
    heads = dict.fromkeys(head for head in (passage.title, *passage.heading_path[-1:]) if head)
    return f"{' › '.join(heads)}\n{unit.shown}" if heads else unit.shown


def _scored(question: Question, unit: Unit, passage: Passage, setting: Setting, kin: Kin) -> Scored:
    language = passage.language or question.language
    own = matches(question, f"{unit.text} {unit.shown}", language, kin)
    found = features(question, unit, setting, own)
    return Scored(
        unit=unit,
        score=sum(WEIGHTS.get(name, 0.0) * value for name, value in found.items()),
        features=found,
        own=own,
        setting=setting,
    )
