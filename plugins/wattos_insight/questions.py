"""Questions from evidence: what people really asked, and what a page's sentences answer.

Smoke tests need questions whose answer stands in a known document and whose wording differs from
it: a table row "Personalausweis unter 24 Jahren | 27,60 Euro" becomes "Was kostet …?", a heading
becomes a question about the page's topic.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

import msgspec

from wattos_insight.aspects import Aspect, aspects, pattern_of
from wattos_insight.drafts import Group
from wattos_insight.evidence import EvidenceUnit, SourceChunk
from wattos_insight.german import can_be_needed, with_article
from wattos_insight.quotes import quote_of
from wattos_insight.schemas import Claim, SmokeQuestion
from wattos_insight.sensitive import is_sensitive
from wattos_insight.text import capital, content_words, lower, sentences
from wattos_insight.topics import Topic, title_topic

_ASKS_WELL: Final = (
    "cost",
    "duration",
    "documents",
    "hours",
    "deadline",
    "appointment",
    "relief",
    "return",
    "delivery",
)
"""Aspects whose question has one plain answer, most telling first."""
_QUESTION_LENGTH: Final = 160
_ABOUT: Final = {
    "de": "{}: Was muss ich wissen?",
    "en": "What should I know about {}?",
    "tr": "{} hakkında ne bilmeliyim?",
}
_NEEDED: Final = {
    "cost": r"\d[\d.,]*\s?(€|euro|eur|usd|tl)\b|kostenlos|kostenfrei|free of charge|ücretsiz",
    "duration": r"\d|zwei|drei|vier|fünf|sechs|two|three|four|five|six",
    "hours": r"\d{1,2}([:.]\d\d)?\s?(uhr|am|pm)?",
    "deadline": r"\d",
}
"""What a sentence must hold to answer a question about the aspect."""
_ANSWER_LENGTH: Final = 15
_CONTENT_WORDS: Final = 2
"""Content words from which a question says by itself what it is about."""


_OTHER_WORDS: Final = {
    "cost": {
        "de": "Wie viel muss ich für {} zahlen?",
        "en": "How much do I have to pay for {}?",
        "tr": "{} için ne kadar ödemem gerekir?",
    },
    "duration": {
        "de": "Wann ist das fertig: {}?",
        "en": "When will it be ready: {}?",
        "tr": "Ne zaman hazır olur: {}?",
    },
    "documents": {
        "de": "Welche Papiere will man sehen: {}?",
        "en": "What papers do they want to see: {}?",
        "tr": "Hangi evrakı isterler: {}?",
    },
    "hours": {
        "de": "Von wann bis wann ist offen: {}?",
        "en": "From when to when are you open: {}?",
        "tr": "Kaçtan kaça kadar açık: {}?",
    },
    "about": {
        "de": "Ich habe eine Frage zu {}, wie geht das?",
        "en": "I have a question about {}, how does it work?",
        "tr": "{} ile ilgili bir sorum var, nasıl oluyor?",
    },
}
"""The same questions as another person would put them."""


def smoke_questions(group: Group, *, limit: int = 2) -> list[SmokeQuestion]:
    """At most `limit` questions from different documents, and one of them in other words.

    Pages come before tickets, because a page's question has one plain answer.
    """
    chosen: list[SmokeQuestion] = []
    again: SmokeQuestion | None = None
    used: set[str] = set()
    pages = (_from_page(unit) for unit in group.units if not unit.asked and not unit.secondary)
    tickets = (_from_ticket(unit) for unit in group.units if unit.asked)
    for options in chain(pages, tickets):
        fresh = [(key, question) for key, question in options if key not in used] or options
        if fresh:
            key, question = fresh[0]
            used.add(key)
            chosen.append(question)
            again = again or _in_other_words(group, key, question)
        if len(chosen) == limit:
            break
    return [*chosen, *([again] if again else [])]


def _in_other_words(group: Group, key: str, question: SmokeQuestion) -> SmokeQuestion | None:
    """The question as another person would put it; None where there are no other words for it."""
    unit = next(u for u in group.units if u.document_id in question.document_ids)
    if unit.asked:
        spans = sentences(unit.chunks[0].text)
        text = " ".join(unit.chunks[0].text[a:b] for a, b in spans[:2])[:_QUESTION_LENGTH]
    else:
        topic = title_topic(unit.title, unit.language)
        words = _OTHER_WORDS.get(key, _OTHER_WORDS["about"]).get(unit.language)
        if topic is None or words is None:
            return None
        text = words.format(topic.name)
    return msgspec.structs.replace(question, text=text, kind="paraphrased")


def asked_questions(
    units: Iterable[EvidenceUnit], stems: frozenset[str], language: str, *, limit: int = 5
) -> list[Claim]:
    """What people asked in their own words, one question a request, the most telling first.

    "Is that normal?" says nothing by itself: a question counts by its content words, above all by
    those in `stems`, which mark the group; those in `language` come first.
    """
    found: dict[str, tuple[tuple[bool, float], Claim]] = {}
    for unit in units:
        best = max(_asked_in(unit, stems), key=lambda item: item[0], default=None)
        if unit.asked and best is not None:
            worth, claim = best
            found.setdefault(lower(claim.text), ((unit.language == language, worth), claim))
    ranked = sorted(found.values(), key=lambda item: item[0], reverse=True)
    return [claim for _, claim in ranked[:limit]]


def _asked_in(unit: EvidenceUnit, stems: frozenset[str]) -> Iterator[tuple[float, Claim]]:
    """The unit's sentences that end in a question mark and can stand alone, with their worth."""
    chunk = unit.chunks[0]
    for start, end in sentences(chunk.text):
        text = chunk.text[start:end]
        own = {stem for stem, _ in content_words(text, unit.language)}
        telling = len(own) >= _CONTENT_WORDS and 15 <= len(text) <= _QUESTION_LENGTH
        if text.endswith("?") and telling and not is_sensitive(text):
            worth = 2.0 * len(own & stems) + min(len(own), 5)
            yield worth, Claim(text=text, evidence=(quote_of(chunk, start, end),))


def answered_questions(
    units: Iterable[EvidenceUnit], language: str, *, limit: int = 5
) -> list[Claim]:
    """What the organisation's pages answer, put as a person would ask it."""
    claims: dict[str, Claim] = {}
    for unit in units:
        if unit.asked or unit.secondary or unit.language != language:
            continue
        for _, question in _from_page(unit)[:2]:
            claims.setdefault(lower(question.text), _claim(question))
    return list(claims.values())[:limit]


def _claim(question: SmokeQuestion) -> Claim:
    return Claim(text=question.text, evidence=(question.evidence,) if question.evidence else ())


def _from_page(unit: EvidenceUnit) -> list[tuple[str, SmokeQuestion]]:
    """`(aspect, question)` for each aspect that the unit answers, the plainest first."""
    topic = title_topic(unit.title, unit.language)
    if topic is None or is_sensitive(unit.title):  # a topic put neutrally is not the page's word
        return []
    answers: list[tuple[float, str, SmokeQuestion]] = []
    for aspect in aspects():
        if aspect.key in _ASKS_WELL and unit.language in aspect.question:
            worth, place = _answer(unit, aspect)
            if place is not None:
                text = _put(topic, aspect, unit.language)
                answers.append((worth, aspect.key, _question(unit, text, place)))
    answers.sort(key=lambda answer: (-answer[0], _ASKS_WELL.index(answer[1])))
    if answers:
        return [(key, question) for _, key, question in answers]
    chunk = unit.chunks[0]
    text = capital(_ABOUT.get(unit.language, _ABOUT["en"]).format(topic.name), unit.language)
    return [("about", _question(unit, text, (chunk, *span))) for span in sentences(chunk.text)[:1]]


def _put(topic: Topic, aspect: Aspect, language: str) -> str:
    """The question as a person types it: "Was kostet ein Pass?", "Sperrmüll: Was kostet das?"."""
    if aspect.key == "cost" and language == "de" and can_be_needed(topic.name):
        named = with_article(topic.name, accusative=False)
        if named:
            return f"Was kostet {named}?"
    name = f"{topic.name} {topic.verb}".strip()
    return f"{capital(name, language)}: {aspect.question[language]}"


def _from_ticket(unit: EvidenceUnit) -> list[tuple[str, SmokeQuestion]]:
    """A ticket's subject is a question as people type it."""
    subject = unit.title.strip()
    if not 10 <= len(subject) <= _QUESTION_LENGTH or is_sensitive(subject):
        return []
    chunk = unit.chunks[0]
    return [(subject, _question(unit, subject, (chunk, 0, len(chunk.text))))]


def _answer(
    unit: EvidenceUnit, aspect: Aspect
) -> tuple[float, tuple[SourceChunk, int, int] | None]:
    """The sentence or table row that best answers a question about `aspect`, with its worth.

    It must hold what such an answer needs (a price, a time); a heading on the aspect and words of
    the title speak for it.
    """
    needed, about = re.compile(_NEEDED.get(aspect.key, "")), pattern_of(aspect.key)
    title = {stem for stem, _ in content_words(unit.title, unit.language)}
    best: tuple[float, tuple[SourceChunk, int, int] | None] = (1.0, None)
    for chunk in unit.chunks:
        headed = any(about.search(lower(heading)) for heading in chunk.heading_path[1:])
        for start, end in sentences(chunk.text):
            text = chunk.text[start:end]
            said = bool(about.search(lower(text)))
            if (
                end - start < _ANSWER_LENGTH
                or not needed.search(lower(text))
                or not (headed or said)
            ):
                continue
            shared = title & {stem for stem, _ in content_words(text, unit.language)}
            worth = 1.5 * headed + said + min(len(shared), 2)
            if worth > best[0]:
                best = worth, (chunk, start, end)
    return best


def _question(unit: EvidenceUnit, text: str, place: tuple[SourceChunk, int, int]) -> SmokeQuestion:
    return SmokeQuestion(
        text=text,
        language=unit.language,
        document_ids=(unit.document_id,),
        evidence=quote_of(*place),
    )
