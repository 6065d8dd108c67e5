"""How to answer a group's people, told from what they ask and how the sources speak.

Short where their own requests are shorter than others', in full where there are papers to bring and
steps to take; plain where the sources are wordy or much of the evidence is in other languages;
first the facts that this group asks about more than others do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median
from typing import Final, Literal

from wattos.llm import AnswerStyle, FactKind
from wattos_insight.aspects import aspect_keys
from wattos_insight.drafts import Group
from wattos_insight.evidence import EvidenceUnit
from wattos_insight.schemas import Tone
from wattos_insight.text import sentences

_FORMAL: Final = re.compile(r"\b(Sie|Ihnen|Ihre[mnrs]?)\b|\bsiz(in|e|i)?\b")
_INFORMAL: Final = re.compile(r"\b(du|dir|dich|dein(e[mnrs]?)?)\b", re.IGNORECASE)
_LONG_SENTENCE: Final = 14
"""Words a sentence from which the sources are wordy: their readers need plain sentences."""
_MANY_FOREIGN: Final = 0.25
"""Share of evidence in other languages from which plain words help more than they cost."""
_STEPS: Final = ("documents", "setup", "appointment")
"""Aspects of a matter that takes several steps."""
_FIRST: Final[tuple[FactKind, ...]] = ("cost", "hours", "deadline", "duration")
_FACTS_FIRST: Final = 2
_FACT_SHARE: Final = 0.3


def tone_of(group: Group, everything: Sequence[EvidenceUnit]) -> Tone:
    """How the group's agent should answer; `everything` tells what is special about the group."""
    style = AnswerStyle(
        length=_length(group, everything),
        plain=_wordy(group) or _foreign(group) >= _MANY_FOREIGN,
        address=_address(group),
        first=_first(group, everything),
    )
    return Tone(answering=style, style=sentences_for(style, group.language))


def _length(group: Group, everything: Sequence[EvidenceUnit]) -> Literal["short", "normal", "full"]:
    asked = _words_asked(group.units)
    if 2 * len(asked) > len(group.units):
        return "short" if median(asked) <= median(_words_asked(everything)) else "normal"
    steps = [len(aspect_keys(unit.text) & set(_STEPS)) for unit in group.units]
    if median(steps) >= 2:
        return "full"
    return "short" if group.audience.interest else "normal"


def _words_asked(units: Sequence[EvidenceUnit]) -> list[int]:
    return [len(unit.chunks[0].text.split()) for unit in units if unit.asked]


def _foreign(group: Group) -> float:
    """The share of the evidence in other languages than the group's main one."""
    return 1 - max(group.target.languages.values())


def _wordy(group: Group) -> bool:
    text = "\n".join(c.text for unit in group.units if not unit.asked for c in unit.chunks)
    spans = sentences(text)
    return sum(len(text[a:b].split()) for a, b in spans) > _LONG_SENTENCE * max(1, len(spans))


def _address(group: Group) -> Literal["formal", "informal", "neutral"]:
    own = [unit for unit in group.units if not unit.asked] or group.units
    text = "\n".join(chunk.text for unit in own for chunk in unit.chunks)
    formal, informal = len(_FORMAL.findall(text)), len(_INFORMAL.findall(text))
    if not formal and not informal:
        return "neutral"
    return "formal" if formal >= informal else "informal"


def _first(group: Group, everything: Sequence[EvidenceUnit]) -> tuple[FactKind, ...]:
    """The kinds of facts that the group speaks of more than the others, most special first."""

    def share(units: Sequence[EvidenceUnit], kind: str) -> float:
        return sum(kind in aspect_keys(unit.text) for unit in units) / len(units)

    special: dict[FactKind, float] = {
        kind: own * own / share(everything, kind)
        for kind in _FIRST
        if (own := share(group.units, kind)) >= _FACT_SHARE
    }
    ranked: list[FactKind] = sorted(special, key=lambda kind: -special[kind])
    return tuple(ranked[:_FACTS_FIRST])


def sentences_for(style: AnswerStyle, language: str) -> str:
    """The manner in sentences that an editor reads and a language model follows."""
    parts = _TEXTS.get(language, _TEXTS["en"])
    said = [parts[style.address], parts[style.length]]
    if style.plain:
        said.append(parts["plain"])
    if style.first:
        said.append(parts["first"].format(", ".join(parts[kind] for kind in style.first)))
    return " ".join(said)


_TEXTS: Final = {
    "de": {
        "formal": "Sprich die Person mit „Sie“ an.",
        "informal": "Sprich die Person mit „du“ an.",
        "neutral": "Bleib in der Anrede neutral.",
        "short": "Antworte in ein, zwei Sätzen.",
        "normal": "Antworte knapp, höchstens etwa 60 Wörter.",
        "full": "Nenne alles, was dazugehört, Schritt für Schritt.",
        "plain": "Schreib einfach: kurze Sätze, ein Gedanke je Zeile.",
        "first": "Zuerst kommen: {}.",
        "cost": "Kosten",
        "hours": "Öffnungszeiten",
        "deadline": "Fristen und Termine",
        "duration": "Dauer",
        "contact": "Kontakt",
    },
    "en": {
        "formal": "Address the person formally.",
        "informal": "Address the person informally.",
        "neutral": "Keep a neutral form of address.",
        "short": "Answer in one or two sentences.",
        "normal": "Be brief, about 60 words at most.",
        "full": "Give all that belongs to it, step by step.",
        "plain": "Write plainly: short sentences, one thought a line.",
        "first": "These come first: {}.",
        "cost": "costs",
        "hours": "opening hours",
        "deadline": "deadlines and dates",
        "duration": "how long it takes",
        "contact": "contact",
    },
    "tr": {
        "formal": "Kişiye „siz“ diye hitap et.",
        "informal": "Kişiye „sen“ diye hitap et.",
        "neutral": "Hitapta tarafsız kal.",
        "short": "Bir iki cümleyle yanıt ver.",
        "normal": "Kısa yanıt ver, en çok 60 sözcük.",
        "full": "Konuya ait her şeyi adım adım söyle.",
        "plain": "Yalın yaz: kısa cümleler, her satırda bir düşünce.",
        "first": "Önce şunlar gelsin: {}.",
        "cost": "ücretler",
        "hours": "açılış saatleri",
        "deadline": "son tarihler",
        "duration": "süre",
        "contact": "iletişim",
    },
}
