"""What speaks for and against a unit as the answer to a question, as numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from statistics import pstdev

import msgspec

from wattos.llm import Passage
from wattos_offline.conditions import conditions_fit
from wattos_offline.facts import Fact, facts_in, facts_wanted
from wattos_offline.question import Asked, Question
from wattos_offline.stopwords import concept_of, is_stopword
from wattos_offline.units import Unit
from wattos_offline.words import likeness, lower, words

_CONCEPT_LIKENESS = 0.8
_OUTDATED = re.compile(
    r"\barchiv|\bveraltet|nicht mehr aktualisiert|nicht mehr gültig|\bstand:? .{0,12}20[01]\d"
    r"|\bstand:? .{0,12}202[0-4]|\boutdated|no longer updated|\barşiv|güncel değil",
    re.IGNORECASE,
)
_LINKS = re.compile(
    r"interessieren|weitere meldungen|siehe auch|mehr zum thema|links|verwandte|related|see also"
    r"|inhalt|übersicht|von a bis z",
    re.IGNORECASE,
)
_ANSWERS = frozenset({"antwort", "answer", "yanıt", "cevap", "lösung", "resolution"})


class Setting(msgspec.Struct, frozen=True):
    """What all units of a passage share; `heads` and `body` are likeness by asked word."""

    heads: tuple[float, ...]
    heading: float
    heading_wanted: bool
    body: tuple[float, ...]
    rank: int
    gap: float
    behind: float
    outdated: bool
    foreign: bool
    asker: bool
    reply: bool
    links: bool
    missing: tuple[bool, ...] = ()


Kin = Sequence[Mapping[str, float]]
"""By asked word: stems of the passages that mean something alike, with how much, 0 to 1."""


def settings_of(question: Question, passages: Sequence[Passage], kin: Kin = ()) -> list[Setting]:
    """The shared part of every passage."""
    best = max((p.score for p in passages), default=0.0)
    behind = _behind([p.similarity for p in passages])
    return [
        _setting(question, passage, rank, best - passage.score, behind[rank], kin)
        for rank, passage in enumerate(passages)
    ]


def _behind(similarities: Sequence[float]) -> list[float]:
    """How far each lies behind the nearest, in standard deviations: no two embedders have the
    same scale."""
    known = [similarity for similarity in similarities if similarity]
    if len(known) < 2:
        return [0.0] * len(similarities)
    nearest, deviation = max(known), max(pstdev(known), 1e-3)
    return [min((nearest - s) / deviation, 3.0) if s else 0.0 for s in similarities]


def _setting(
    question: Question, passage: Passage, rank: int, gap: float, behind: float, kin: Kin
) -> Setting:
    language = passage.language or question.language
    head = " ".join((passage.title, *passage.heading_path))
    heading = passage.heading_path[-1] if passage.heading_path else ""
    told = passage.source_kind in {"ticket", "conversation"}
    return Setting(
        heads=_matches(question, head, language, kin),
        heading=_heading_fit(question, heading, language),
        heading_wanted=bool(question.wants & facts_wanted(heading)),
        body=_matches(question, f"{passage.text} {passage.search_text}", language, kin),
        rank=rank,
        gap=min(gap, 4.0),
        behind=behind,
        outdated=_OUTDATED.search(f"{head} {passage.text}") is not None,
        foreign=language != question.language,
        asker=told and not _is_reply(passage),
        reply=told and _is_reply(passage),
        links=passage.heading_path != () and _LINKS.search(passage.heading_path[-1]) is not None,
    )


def _heading_fit(question: Question, heading: str, language: str) -> float:
    """How much of what the nearest heading names is asked for (its common words left out)."""
    named = [
        word.stem
        for word in words(heading, language)
        if not is_stopword(lower(word.text, language), language)
    ]
    if not named:
        return 0.0
    asked = [(each.word.stem, each.concept) for each in question.asked]
    return sum(_named(stem, concept_of(stem, language), asked) for stem in named) / len(named)


def _named(stem: str, concept: str | None, asked: Sequence[tuple[str, str | None]]) -> float:
    return (
        max(
            _CONCEPT_LIKENESS
            if concept is not None and concept == other_concept
            else likeness(stem, other)
            for other, other_concept in asked
        )
        if asked
        else 0.0
    )


def _is_reply(passage: Passage) -> bool:
    return bool(passage.heading_path) and passage.heading_path[-1].lower() in _ANSWERS


def _matches(question: Question, text: str, language: str, kin: Kin) -> tuple[float, ...]:
    stems = {word.stem for word in words(text, language)}
    concepts = {concept_of(stem, language) for stem in stems}
    kin = kin or ({},) * len(question.asked)
    return tuple(
        _match(asked, stems, concepts, alike)
        for asked, alike in zip(question.asked, kin, strict=True)
    )


def _match(
    asked: Asked, stems: set[str], concepts: set[str | None], alike: Mapping[str, float]
) -> float:
    if asked.word.stem in stems:
        return 1.0
    best = max((likeness(asked.word.stem, stem) for stem in stems), default=0.0)
    if asked.concept is not None and asked.concept in concepts:
        best = max(best, _CONCEPT_LIKENESS)
    return max([best, *(alike[stem] for stem in stems & alike.keys())])


def own_matches(
    question: Question, unit: Unit, passage: Passage, kin: Kin = ()
) -> tuple[float, ...]:
    """How well each asked word stands in the unit itself."""
    language = passage.language or question.language
    return _matches(question, f"{unit.text} {unit.shown}", language, kin)


def features(
    question: Question, unit: Unit, passage: Passage, setting: Setting, own: tuple[float, ...]
) -> dict[str, float]:
    """Every feature but those of meaning, which need the encoder."""
    total = question.weight
    context = [max(a, 0.9 * b) for a, b in zip(own, setting.heads, strict=True)]
    around = [max(a, 0.8 * b) for a, b in zip(context, setting.body, strict=True)]
    held = facts_in(unit.shown)
    length = len(unit.shown.split())
    return {
        "own": _share(question, own) / total,
        "context": _share(question, context) / total,
        "passage": _share(question, around) / total,
        "missing": sum(a.weight for a, m in zip(question.asked, around, strict=True) if m < 0.4)
        / total,
        "wanted": _wanted(question, held),
        "rank": 1 / (1 + setting.rank),
        "gap": setting.gap,
        "behind": setting.behind,
        "short": float(length < 4 and unit.kind != "row"),
        "long": max(0.0, (length - 30) / 30),
        "row": float(unit.kind == "row"),
        "item": float(unit.kind == "item"),
        "link": float(setting.links),
        "question": float(unit.text.endswith("?")),
        "outdated": float(setting.outdated),
        "condition": conditions_fit(question.text, unit.shown),
        "foreign": float(setting.foreign),
        "asker": float(setting.asker),
        "reply": float(setting.reply),
        "heading": setting.heading,
        "heading_wanted": float(setting.heading_wanted),
        "polarity": float(question.yes_no and "negation" in held),
        "listing": float(question.listing and unit.kind == "item"),
    }


def _wanted(question: Question, held: frozenset[Fact]) -> float:
    """1 when a fact of a wanted kind stands there, -1 when none does, 0 when none is wanted."""
    if not question.wants:
        return 0.0
    return 1.0 if question.wants & held else -1.0


def _share(question: Question, matches: Sequence[float]) -> float:
    return sum(a.weight * m for a, m in zip(question.asked, matches, strict=True))
