"""What is said of a group in a few sentences: what sets it apart from the others, what it rests on.

What every group asks about is not said of any, and a word that stands in its name not once more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from wattos_insight.aspects import aspect_keys, aspects
from wattos_insight.evidence import EvidenceUnit
from wattos_insight.naming import listed, spoken_language
from wattos_insight.sensitive import is_sensitive
from wattos_insight.text import capital
from wattos_insight.topics import Term
from wattos_insight.wording import quoted

_MATTERS: Final = 3
_WORDS: Final = 4
_FEWEST_WORDS: Final = 2
"""One word alone says too little of a group."""
_TITLES: Final = 4
_FREQUENT: Final = 3
"""One unit in so many speaks of a matter before it is named, and more of them than elsewhere."""

_ASKED: Final = {
    "de": "Sie fragen vor allem nach {}.",
    "en": "They mostly ask about {}.",
    "tr": "En çok {} hakkında soruyorlar.",
}
_READ: Final = {
    "de": "Ihre Seiten dazu handeln vor allem von {}.",
    "en": "Your pages on it are mostly about {}.",
    "tr": "Bu konudaki sayfalarınız en çok {} üzerine.",
}
_SECTION: Final = {
    "de": ("Ihre Anfragen betreffen vor allem den Abschnitt {}.",
           "Ihre Anfragen betreffen vor allem die Abschnitte {}."),
    "en": ("Their requests are mostly about the section {}.",
           "Their requests are mostly about the sections {}."),
    "tr": ("Talepleri en çok şu bölümle ilgili: {}.",
           "Talepleri en çok şu bölümlerle ilgili: {}."),
}  # fmt: skip
_SAID: Final = {
    "de": "Oft fallen Wörter wie {}.",
    "en": "Words that come up often: {}.",
    "tr": "Sık geçen sözcükler: {}.",
}
_SERVED: Final = {
    "de": "Dazu steht etwas in {}.",
    "en": "Your texts on it: {}.",
    "tr": "Konuyla ilgili metinleriniz: {}.",
}
_RESTS: Final = {
    "de": "Grundlage: {} auf {}.",
    "en": "Based on {} in {}.",
    "tr": "Dayanak: {} ({}).",
}
_COUNTED: Final = {
    ("de", "asked"): ("eine Anfrage", "{} Anfragen"),
    ("de", "own"): ("ein eigener Text", "{} eigene Texte"),
    ("en", "asked"): ("one request", "{} requests"),
    ("en", "own"): ("one text of yours", "{} texts of yours"),
    ("tr", "asked"): ("bir talep", "{} talep"),
    ("tr", "own"): ("kurumun bir metni", "kurumun {} metni"),
}


def describe(
    units: Sequence[EvidenceUnit],
    others: Sequence[EvidenceUnit],
    terms: Sequence[Term],
    sections: Sequence[str],
    language: str,
) -> str:
    """What the group asks about (or its pages speak of), its words, and the evidence in figures.

    `others` are the units outside the group, `terms` its own words beside those of its name, and
    `sections` the headings that its requests are closest to.
    """
    said = [
        _matters(units, others, language),
        _sections(sections, language),
        _words(terms, language),
        _texts(units, language),
        _rests(units, language),
    ]
    return " ".join(sentence for sentence in said if sentence)


def _matters(units: Sequence[EvidenceUnit], others: Sequence[EvidenceUnit], language: str) -> str:
    """What people ask; only where nobody asked anything, what the pages are about.

    In both cases more than the others do, what is most special about the group first.
    """
    asked = [unit for unit in units if unit.asked]
    inside = _shares(asked or units)
    outside = _shares([unit for unit in others if unit.asked == bool(asked)])
    lead = {key: share - outside.get(key, 0.0) for key, share in inside.items()}
    frequent = sorted(
        (key for key in lead if lead[key] > 0 and _FREQUENT * inside[key] >= 1),
        key=lambda key: -lead[key],
    )
    nouns = {
        aspect.key: aspect.noun.get(language, aspect.noun.get("en", "")) for aspect in aspects()
    }
    if not frequent:
        return ""
    patterns = _ASKED if asked else _READ
    named = listed([nouns[key] for key in frequent[:_MATTERS]], language)
    return capital(patterns.get(language, patterns["en"]).format(named), language)


def _shares(units: Sequence[EvidenceUnit]) -> dict[str, float]:
    """Per aspect that has a noun: the part of the units that speak of it; empty without units."""
    return {
        aspect.key: sum(aspect.key in aspect_keys(unit.own_words) for unit in units) / len(units)
        for aspect in aspects()
        if aspect.noun and units
    }


def _sections(sections: Sequence[str], language: str) -> str:
    if not sections:
        return ""
    one, many = _SECTION.get(language, _SECTION["en"])
    named = listed([quoted(heading, language) for heading in sections], language)
    return (one if len(sections) == 1 else many).format(named)


def _words(terms: Sequence[Term], language: str) -> str:
    if len(terms) < _FEWEST_WORDS:
        return ""
    words = [quoted(term.word, language) for term in terms[:_WORDS]]
    return _SAID.get(language, _SAID["en"]).format(listed(words, language))


def _texts(units: Sequence[EvidenceUnit], language: str) -> str:
    """Which texts of the organisation people are served by, those in their main language first."""
    languages = Counter(unit.language for unit in units)
    own = [
        unit.title
        for unit in sorted(units, key=lambda unit: -languages[unit.language])
        if unit.is_named and not unit.asked and not unit.secondary and not is_sensitive(unit.title)
    ]
    if not own:
        return ""
    titles = [quoted(title, language) for title in dict.fromkeys(own)][:_TITLES]
    return _SERVED.get(language, _SERVED["en"]).format(listed(titles, language))


def _rests(units: Sequence[EvidenceUnit], language: str) -> str:
    asked = {unit.document_id for unit in units if unit.asked}
    own = {unit.document_id for unit in units} - asked
    counted = [
        _count(kind, len(documents), language)
        for kind, documents in (("asked", asked), ("own", own))
        if documents
    ]
    codes = sorted(
        {unit.language for unit in units}, key=lambda code: -sum(u.language == code for u in units)
    )
    spoken = listed([spoken_language(code, language) for code in codes], language)
    pattern = _RESTS.get(language, _RESTS["en"])
    return pattern.format(listed(counted, language), spoken)


def _count(kind: str, number: int, language: str) -> str:
    one, many = _COUNTED.get((language, kind), _COUNTED["en", kind])
    return one if number == 1 else many.format(number)
