"""Names of groups and personas without a model: sentences a person would say, made from terms.

The people come from `audiences.toml`, the matter from the titles of the group's most central
pages (or, for tickets, from characteristic terms and what goes wrong). The result says how it was
made: method "terms".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from typing import Final
from urllib.parse import urlsplit

import msgspec

from wattos_insight.aspects import aspect_keys
from wattos_insight.evidence import EvidenceUnit
from wattos_insight.german import (
    Preposition,
    can_be_needed,
    in_accusative,
    in_dative,
    is_place,
    needs_quotes,
    with_article,
    within_sentence,
)
from wattos_insight.text import capital, content_words, lower
from wattos_insight.topics import Term, Topic

NAME_TOPICS: Final = 3
_KNOWN_SHARE: Final = 0.25
"""Part of all tickets that must show who asks before it is assumed of the others."""
_THEIR_OWN: Final = ("Wohnsitz", "Umzug", "Hausstand")
"""What people have one of and do something with: "ihren Wohnsitz anmelden"."""
_PLACE: Final = re.compile(r"\s+(?:in|im|am|auf|at)\s+")
_AND: Final = {"de": "und", "en": "and", "tr": "ve"}
_AND_ALSO: Final = {"de": "sowie", "en": "as well as", "tr": "ile"}
"""Between items of which one is a pair itself."""
_OR: Final = {"de": "oder", "en": "or", "tr": "veya"}
_ABOUT: Final = {
    "de": "{people} mit Fragen {list}",
    "en": "{people} with questions about {list}",
    "tr": "{list} konusunda destek arayan {people}",
}
_INTEREST: Final = {
    "de": "{people}, die sich für {list} interessieren",
    "en": "{people} who are interested in {list}",
    "tr": "{list} ile ilgilenen {people}",
}
_HELP: Final = {
    "de": "{people}, die Hilfe {list} brauchen",
    "en": "{people} who need help with {list}",
    "tr": "{list} konusunda yardıma ihtiyacı olan {people}",
}
_BROKEN: Final = {
    "de": "{people}, bei denen etwas {list} nicht funktioniert",
    "en": "{people} for whom something with {list} does not work",
    "tr": "{list} ile ilgili bir şeyi çalışmayan {people}",
}
_PREPOSITION: Final[dict[str, Preposition]] = {
    _ABOUT["de"]: "zu",
    _HELP["de"]: "bei",
    _BROKEN["de"]: "mit",
}
_PERSONA: Final = {
    "de": "{role} mit Fragen {list}",
    "en": "{role} with questions about {list}",
    "tr": "{list} hakkında soruları olan {role}",
}
_LANGUAGES: Final = {
    "de": {"de": "Deutsch", "en": "Englisch", "tr": "Türkisch"},
    "en": {"de": "German", "en": "English", "tr": "Turkish"},
    "tr": {"de": "Almanca", "en": "İngilizce", "tr": "Türkçe"},
}


class Audience(msgspec.Struct, frozen=True, kw_only=True):
    """Who has a need, told from the matter: `people` for the group, `role` for its persona."""

    key: str
    patterns: tuple[str, ...]
    people: dict[str, str]
    role: dict[str, str]
    interest: bool = False
    """whether they look for something they like, not for something they have to do"""


ANYBODY: Final = Audience(
    key="anybody",
    patterns=(),
    people={"de": "Menschen", "en": "People", "tr": "Kişiler"},
    role={"de": "Jemand", "en": "Somebody", "tr": "biri"},
)


class _Catalogue(msgspec.Struct, frozen=True):
    audience: tuple[Audience, ...]


@lru_cache(maxsize=1)
def _audiences() -> tuple[Audience, ...]:
    raw = resources.files("wattos_insight").joinpath("audiences.toml").read_bytes()
    return msgspec.toml.decode(raw, type=_Catalogue).audience


def audience_of(
    units: Sequence[EvidenceUnit], *, share: float = 0.5, default: Audience = ANYBODY
) -> Audience:
    """The audience whose words at least `share` of the units show; else `default`."""
    matters = [(_matter(unit), lower(urlsplit(unit.url).path)) for unit in units]
    counts = {
        audience.key: sum(_shows(audience, said, path) for said, path in matters)
        for audience in _audiences()
    }
    best = max(_audiences(), key=lambda audience: counts[audience.key])
    return best if units and counts[best.key] >= share * len(units) else default


def default_audience(units: Sequence[EvidenceUnit]) -> Audience:
    """Who asks at all, where that is known: a help desk's tickets come from employees."""
    return audience_of([unit for unit in units if unit.asked], share=_KNOWN_SHARE)


def _shows(audience: Audience, said: str, path: str) -> bool:
    """Whether the words say it, or an address's folders: "bus" in a file's name is no bus."""
    return any(
        re.search(pattern, path if pattern.startswith("/") else said)
        for pattern in audience.patterns
    )


def _matter(unit: EvidenceUnit) -> str:
    """What the audience is told from: the title, and how a request begins."""
    return lower(f"{unit.title} {unit.chunks[0].text[:200] if unit.asked else ''}")


def spoken_language(code: str, language: str) -> str:
    """The name of language `code` as `language` calls it; the code where there is no name."""
    return _LANGUAGES.get(language, _LANGUAGES["en"]).get(code, code)


def listed(items: Sequence[str], language: str, *, either: bool = False) -> str:
    """`A, B und C`, or with `either` `A, B oder C`."""
    word = (_OR if either else _AND).get(language, "and")
    if not either and any(f" {word} " in item for item in items):
        word = _AND_ALSO.get(language, word)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {word} {items[-1]}"


def name_from_topics(topics: Sequence[Topic], audience: Audience, language: str) -> str:
    """A sentence about what the people of a group of pages are after."""
    people = audience.people.get(language, audience.people["en"])
    phrases = _sayable(_distinct([topic.name for topic in topics], language), language)
    if audience.interest:
        names = [_without_place(phrase) for phrase in phrases]
        if language == "de":
            names = in_accusative(names)
        return _filled(_INTEREST, language, people, listed(names, language))
    if language == "de" and (german := _german_needs(topics)):
        return f"{people}, die {german}"
    if language == "de":
        phrases = in_dative("zu", phrases)
    return _filled(_ABOUT, language, people, listed(phrases, language))


def persona_name(label: Sequence[str], audience: Audience, language: str) -> str:
    """One of the group's people with what they want to know: "Elternteil mit Fragen zur Kita"."""
    role = audience.role.get(language, audience.role["en"])
    phrases = list(label)
    if not phrases:
        return role
    if language == "de":
        phrases = in_dative("zu", phrases)
    text = _PERSONA.get(language, _PERSONA["en"])
    named = lower(role) if language == "tr" else role
    return capital(text.format(role=named, list=listed(phrases, language)), language)


def label_of(topics: Sequence[Topic], matters: Sequence[str], language: str) -> list[str]:
    """What a persona and its agent are called by: the first matters, or all of a lone title."""
    if parts := _parts(topics, language):
        return parts
    others = [m for m in matters[1:] if language != "de" or not needs_quotes(m)]
    return [*matters[:1], *others][: NAME_TOPICS - 1]


def _parts(topics: Sequence[Topic], language: str) -> list[str]:
    """What a lone title lists, where a sentence can take in all of it."""
    parts = topics[0].parts[:NAME_TOPICS] if len(topics) == 1 else ()
    return [] if language == "de" and any(needs_quotes(part) for part in parts) else list(parts)


def topic_label(label: Sequence[str], language: str) -> str:
    """What the group is about in a few words: "Kennwort und verdächtige Mails"."""
    first, *others = label or [""]
    if language == "de":
        others = [within_sentence(other) for other in others]
    return listed([first, *others], language)


def _sayable(phrases: Sequence[str], language: str) -> list[str]:
    """Those for the name: what can only be quoted stays out where there is another."""
    plain = [p for p in phrases if not needs_quotes(p)] if language == "de" else []
    return list(plain or phrases)[:NAME_TOPICS]


def _without_place(phrase: str) -> str:
    """ "Heimatmuseum im Färberhaus" as "Heimatmuseum": what it is, not where.

    What stands in quotation marks keeps both of them.
    """
    thing = _PLACE.split(phrase)[0]
    return thing if thing == phrase or phrase[-1] not in "”“" else f"{thing}{phrase[-1]}"


def name_from_terms(
    topics: Sequence[Topic],
    terms: Sequence[Term],
    audience: Audience,
    units: Sequence[EvidenceUnit],
    language: str,
) -> str:
    """What the people of a group of tickets need, in a sentence made of its terms."""
    people = audience.people.get(language, audience.people["en"])
    broken = sum("broken" in aspect_keys(unit.text) for unit in units)
    pattern = _BROKEN if 2 * broken > len(units) else _HELP
    if len(topics) == 1 and topics[0].verb and (action := _action(topics[0])) and language == "de":
        return f"{people}, die {action} wollen"
    words = (
        _parts(topics, language)
        or _sayable(matters(topics, [], language), language)
        or matters((), terms, language)[:2]
    )
    if pattern is _HELP and any(is_place(word) for word in words):  # nobody helps "at" an office
        pattern = _ABOUT
    if language == "de":
        words = in_dative(_PREPOSITION[pattern["de"]], words)
    return _filled(pattern, language, people, listed(words, language))


def matters(topics: Sequence[Topic], terms: Sequence[Term], language: str) -> list[str]:
    """Topics first, then terms that say something the ones before do not."""
    chosen: list[str] = []
    for word in [*(topic.name for topic in topics), *(term.word for term in terms)]:
        own = _stems(word, language)
        known = {stem for other in chosen for stem in _stems(other, language)}
        if not any(a in b or b in a for a in own for b in known):
            chosen.append(word)
    return chosen


def _distinct(phrases: Sequence[str], language: str) -> list[str]:
    """Without those that say again what one before them says, or say it less closely."""
    chosen: list[str] = []
    for phrase in phrases:
        known = {stem for other in chosen for stem in _stems(other, language)}
        if not any(own in stem for own in _stems(phrase, language) for stem in known):
            chosen.append(phrase)
    return chosen


def _stems(phrase: str, language: str) -> set[str]:
    """The stems that carry the phrase; "Die ersten Tage" has none and stands for itself."""
    return {stem for stem, _ in content_words(phrase, language)} or {lower(phrase)}


def _german_needs(topics: Sequence[Topic]) -> str | None:
    """ "einen Personalausweis oder einen Reisepass brauchen", or with the titles' own verbs.

    What the group is about most comes first, also where it is something to do.
    """
    needed = [
        phrase
        for topic in topics
        if can_be_needed(topic.name) and (phrase := with_article(topic.name))
    ]
    actions = [action for topic in topics if (action := _action(topic))]
    first = _action(topics[0])
    if needed and first and not can_be_needed(topics[0].name):
        return f"{first} wollen oder {needed[0]} brauchen"
    if len(needed) >= min(2, len(topics)):
        return f"{listed(needed[:NAME_TOPICS], 'de', either=True)} brauchen"
    if len(actions) >= min(2, len(topics)):
        return f"{listed(actions[:NAME_TOPICS], 'de', either=True)} wollen"
    return None


def _action(topic: Topic) -> str | None:
    """ "einen Antrag stellen", "Mitglied werden"; None where the grammar is not known."""
    if topic.becomes:
        return topic.name
    if not topic.verb:
        return None
    phrase = f"ihren {topic.name}" if topic.name in _THEIR_OWN else with_article(topic.name)
    return f"{phrase} {topic.verb}" if phrase else None


def _filled(patterns: dict[str, str], language: str, people: str, names: str) -> str:
    text = patterns.get(language, patterns["en"]).format(
        people=lower(people) if language == "tr" else people, list=names
    )
    return capital(text, language)
