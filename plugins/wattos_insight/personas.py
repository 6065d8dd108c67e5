"""Personas: a role with a need, whose every claim stands in the sources.

Goals and pains come from aspects found in the group's evidence, channels from the ways the sources
name, tone from how the sources speak, questions from what people asked or what pages answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Literal
from uuid import uuid5

import msgspec

from wattos_insight.aspects import Aspect, aspect_keys, aspects, pattern_of
from wattos_insight.drafts import Group
from wattos_insight.evidence import EvidenceUnit
from wattos_insight.german import in_dative
from wattos_insight.manner import tone_of
from wattos_insight.naming import persona_name, topic_label
from wattos_insight.questions import answered_questions, asked_questions
from wattos_insight.quotes import best_quote, find_quotes
from wattos_insight.schemas import Claim, Evidence, Persona
from wattos_insight.text import capital, lower

_CLAIM_EVIDENCE: Final = 3
_QUESTIONS: Final = 5
_CENTRAL_SHARE: Final = 0.75
"""Part of a group, most central first, in whose words its persona asks."""
_FEW: Final = 5
"""Units up to which all of them speak."""
_KNOWN_FIRST: Final = 5
_CLAIM_SHARE: Final = 0.2
"""Part of the group's units that must speak of an aspect before it is claimed."""
_ASKED_CLAIM_SHARE: Final = 0.1
"""The same for requests: they are short, and seldom name what everybody takes for granted."""
_LANGUAGE_SHARE: Final = 0.1
"""Part of the evidence from which a language counts as one of the persona's."""
_SAYS_NOTHING: Final = 12
"""Characters under which words are a label, "Versand", and no evidence."""
_TELLING: Final = 40
"""Characters from which a sentence says something by itself."""
_CHANNEL_WORDS: Final = {
    "mail": "by_mail",
    "posta": "by_mail",
    "phone": "by_phone",
    "telefon": "by_phone",
    "chat": "by_web",
    "web": "by_web",
    "portal": "by_web",
    "form": "by_web",
    "person": "in_person",
    "vor ort": "in_person",
}
"""How exports write the ways by which people came, and the aspect that names each."""
_GET_ON: Final = {
    "de": "{} schnell weiterkommen",
    "en": "get on quickly with {}",
    "tr": "{} konusunda hızla ilerlemek",
}
_LIMITS: Final = {"goal": 4, "pain": 3, "channel": 3}


def persona_of(group: Group, everything: Sequence[EvidenceUnit]) -> Persona:
    """The persona of `group`; `everything` is the whole evidence, to tell what is special here."""
    goals = _claims(group, everything, "goal") or _matter_claims(group)
    pains = _claims(group, everything, "pain")
    channels = _ticket_channels(group) or _claims(group, everything, "channel")
    stems = frozenset(term.stem for term in group.terms)
    questions = [
        *asked_questions(_central(group.units), stems, group.language),
        *answered_questions(group.units, group.language),
    ][:_QUESTIONS]
    languages = [code for code, share in group.target.languages.items() if share >= _LANGUAGE_SHARE]
    claims = (*goals, *pains, *questions, *channels)
    return Persona(
        id=uuid5(group.target.id, "persona"),
        target_group_id=group.target.id,
        name=persona_name(group.matters, group.audience, group.language),
        topic=topic_label(group.matters, group.language),
        goals=tuple(goals),
        pains=tuple(pains),
        questions=tuple(questions),
        tone=tone_of(group, everything),
        channels=tuple(channels),
        knows_first=_known_first(group),
        language=languages[0],
        languages=tuple(languages),
        method="terms",
        evidence=_union(claims) or group.target.evidence,
    )


def _central(units: Sequence[EvidenceUnit]) -> Sequence[EvidenceUnit]:
    """The units that speak for the group; what strayed into it is at its edge."""
    return units[: max(_FEW, round(_CENTRAL_SHARE * len(units)))]


def _known_first(group: Group) -> tuple[str, ...]:
    """Titles of the organisation's sources in the group, own language and most central first."""
    own = [unit for unit in group.units if not unit.asked and not unit.secondary]
    own.sort(key=lambda unit: unit.language != group.language)
    return tuple(dict.fromkeys(unit.title for unit in own))[:_KNOWN_FIRST]


def _claims(
    group: Group, everything: Sequence[EvidenceUnit], kind: Literal["goal", "pain", "channel"]
) -> list[Claim]:
    """Claims of `kind`, first those that are more frequent in the group than elsewhere."""
    of_kind = [aspect for aspect in aspects() if aspect.kind == kind]
    shares = {aspect.key: _share(group.units, aspect) for aspect in of_kind}
    mostly_asked = 2 * sum(unit.asked for unit in group.units) > len(group.units)
    least = _ASKED_CLAIM_SHARE if mostly_asked else _CLAIM_SHARE
    said_at_all = [aspect for aspect in of_kind if shares[aspect.key]]
    said_at_all.sort(key=lambda a: -shares[a.key] * (0.5 + shares[a.key] / _share(everything, a)))
    frequent = [aspect for aspect in said_at_all if shares[aspect.key] >= least]
    own = sorted(group.units, key=lambda unit: unit.language != group.language)
    said = [msgspec.structs.replace(unit, chunks=unit.own_chunks) for unit in own]
    found = [
        (
            aspect.label_in(group.language),
            find_quotes(said, _mentions(aspect), limit=_CLAIM_EVIDENCE),
        )
        for aspect in frequent[: _LIMITS[kind]]
    ]
    return [
        Claim(text=capital(label, group.language), evidence=tuple(quotes))
        for label, quotes in found
        if quotes
    ]


def _matter_claims(group: Group) -> list[Claim]:
    """Everybody wants something: at least to get on with what the group is about."""
    german = group.language == "de"
    pattern = _GET_ON.get(group.language, _GET_ON["en"])
    return [
        Claim(
            text=capital(
                pattern.format(in_dative("bei", [matter])[0] if german else matter), group.language
            ),
            evidence=group.target.evidence[:_CLAIM_EVIDENCE],
        )
        for matter in group.matters[:1]
    ]


def _ticket_channels(group: Group) -> list[Claim]:
    """The ways by which the group's tickets came in, the most used first."""
    found: dict[str, list[EvidenceUnit]] = {}
    for unit in group.units:
        channel = (unit.chunks[0].channel or "").lower()
        key = next((key for word, key in _CHANNEL_WORDS.items() if word in channel), None)
        if unit.asked and key is not None:
            found.setdefault(key, []).append(unit)
    ranked = sorted(found, key=lambda key: -len(found[key]))[: _LIMITS["channel"]]
    labels = {aspect.key: aspect.label_in(group.language) for aspect in aspects()}
    return [
        Claim(
            text=capital(labels[key], group.language),
            evidence=tuple(best_quote(unit, frozenset()) for unit in found[key][:_CLAIM_EVIDENCE]),
        )
        for key in ranked
    ]


def _share(units: Sequence[EvidenceUnit], aspect: Aspect) -> float:
    return sum(aspect.key in aspect_keys(unit.own_words) for unit in units) / len(units)


def _mentions(aspect: Aspect) -> Callable[[str], float]:
    def worth(text: str) -> float:
        if len(text) < _SAYS_NOTHING or not pattern_of(aspect.key).search(lower(text)):
            return 0.0
        return 1.0 if len(text) >= _TELLING else 0.1

    return worth


def _union(claims: Sequence[Claim]) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys(evidence for claim in claims for evidence in claim.evidence))
