"""What a group is about, as phrases that a sentence can hold: from titles or from terms."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

import msgspec

from wattos.knowledge import is_nameless
from wattos_insight.evidence import EvidenceUnit
from wattos_insight.sensitive import is_sensitive, neutral
from wattos_insight.text import content_words, lower

TITLE_WORDS: Final = 6
"""Words of a title up to which it can stand in a sentence."""

_TERM_SHARE: Final = 0.12
"""Part of a group's units that must use a term before it stands for the group."""

_NUMBER: Final = re.compile(
    r"(?:(?:kapitel|chapter|abschnitt|section|teil|part|anhang|appendix|bölüm|ek)\s+)?"
    r"(?:\d+(?:\.\d+)*\.?|[a-z]\.\d[.\d]*|(?<=\s)[a-z]\.)[:)]?\s+(?=[^\W\d])",
    re.IGNORECASE,
)
"""The number of a chapter before its title."""
_ASIDE: Final = re.compile(
    r"\s*[(\[][^)\]]*[)\]]|\s+\d{4}(/\d{2,4})?\b|[„“”\"»«]|\s*[–:|]\s.*$|[?!.:]+$"
)
_GERMAN_VERBS: Final = re.compile(
    r"(?P<object>.+?)\s+"
    r"(?P<verb>[a-zäöüß]+(?:en|ern|eln)(?:(?:,| oder| und)\s+[a-zäöüß]+(?:en|ern|eln))*"
    r"(?: lassen)?)"
)
_GERMAN_STATE: Final = re.compile(
    r"\b(ver|ge|be|ab)\w*(loren|stohlen|brochen|fallen|nommen|schrieben|laufen|gessen|gangen)\b"
)
_BECOME: Final = " werden"
_CONJUNCTION: Final = re.compile(r"\s*,\s*|\s+(?:und|oder|and|or|ve|veya|&)\s+")
_TAIL: Final = re.compile(r"\s+(?:in|im|für|zu|zur|zum|am|an|bei|mit|of|for|at)\s+")
_OF: Final = re.compile(r"\s(?:von|of)\s")
"""What a thing is done to: "Pflege von Holz, Leder und Stoff" is care, whichever is named first."""
_PART: Final = re.compile(r"(?:[^\W\d]\w+e[rns]?\s)?[A-ZÄÖÜ][\w-]*\w")
_LAST_PART: Final = re.compile(
    rf"{_PART.pattern}(?:\s(?:in|im|für|zu|zur|zum|am|an|bei|mit|ohne|von)\s.+)?"
)
"""A noun, with its adjective; the last of a list also with what it is said of."""
_GENERAL: Final = re.compile(
    r"häufige fragen|faq|fragen und antworten|kontakt|hilfe|service|leistungen|angebote?"
    r"|startseite|willkommen|frequently asked questions|contact|help|services|welcome"
    r"|sıkça sorulan sorular|iletişim|yardım"
    r"|aktuelles|neuigkeiten|nachrichten|archiv|(unser )?team|über uns|infos?|informationen"
    r"|so erreichen sie uns|how to (reach|find) us|bize ulaşın|allgemeines|sonstiges"
    r"|verschiedenes|links|downloads?|galerie|einführung|einleitung|vorwort|überblick|übersicht"
    r"|(die )?grundlagen|grundkonzepte|konzepte|prinzipien|beispiele?|anhang|glossar"
    r"|news|archive|(our )?team|about( us)?|information|miscellaneous|gallery|introduction"
    r"|preface|overview|basics|concepts|examples?|(long )?description|name|reference( guide)?"
    r"|getting started|appendix|glossary"
    r"|haberler|duyurular|arşiv|ekibimiz|hakkımızda|bilgiler|bağlantılar",
    re.IGNORECASE,
)
_PLACE: Final = r"\s+(?:in|im|am|auf|at|of|de|da)\s+"
_ARTICLE: Final = re.compile(r"(?:[Dd](?:er|ie|as|en|em)|[Ee]ine?n?)\s+(?=[A-ZÄÖÜ])(?!\w+ste\b)")
"""A German article before a noun: a sentence brings its own."""
_QUESTION: Final = re.compile(
    r"(?:was|wie|wer|wo|wann|warum|wieso|weshalb|wozu|wohin|welche[nmrs]?|what|how|who|where|when"
    r"|why|which|can|do|does|is|are|should)\s|.*,\s(?:was|wie|wer|wo|wann|ob|dass|wenn|what|how|if)\s"
    r"|.*\b(?:nasıl|nerede|ne zaman)\b",
    re.IGNORECASE,
)
"""A title that asks, or holds a clause: no phrase that a sentence could take in."""
_READERS: Final = {
    "de": (re.compile(r"^Ihre?[nmrs]?\s+"), re.compile(r"\bIhr(?=(e[nmrs]?)?\s)"), "ihr"),
    "en": (re.compile(r"^your\s+", re.I), re.compile(r"\b[Yy]our\b"), "their"),
}
"""How a title speaks to its reader: dropped at its beginning; inside, as one speaks of others."""


class Topic(msgspec.Struct, frozen=True, kw_only=True):
    """A matter as a noun phrase, and what people do with it where a title says so."""

    name: str
    verb: str = ""
    parts: tuple[str, ...] = ()
    """the things that a title lists: "Rad, Hund und Gepäck", "Aufbau und fehlende Teile"."""

    @property
    def phrase(self) -> str:
        """The name with its verb: "Wohnsitz anmelden"."""
        return f"{self.name} {self.verb}".strip()

    @property
    def becomes(self) -> bool:
        """Whether it is what somebody wants to become ("Mitglied werden"), with the verb in it."""
        return self.name.endswith(_BECOME)

    @property
    def lengthy(self) -> bool:
        """Whether the name reads badly as a part of a list."""
        return len(self.name.split()) > 3


class Term(msgspec.Struct, frozen=True, kw_only=True):
    """A word that is frequent in a group and rare outside it."""

    stem: str
    word: str
    score: float
    documents: int


def title_topic(title: str, language: str, common: frozenset[str] = frozenset()) -> Topic | None:
    """The topic a title names; None where it is too long, too general or a special category.

    What only a file is called names none either.

    `common` holds words (lower case) that appear all over the sources, such as the town's name;
    they and the preposition before them are cut.
    """
    if is_nameless(title):
        return None
    text = _ASIDE.sub("", _NUMBER.sub("", title.strip(), count=1)).strip()
    for word in common:
        text = _without(word, text, language)
    text = _of_others(neutral(text, language) or "", language)
    says_something = bool(content_words(text, language)) or len(text.split()) > 2
    if not text or len(text.split()) > TITLE_WORDS or not says_something:
        return None
    if _GENERAL.fullmatch(text) or _QUESTION.match(text):
        return None
    verb = ""
    if language == "de" and not _GERMAN_STATE.search(text):
        text, verb = _without_verb(text)
    parts = _nouns(text) if language == "de" else ()
    text = _first_of_list(text, language)
    return Topic(name=text if language == "de" else _lower_first(text), verb=verb, parts=parts)


def tells_a_matter(heading: str, language: str) -> bool:
    """Whether a heading says what a text is about, not only what kind of text it is."""
    return bool(content_words(heading, language)) and not _GENERAL.fullmatch(heading)


def _without(word: str, text: str, language: str) -> str:
    """`text` without a common word where what is left is still a phrase.

    "Heiraten in Lindenfurt" and "Stadtwerke Lindenfurt" lose it; "Das Debian-Projekt", "Managing
    packages" and "The package list" would be left with a hole.
    """
    name = rf"{re.escape(word)}(?:'\w+)?"
    text = re.sub(rf"{_PLACE}{name}(?![\w-])", "", text, flags=re.IGNORECASE).strip(" ,-–")
    rest = re.sub(rf"^{name}\s+|\s+{name}$", "", text, flags=re.IGNORECASE).strip(" ,-–")
    if rest == text:
        return "" if lower(text) == word else text
    last = rest.split()[-1] if rest else ""
    noun = last[:1].isupper() if language == "de" else not last.endswith("ing")
    return rest if noun and not _TAIL.search(f" {last} ") else text


def _of_others(text: str, language: str) -> str:
    """ "Den Import Ihrer Daten" as "Import ihrer Daten": as one speaks of those who ask."""
    if language == "de":
        text = _ARTICLE.sub("", text, count=1) if _ARTICLE.match(text) else text
    if language == "en":
        text = re.sub(r"^(The|An?)(?=\s)", lambda match: match.group().lower(), text)
    if language in _READERS:
        first, inside, others = _READERS[language]
        text = inside.sub(others, first.sub("", text))
    return text


def _nouns(text: str) -> tuple[str, ...]:
    """The parts of a title that lists things; none where it says anything else."""
    *parts, last = _CONJUNCTION.split(text)
    listed = all(_PART.fullmatch(part) for part in parts) and _LAST_PART.fullmatch(last)
    return (*parts, last) if parts and listed else ()


def _without_verb(text: str) -> tuple[str, str]:
    """ "Wohnsitz anmelden, ummelden" as its object and its first verb."""
    match = _GERMAN_VERBS.fullmatch(text)
    if match is None or text.endswith(_BECOME):  # without its verb it would name somebody else
        return text, ""
    last = match["object"].rstrip(",").split()[-1]
    if not last[0].isupper() or not content_words(last, "de"):
        return text, ""
    if re.match(r"\S+ (?:de[rnm]|die|das|eine?n?) ", match["object"]):  # "Schnell einen Pinsel"
        return text, ""
    if match["object"].endswith(","):  # "Drucken, scannen, kopieren": nothing is done to anything
        return match["object"].rstrip(","), ""
    return match["object"], _CONJUNCTION.split(match["verb"])[0]


def _first_of_list(text: str, language: str) -> str:
    """ "Versand und Lieferzeit" stands for its first noun: a list within a list is hard to read."""
    if not _CONJUNCTION.search(text) or _OF.search(_CONJUNCTION.split(text)[0]):
        return text
    first = _TAIL.split(_CONJUNCTION.split(text)[0])[0].strip()
    if language == "en" and re.fullmatch(r"\w+ing", first):  # "Opening and closing accounts"
        return text
    whole_noun = (
        first and not first.endswith("-") and (language != "de" or first.split()[-1][0].isupper())
    )
    return first if whole_noun and content_words(first, language) else text


def _lower_first(text: str) -> str:
    """Titles start with a capital, phrases do not; names and abbreviations keep theirs."""
    words = text.split()
    if (
        len(words[0]) > 1
        and words[0][1:].islower()
        and all(not word[0].isupper() for word in words[1:])
    ):
        return lower(text[0]) + text[1:]
    return text


def repeated_titles(units: Sequence[EvidenceUnit]) -> frozenset[str]:
    """Titles (casefolded) of several of the organisation's documents, such as a chapter's basics.

    They say what kind of text it is, not what about.
    """
    places = {(unit.title.casefold(), unit.document_id) for unit in units if not unit.asked}
    counts = Counter(title for title, _ in places)
    return frozenset(title for title, count in counts.items() if count > 1)


def common_words(units: Sequence[EvidenceUnit], *, share: float = 0.6) -> frozenset[str]:
    """Words (lower case) in more than `share` of the documents: they tell no groups apart."""
    if len(units) < 4:
        return frozenset()
    counts = Counter(
        word
        for unit in units
        for word in {lower(word) for _, word in content_words(_all(unit), unit.language)}
    )
    return frozenset(word for word, count in counts.items() if count > share * len(units))


def _all(unit: EvidenceUnit) -> str:
    return f"{unit.title}\n{unit.text}"


def characteristic_terms(
    members: Iterable[EvidenceUnit],
    others: Iterable[EvidenceUnit],
    language: str,
    *,
    limit: int = 8,
) -> list[Term]:
    """Class-based tf-idf: terms of `members` in `language` against all `others`, best first.

    A term's weight is the share of the members that use it times the logarithm of how much rarer
    it is outside; words of titles count double. German terms are nouns, told by their capital.
    """
    inside = [_terms(unit) for unit in members if unit.language == language]
    outside = [_terms(unit) for unit in others if unit.language == language]
    titles = Counter(
        stem for unit in members for stem, _ in content_words(unit.title, unit.language)
    )
    shown: dict[str, Counter[str]] = {}
    for words in inside:
        for stem, forms in words.items():
            shown.setdefault(stem, Counter()).update(forms)
    outer = Counter(stem for words in outside for stem in words)
    least = min(len(inside), max(2, round(_TERM_SHARE * len(inside))))
    terms: list[Term] = []
    for stem, forms in shown.items():
        documents = sum(stem in words for words in inside)
        word = _best_form(forms, language)
        if word is None or is_sensitive(word) or documents < least:
            continue
        inner_share = documents / len(inside)
        lift = math.log((inner_share + 0.05) / (outer[stem] / max(1, len(outside)) + 0.05))
        emphasis = 1 + titles[stem] / len(inside)
        terms.append(
            Term(stem=stem, word=word, score=inner_share * lift * emphasis, documents=documents)
        )
    terms.sort(key=lambda term: (-term.score, term.word))
    return [term for term in terms[:limit] if term.score > 0]


def _terms(unit: EvidenceUnit) -> dict[str, Counter[str]]:
    return _forms(_all(unit), unit.language)


@lru_cache(maxsize=5_000)
def _forms(text: str, language: str) -> dict[str, Counter[str]]:
    """How each stem is written in `text`, with counts; every group asks for every unit."""
    forms: dict[str, Counter[str]] = {}
    for stem, word in content_words(text, language):
        forms.setdefault(stem, Counter())[word] += 1
    return forms


def _best_form(forms: Counter[str], language: str) -> str | None:
    """The most frequent written form; in German a capitalised one, for nouns carry the topic."""
    if language != "de":
        return (
            lower(forms.most_common(1)[0][0]) if not _is_name(forms) else forms.most_common(1)[0][0]
        )
    nouns = {word: count for word, count in forms.items() if word[0].isupper()}
    if sum(nouns.values()) < 0.8 * forms.total():
        return None
    return max(nouns, key=lambda word: (nouns[word], -len(word), word))


def _is_name(forms: Counter[str]) -> bool:
    return all(word[0].isupper() for word in forms) and any(word.isupper() for word in forms)
