"""What a persona wants, what troubles it and by which ways it comes, each with its places.

A trouble that only people themselves can tell (something does not work, nobody answers) is told
from their own words, never from a page that warns of it. What is special about a group comes
first; what everybody says comes last and names the group's matter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Literal

import msgspec

from wattos_insight.aspects import Aspect, aspect_keys, aspects, pattern_of
from wattos_insight.drafts import Group
from wattos_insight.evidence import EvidenceUnit
from wattos_insight.german import in_dative
from wattos_insight.quotes import best_quote, find_quotes, touched
from wattos_insight.schemas import Claim, Evidence
from wattos_insight.sensitive import is_sensitive
from wattos_insight.text import capital, lower
from wattos_insight.wording import quoted

Kind = Literal["goal", "pain", "channel"]

_CLAIM_EVIDENCE: Final = 3
_CLAIM_SHARE: Final = 0.3
"""Part of the group's units that must speak of an aspect before it is claimed: two of six pages,
three of eight. Pages mention many things in passing."""
_ASKED_CLAIM_SHARE: Final = 0.1
"""The same for requests: they are short, and seldom name what everybody takes for granted."""
_LIFT: Final = 1.5
"""How much more often a trouble is told in a group than elsewhere to be its own, told twice."""
_SAYS_NOTHING: Final = 12
"""Characters under which words are a label, "Versand", and no evidence."""
_TELLING: Final = 40
"""Characters from which a sentence says something by itself."""
_SPECIAL_ENOUGH: Final = 2
"""Troubles of a group's own beside which the common one says nothing more."""
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


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is said of a persona, before it is put into a language."""

    patterns: dict[str, str]
    """what is said, by language; `{}` stands for the group's matter"""
    matter: str = ""
    preposition: Literal["bei", "mit"] = "bei"
    """with which German names the matter"""
    evidence: tuple[Evidence, ...]

    def worded(self, group: Group, language: str) -> str:
        """The claim in `language`; a matter of another language is quoted."""
        pattern = self.patterns.get(language) or self.patterns["en"]
        if "{}" not in pattern:
            return capital(pattern, language)
        own = language == group.language
        matter = self.matter if own else quoted(self.matter, language)
        if language == "de":
            matter = in_dative(self.preposition, [matter])[0] if own else f"bei {matter}"
        return capital(pattern.format(matter), language)

    def claim(self, group: Group) -> Claim:
        """The claim in the group's language."""
        return Claim(text=self.worded(group, group.language), evidence=self.evidence)


def goals_of(group: Group, everything: Sequence[EvidenceUnit]) -> list[Found]:
    """What the group's people want; those who ask want above all to get on with their matter."""
    matter = [
        Found(
            patterns=_GET_ON,
            matter=matter,
            evidence=group.target.evidence[:_CLAIM_EVIDENCE],
        )
        for matter in group.matters[:1]
    ]
    found = _told(group, everything, "goal")
    return [*matter, *found][: _LIMITS["goal"]] if _mostly_asked(group) else found or matter


def pains_of(group: Group, everything: Sequence[EvidenceUnit]) -> list[Found]:
    """What troubles the group's people."""
    return _told(group, everything, "pain")


def channels_of(group: Group, everything: Sequence[EvidenceUnit]) -> list[Found]:
    """The ways by which the group's requests came in, or else those that the sources name."""
    found: dict[str, list[EvidenceUnit]] = {}
    for unit in group.units:
        channel = (unit.chunks[0].channel or "").lower()
        key = next((key for word, key in _CHANNEL_WORDS.items() if word in channel), None)
        if unit.asked and key is not None and not is_sensitive(unit.text):
            found.setdefault(key, []).append(unit)
    ranked = sorted(found, key=lambda key: -len(found[key]))[: _LIMITS["channel"]]
    labels = {aspect.key: aspect.label for aspect in aspects()}
    return [
        Found(
            patterns=labels[key],
            evidence=tuple(best_quote(unit, frozenset()) for unit in found[key][:_CLAIM_EVIDENCE]),
        )
        for key in ranked
    ] or _told(group, everything, "channel")


def _told(group: Group, everything: Sequence[EvidenceUnit], kind: Kind) -> list[Found]:
    """Claims of `kind`, first those that are more frequent in the group than elsewhere."""
    found = [
        Found(
            patterns=aspect.with_matter if aspect.with_matter and group.matters else aspect.label,
            matter=group.matters[0] if group.matters else "",
            preposition="mit",
            evidence=tuple(quotes),
        )
        for aspect in _ranked(group, everything, kind)
        if (quotes := _quotes(group, aspect))
    ]
    special = [item for item in found if "{}" not in item.patterns["en"]]
    common = [item for item in found if "{}" in item.patterns["en"]]
    if len(special) >= _SPECIAL_ENOUGH:
        common = []
    return [*special[: _LIMITS[kind] - len(common[:1])], *common[:1]]


def _ranked(group: Group, everything: Sequence[EvidenceUnit], kind: Kind) -> list[Aspect]:
    mostly = _mostly_asked(group)
    least = _ASKED_CLAIM_SHARE if mostly else _CLAIM_SHARE
    worth: dict[str, float] = {}
    frequent: list[Aspect] = []
    for aspect in aspects():
        own = _telling(group.units, asked=_only_people(aspect, mostly))
        count = _speaking(own, aspect) if aspect.kind == kind else 0
        if not count:
            continue
        everywhere = _telling(everything, asked=_only_people(aspect, mostly))
        share = count / len(own)
        lift = share / (_speaking(everywhere, aspect) / len(everywhere))
        special = mostly and kind == "pain" and count > 1 and lift >= _LIFT
        if share >= least or special:
            worth[aspect.key] = share * (0.5 + lift)
            frequent.append(aspect)
    return sorted(frequent, key=lambda aspect: -worth[aspect.key])


def _only_people(aspect: Aspect, mostly_asked: bool) -> bool:
    """What troubles those who ask is in their requests, not in the pages that serve them."""
    return aspect.asked or (mostly_asked and aspect.kind == "pain")


def _quotes(group: Group, aspect: Aspect) -> list[Evidence]:
    """The places that say it, best those that show the group's own words too."""
    own = sorted(group.units, key=lambda unit: unit.language != group.language)
    said = [
        msgspec.structs.replace(unit, chunks=unit.own_chunks)
        for unit in own
        if (unit.asked or not _only_people(aspect, _mostly_asked(group)))
        and not (unit.asked and is_sensitive(unit.text))
    ]
    return find_quotes(said, _mentions(aspect, group), limit=_CLAIM_EVIDENCE)


def _mentions(aspect: Aspect, group: Group) -> Callable[[str], float]:
    def worth(text: str) -> float:
        if len(text) < _SAYS_NOTHING or not pattern_of(aspect.key).search(lower(text)):
            return 0.0
        telling = 1.0 if len(text) >= _TELLING else 0.1
        return telling * (1 + touched(text, group.language, group.stems))

    return worth


def _mostly_asked(group: Group) -> bool:
    return 2 * sum(unit.asked for unit in group.units) > len(group.units)


def _speaking(units: Sequence[EvidenceUnit], aspect: Aspect) -> int:
    return sum(aspect.key in aspect_keys(unit.own_words) for unit in units)


def _telling(units: Sequence[EvidenceUnit], *, asked: bool) -> list[EvidenceUnit]:
    """The units that can tell it: requests alone where only people's own words do."""
    return [unit for unit in units if unit.asked] if asked else list(units)
