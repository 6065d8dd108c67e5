"""Personas: a role with a need, whose every claim stands in the sources.

Goals and pains come from aspects found in the group's evidence, channels from the ways the sources
name, tone from how the sources speak, questions from what people asked or what pages answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import uuid5

from wattos_insight.claims import Found, channels_of, goals_of, pains_of
from wattos_insight.drafts import Group
from wattos_insight.evidence import EvidenceUnit
from wattos_insight.manner import sentences_for, tone_of
from wattos_insight.naming import persona_name, topic_label
from wattos_insight.questions import answered_questions, asked_questions
from wattos_insight.schemas import Claim, Evidence, Persona, PersonaWords, Tone
from wattos_insight.wording import LANGUAGES, quoted

_QUESTIONS: Final = 5
_CENTRAL_SHARE: Final = 0.75
"""Part of a group, most central first, in whose words its persona asks."""
_FEW: Final = 5
"""Units up to which all of them speak."""
_KNOWN_FIRST: Final = 5
_LANGUAGE_SHARE: Final = 0.1
"""Part of the evidence from which a language counts as one of the persona's."""


def persona_of(group: Group, everything: Sequence[EvidenceUnit]) -> Persona:
    """The persona of `group`; `everything` is the whole evidence, to tell what is special here."""
    told = {
        "goals": goals_of(group, everything),
        "pains": pains_of(group, everything),
        "channels": channels_of(group, everything),
    }
    goals, pains, channels = ([item.claim(group) for item in found] for found in told.values())
    tone = tone_of(group, everything)
    questions = [
        *asked_questions(_central(group.units), group.stems, group.language),
        *answered_questions(group.units, group.language),
    ][:_QUESTIONS]
    languages = [code for code, share in group.target.languages.items() if share >= _LANGUAGE_SHARE]
    if group.language in languages and not any(unit.asked for unit in group.units):
        # Pages are translations of one another: the language they are named in comes first.
        languages.sort(key=lambda code: code != group.language)
    claims = (*goals, *pains, *questions, *channels)
    return Persona(
        id=uuid5(group.target.id, "persona"),
        target_group_id=group.target.id,
        name=persona_name(group.label, group.audience, group.language),
        topic=topic_label(group.label, group.language),
        goals=tuple(goals),
        pains=tuple(pains),
        questions=tuple(questions),
        tone=tone,
        channels=tuple(channels),
        knows_first=_known_first(group),
        opening_topic=_opening_topic(group),
        language=languages[0],
        languages=tuple(languages),
        method="terms",
        evidence=_union(claims) or group.target.evidence,
        also={
            code: _in_language(group, told, tone, code)
            for code in LANGUAGES
            if code != group.language
        },
    )


def _in_language(
    group: Group, told: Mapping[str, Sequence[Found]], tone: Tone, language: str
) -> PersonaWords:
    """The persona for staff who read another language; the group's own words stand quoted."""
    said = {
        field: tuple(item.worded(group, language) for item in found)
        for field, found in told.items()
    }
    label = [quoted(matter, language) for matter in group.label]
    return PersonaWords(
        name=persona_name(label, group.audience, language),
        style=sentences_for(tone.answering, language),
        **said,
    )


def _central(units: Sequence[EvidenceUnit]) -> Sequence[EvidenceUnit]:
    """The units that speak for the group; what strayed into it is at its edge."""
    return units[: max(_FEW, round(_CENTRAL_SHARE * len(units)))]


def _known_first(group: Group) -> tuple[str, ...]:
    """Titles of the organisation's sources in the group, own language and most central first."""
    own = _own(group)
    own.sort(key=lambda unit: unit.language != group.language)
    return tuple(dict.fromkeys(unit.title for unit in own))[:_KNOWN_FIRST]


def _opening_topic(group: Group) -> dict[str, str]:
    """By language the title of the group's most central own source, where it has one."""
    found: dict[str, str] = {}
    for unit in _own(group):
        found.setdefault(unit.language, unit.title)
    return found


def _own(group: Group) -> list[EvidenceUnit]:
    """What the organisation wrote for the group, most central first."""
    return [unit for unit in group.units if unit.is_named and not unit.asked and not unit.secondary]


def _union(claims: Sequence[Claim]) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys(evidence for claim in claims for evidence in claim.evidence))
