"""Two pages that say different things about one and the same."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain, combinations
from typing import Final

from wattos_check.facts import Fact, facts_of, words
from wattos_check.findings import finding, shorten
from wattos_check.hours import hours_of
from wattos_check.pages import Line, Page
from wattos_check.periods import common_words, periods_of
from wattos_check.reach import reach_of
from wattos_check.schemas import Evidence, Finding

_NUMBER: Final = re.compile(r"\d+(?:[.,:]\d+)*")
_MEASURED: Final = re.compile(
    r"€|euro|eur\b|uhr|saat|o'clock|\b[ap]\.?m\b|telefon|phone|prozent|percent|%|tage?n?\b|days?\b"
    r"|wochen?\b|weeks?\b|monate?n?\b|months?\b|gün|hafta",
    re.I,
)
_FEWEST_WORDS: Final = 6
_LONG: Final = 6
_WORDING: Final = {
    "fee": ("Zwei Seiten nennen verschiedene Preise", "Two pages state different prices"),
    "phone": (
        "Zwei Seiten nennen verschiedene Telefonnummern",
        "Two pages state different telephone numbers",
    ),
    "hours": (
        "Zwei Seiten nennen verschiedene Zeiten",
        "Two pages state different opening hours",
    ),
    "period": (
        "Zwei Seiten nennen verschiedene Fristen oder Zeiträume",
        "Two pages state different periods",
    ),
    "deadline": (
        "Zwei Seiten nennen verschiedene Stichtage",
        "Two pages state different deadlines",
    ),
    "address": (
        "Zwei Seiten nennen verschiedene Adressen",
        "Two pages state different addresses",
    ),
    "sentence": (
        "Derselbe Satz steht auf zwei Seiten mit verschiedenen Zahlen",
        "The same sentence stands on two pages with different numbers",
    ),
}


def contradictions(pages: Sequence[Page]) -> Iterator[Finding]:
    """Contradictions between pages of one language that claim to be true today."""
    current = [page for page in pages if not (page.is_archived or page.is_news)]
    told: set[frozenset[tuple[str, int]]] = set()
    for found in (*_of_facts(current), *_of_sentences(current)):
        places = frozenset((place.url, place.start or 0) for place in found.evidence)
        if places not in told:
            told.add(places)
            yield found


def _of_facts(pages: Sequence[Page]) -> Iterator[Finding]:
    groups: defaultdict[tuple[str, str, frozenset[str]], list[Fact]] = defaultdict(list)
    common = common_words(pages)
    for page in pages:
        stated = (facts_of(page), hours_of(page), periods_of(page, common), reach_of(page))
        for fact in chain.from_iterable(stated):
            if fact.label:
                groups[fact.kind, page.language, fact.label].append(fact)
    for (kind, _, _), facts in groups.items():
        vague = kind == "fee" and any(_is_vague(fact.name) for fact in facts)
        if vague and len({_subject(fact.page) for fact in facts}) > 1:
            continue
        by_page: defaultdict[str, list[Fact]] = defaultdict(list)
        for fact in facts:
            by_page[fact.page.url].append(fact)
        for one, other in combinations(by_page.values(), 2):
            values = {f.value for f in one}, {f.value for f in other}
            same = one[0].own or other[0].own or _is_full_name(one[0].name)
            if same and len(values[0]) == len(values[1]) == 1 and values[0] != values[1]:
                yield _told(kind, one[0].page, one[0].line, other[0].page, other[0].line)


def _is_vague(name: frozenset[str]) -> bool:
    """Whether words such as "adults" say too little to be about the same thing anywhere."""
    return sum(len(word) >= _LONG for word in name) < 2 and not any(
        len(word) >= 2 * _LONG for word in name
    )


def _is_full_name(name: frozenset[str]) -> bool:
    """Whether two pages that are about something else still mean the same place."""
    return sum(len(word) >= _LONG for word in name) > 1


def _subject(page: Page) -> frozenset[str]:
    return frozenset(word for word in words(page.title) if len(word) >= _LONG)


def _of_sentences(pages: Sequence[Page]) -> Iterator[Finding]:
    """Sentences and rows that are the same but for their numbers."""
    groups: defaultdict[tuple[str, str], list[tuple[Page, Line]]] = defaultdict(list)
    for page in pages:
        seen: set[str] = set()
        for line in page.sentences:
            masked = _NUMBER.sub("#", " ".join(line.text.lower().split()))
            specific = len(words(masked.replace("#", " "))) >= _FEWEST_WORDS
            if "#" in masked and specific and _MEASURED.search(masked) and masked not in seen:
                seen.add(masked)
                groups[page.language, masked].append((page, line))
    for places in groups.values():
        for (page, line), (other, there) in combinations(places, 2):
            if _NUMBER.findall(line.text) != _NUMBER.findall(there.text):
                yield _told("sentence", page, line, other, there)


def _told(kind: str, page: Page, line: Line, other: Page, there: Line) -> Finding:
    evidence: list[Evidence] = [page.evidence(line), other.evidence(there)]
    first, second = shorten(line.text, 90), shorten(there.text, 90)
    de, en = _WORDING[kind]
    return finding(
        "contradiction",
        "high",
        evidence,
        de=f"{de}: „{first}“ ({page.title}) und „{second}“ ({other.title}).",
        en=f"{en}: “{first}” ({page.title}) and “{second}” ({other.title}).",
        what=kind,
    )
