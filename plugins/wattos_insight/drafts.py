"""One cluster on its way to a target group: who its people are, what about, and the figures."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID, uuid5

import msgspec

from wattos_insight.clustering import Clustering
from wattos_insight.description import describe
from wattos_insight.evidence import EvidenceUnit
from wattos_insight.naming import (
    ANYBODY,
    Audience,
    audience_of,
    label_of,
    matters,
    name_from_terms,
    name_from_topics,
)
from wattos_insight.quotes import best_quote, touched
from wattos_insight.schemas import Evidence, GroupWords, TargetGroup
from wattos_insight.sections import asked_sections
from wattos_insight.sensitive import is_sensitive
from wattos_insight.text import slugify, stems
from wattos_insight.topics import Term, Topic, characteristic_terms, title_topic
from wattos_insight.wording import LANGUAGES, quoted

_EVIDENCE_ITEMS: Final = 8
_ENOUGH: Final = 3
"""Documents of its own beside which a group is not quoted from home pages, lists and news."""
_LOOKED_AT: Final = 24
"""Documents among which quotes are chosen, the most central ones."""
_SATURATION: Final = 3.0
"""Documents at which the amount of evidence counts half."""
_TOPICS: Final = 4
_QUOTES: Final = re.compile(r"[„“”\"»«]")
_OVERVIEW_OF: Final = 2
_OVERVIEW_SHARE: Final = 0.6
"""Of a group's other titles: a page that names so many of them is their overview."""
_KEY_LENGTH: Final = 48
_FEWEST_REQUESTS: Final = 2
_TOPIC_SHARE: Final = 0.15
"""Number and part of a group's requests that must be closest to a document that names it."""


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """A cluster on its way to a target group: members most central first."""

    key: str
    units: tuple[EvidenceUnit, ...]
    audience: Audience
    topics: tuple[Topic, ...]
    matters: tuple[str, ...]
    """what it is about as phrases, the most telling first"""
    label: tuple[str, ...]
    """those of them that its persona and agent are called by"""
    terms: tuple[Term, ...]
    language: str
    """the language its name is written in"""
    target: TargetGroup

    @property
    def stems(self) -> frozenset[str]:
        """The stems of its terms and matters: a sentence that shows one is visibly about it."""
        return frozenset(term.stem for term in self.terms) | _named(self.matters, self.language)


def _named(about: Sequence[str], language: str) -> frozenset[str]:
    """The stems of what a group is about."""
    return frozenset(stem for matter in about for stem in stems(matter, language))


class Draft:
    """Collects what is known of one cluster while it becomes a group.

    `common` words and `repeated` titles (see `topics`) name no group. `about` holds, for each
    document of the organisation, how many requests are closest to it: in the group, and in all.
    """

    def __init__(
        self,
        units: list[EvidenceUnit],
        rest: list[EvidenceUnit],
        common: frozenset[str],
        language: str,
        asking: Audience,
        about: Mapping[UUID, tuple[int, int]],
        documents: Mapping[UUID, EvidenceUnit],
        repeated: frozenset[str] = frozenset(),
    ) -> None:
        self.units = units
        self.shares = _language_shares(units)
        self.language = language if language in self.shares else next(iter(self.shares))
        self._rest = rest
        self.terms = characteristic_terms(units, rest, self.language)
        self.asked = 2 * sum(unit.asked for unit in units) >= len(units)
        self.audience = audience_of(units, default=asking if self.asked else ANYBODY)
        self._repeated = repeated
        self._sections = asked_sections(units, about, documents) if self.asked else []
        self.topics = self._asked_topics(about, documents, common) or self._topics(common)
        told = matters(self.topics, [], self.language)
        self.matters = told or matters([], self.terms, self.language)

    def _quotes(self) -> list[Evidence]:
        """One quote a document: in the name's language, visibly about the group, central first."""
        documents = {
            unit.document_id: unit
            for unit in reversed(self.units)
            if not (unit.asked and is_sensitive(unit.text))  # somebody's own words about themselves
        } or {unit.document_id: unit for unit in reversed(self.units)}
        ordered = sorted(documents.values(), key=self.units.index)
        named = _named(self.matters, self.language)
        told = frozenset(term.stem for term in self.terms)
        own = [unit for unit in ordered if not unit.secondary]
        if len(own) >= _ENOUGH:  # a list of links says little beside pages
            ordered = own
        quotes = [(unit, best_quote(unit, told, named)) for unit in ordered[:_LOOKED_AT]]
        quotes.sort(
            key=lambda item: (
                self.asked and not item[0].asked,
                item[0].language != self.language,
                not touched(item[1].quote, self.language, named),
                not touched(item[1].quote, self.language, told),
            )
        )
        return [quote for _, quote in quotes[:_EVIDENCE_ITEMS]]

    def _asked_topics(
        self,
        about: Mapping[UUID, tuple[int, int]],
        documents: Mapping[UUID, EvidenceUnit],
        common: frozenset[str],
    ) -> list[Topic]:
        """For requests: the organisation's own words for what they are closest to.

        Titles count by how much more often the group's requests are close to their document than
        requests are elsewhere.
        """
        asked = sum(unit.asked for unit in self.units)
        if not self.asked or not about:
            return []
        total = sum(everywhere for _, everywhere in about.values())
        scores: dict[UUID, float] = {}
        for document, (here, everywhere) in about.items():
            lift = math.log((here / asked) / (everywhere / total)) if here else 0.0
            if here >= max(_FEWEST_REQUESTS, _TOPIC_SHARE * asked) and lift > 0:
                scores[document] = here / asked * lift
        topics: dict[str, Topic] = {}
        for document in sorted(scores, key=lambda document: -scores[document]):
            unit = documents[document]
            topic = title_topic(unit.title, unit.language, common)
            if topic is not None and unit.language == self.language:
                topics.setdefault(topic.name.casefold(), topic)
        return list(topics.values())[:_TOPICS]

    def _topics(self, common: frozenset[str]) -> list[Topic]:
        """Topics of the most central titles; tickets' subjects are complaints, not topics.

        Where people look for what they like and a page is the overview of others, its title stands
        for theirs: they are after tea, not after the one that is most like the rest.
        """
        topics: dict[str, Topic] = {}
        texts: dict[str, str] = {}
        telling: set[str] = set()
        for unit in self.units:
            if unit.asked or unit.language != self.language:
                continue
            if unit.title.casefold() in self._repeated:
                continue
            topic = None if unit.secondary else title_topic(unit.title, self.language, common)
            whole = topic or title_topic(unit.title, self.language)
            if whole is None or (topic is None and _is_home(unit)):
                continue
            key = whole.name.casefold()
            topics.setdefault(key, whole)
            text = _QUOTES.sub("", unit.text).casefold()
            texts[key] = f"{texts.get(key, '')} {text}"
            telling |= {key} if topic is not None else set()
        overview, below = _overview(texts) if self.audience.interest else ("", [])
        left = telling.difference(below) | ({overview} & set(topics))
        chosen = [topic for key, topic in topics.items() if key in left]
        chosen.sort(key=lambda topic: (topic.name.casefold() != overview, topic.lengthy))
        return chosen[:_TOPICS]

    @property
    def proposed_key(self) -> str:
        """A slug of what the group is about."""
        words = self.matters[:2]
        return slugify(" ".join(words), limit=_KEY_LENGTH) or self.audience.key

    def name(self, taken: frozenset[str] = frozenset()) -> str:
        """A sentence for the group; where a name is `taken`, its own terms tell it apart."""
        terms = self.terms or [self._fallback()]
        plain = self._named(self.topics, terms, self.language)
        if plain not in taken or not self.terms:
            return plain
        return name_from_terms((), terms, self.audience, self.units, self.language)

    def _named(self, topics: Sequence[Topic], terms: Sequence[Term], language: str) -> str:
        if topics and not self.asked:
            return name_from_topics(topics, self.audience, language)
        return name_from_terms(topics, terms, self.audience, self.units, language)

    def _fallback(self) -> Term:
        """Where no word stands out: the most central title that names no special category."""
        titles = [u.title for u in self.units if u.is_named and not is_sensitive(u.title)]
        return Term(stem="", word=titles[0] if titles else "…", score=0.0, documents=0)

    def _words_in(self, language: str) -> GroupWords:
        """Name and description for staff who read another language, the sources' words quoted."""
        topics = [
            Topic(
                name=quoted(topic.name, language),
                parts=tuple(quoted(part, language) for part in topic.parts),
            )
            for topic in self.topics
        ]
        terms = [
            msgspec.structs.replace(term, word=quoted(term.word, language))
            for term in self.terms or [self._fallback()]
        ]
        return GroupWords(
            name=self._named(topics, terms, language),
            description=self._described(language),
        )

    def _described(self, language: str) -> str:
        """The description in `language`; a word that already stands in it says nothing new."""
        named = stems(f"{self.name()} {' '.join(self._sections)}", self.language)
        terms = [term for term in self.terms if term.stem not in named]
        return describe(self.units, self._rest, terms, self._sections, language)

    def group(
        self,
        tenant_id: UUID,
        key: str,
        *,
        clustering: Clustering,
        label: int,
        total: float,
        taken: frozenset[str],
    ) -> Group:
        """The finished group; `total` is the weight of all units of the analysis."""
        documents = len({unit.document_id for unit in self.units})
        cohesion, stability = clustering.cohesion[label], clustering.stability[label]
        amount = documents / (documents + _SATURATION)
        target = TargetGroup(
            id=uuid5(tenant_id, f"insight/{key}"),
            key=key,
            name=self.name(taken),
            description=self._described(self.language),
            language=next(iter(self.shares)),
            languages=self.shares,
            size=len(self.units),
            share=round(sum(unit.weight for unit in self.units) / total, 4),
            confidence=round((cohesion * stability * amount) ** (1 / 3), 3),
            cohesion=round(cohesion, 3),
            stability=round(stability, 3),
            weak=clustering.weak.get(label),
            terms=tuple(term.word for term in self.terms),
            source_kinds=tuple(sorted({"page", "file", *(unit.kind for unit in self.units)})),
            method="terms",
            evidence=tuple(self._quotes()),
            also={code: self._words_in(code) for code in LANGUAGES if code != self.language},
        )
        return Group(
            key=key,
            units=tuple(self.units),
            audience=self.audience,
            topics=tuple(self.topics),
            matters=tuple(self.matters),
            label=tuple(label_of(self.topics, self.matters, self.language)),
            terms=tuple(self.terms),
            language=self.language,
            target=target,
        )


def _is_home(unit: EvidenceUnit) -> bool:
    """A site's first page names everything there is."""
    return re.fullmatch(r"/?(?:index\.\w+)?", urlsplit(unit.url).path) is not None


def _overview(texts: Mapping[str, str]) -> tuple[str, list[str]]:
    """The title whose page names most of the other titles, with those that it covers.

    A title that has the overview's in it ("Making tea") is covered too. Nothing where no page names
    most of the others.
    """
    named = {
        title: [other for other in texts if other != title and other in text]
        for title, text in texts.items()
    }
    best = max(named, key=lambda title: len(named[title]), default="")
    if len(named.get(best, ())) < max(_OVERVIEW_OF, _OVERVIEW_SHARE * (len(texts) - 1)):
        return "", []
    return best, [
        title
        for title in texts
        if title != best and (title in named[best] or best in title.split())
    ]


def _language_shares(units: Sequence[EvidenceUnit]) -> dict[str, float]:
    """Share of the weight by language, the largest first."""
    weights: Counter[str] = Counter()
    for unit in units:
        weights[unit.language] += unit.weight  # type: ignore[assignment]
    total = sum(weights.values())
    return {code: round(weight / total, 3) for code, weight in weights.most_common()}
