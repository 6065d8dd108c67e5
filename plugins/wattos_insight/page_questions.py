"""What a page answers, put as a person would ask it, with the place of the answer.

A table row "Personalausweis unter 24 Jahren | 27,60 Euro" becomes "Was kostet …?", a heading that
is a question stays one, any other heading asks what its section says. A page that yields none of
them answers nothing that could be asked in one sentence, and gets no question.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from wattos_insight.aspect_answers import best_answer
from wattos_insight.aspects import Aspect, aspects, pattern_of
from wattos_insight.evidence import EvidenceUnit, SourceChunk
from wattos_insight.german import can_be_needed, with_article, with_the
from wattos_insight.section_questions import about_section, statement
from wattos_insight.sensitive import is_sensitive
from wattos_insight.text import capital, lower, stems
from wattos_insight.topics import Topic, title_topic

QUESTION_LENGTH: Final = 160
MASK: Final = "["
"""What stands in place of a name was somebody's alone: such words are no question."""
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
    "preparation",
    "fit",
    "care",
    "stock",
)
"""Aspects whose question has one plain answer, most telling first."""
_PLAINLY: Final = 3.0
"""Worth from which a price is that of the page's topic itself."""
_SECTION_WORTH: Final = 1.5
_ASKED_AGAIN: Final = {
    "cost": {
        "de": "Wie viel muss ich zahlen: {}?",
        "en": "How much do I have to pay for {}?",
        "tr": "{} için ne kadar ödemem gerekir?",
    },
    "duration": {
        "de": "Wie viel Zeit muss ich einplanen: {}?",
        "en": "When will it be ready: {}?",
        "tr": "Ne zaman hazır olur: {}?",
    },
    "documents": {
        "de": "Welche Papiere werden verlangt: {}?",
        "en": "What papers do they want to see: {}?",
        "tr": "Hangi evrakı isterler: {}?",
    },
    "hours": {
        "de": "Von wann bis wann ist offen: {}?",
        "en": "From when to when are you open: {}?",
        "tr": "Kaçtan kaça kadar açık: {}?",
    },
    "deadline": {
        "de": "Welche Frist gilt: {}?",
        "en": "What is the time limit for {}?",
        "tr": "{} için süre ne kadar?",
    },
    "appointment": {
        "de": "Kann ich einfach so kommen: {}?",
        "en": "Can I just walk in for {}?",
        "tr": "{} için randevusuz gelebilir miyim?",
    },
    "relief": {
        "de": "Geht es auch günstiger: {}?",
        "en": "Is there a cheaper way: {}?",
        "tr": "Daha ucuzu var mı: {}?",
    },
    "return": {
        "de": "Kann ich das zurückgeben: {}?",
        "en": "Can I give it back: {}?",
        "tr": "Geri verebilir miyim: {}?",
    },
    "delivery": {
        "de": "Wie wird das verschickt: {}?",
        "en": "How is it sent: {}?",
        "tr": "Nasıl gönderiliyor: {}?",
    },
    "preparation": {
        "de": "Wie macht man das am besten: {}?",
        "en": "What is the best way to make {}?",
        "tr": "En iyi nasıl yapılır: {}?",
    },
    "fit": {
        "de": "Wozu passt das: {}?",
        "en": "What does it go with: {}?",
        "tr": "Neye uyar: {}?",
    },
    "care": {
        "de": "Wie hält das lange: {}?",
        "en": "How do I make it last: {}?",
        "tr": "Uzun ömürlü olması için ne yapmalı: {}?",
    },
    "stock": {
        "de": "Kann ich das gleich haben: {}?",
        "en": "Can I have it right away: {}?",
        "tr": "Hemen alabilir miyim: {}?",
    },
}
"""The questions of `aspects.toml` as another person would put them."""


class PageQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A question and the place that answers it, `chunk.text[start:end]`."""

    worth: float
    key: str
    """the aspect, or the section's heading: questions with the same key are alike"""
    text: str
    again: str | None
    """the same in other words"""
    subject: frozenset[str]
    """the stems of what an aspect is asked of; empty for a section's question"""
    chunk: SourceChunk
    start: int
    end: int


def page_questions(unit: EvidenceUnit) -> list[PageQuestion]:
    """What the unit answers: aspects of its topic first (the plainest before), then its sections.

    A topic put neutrally is not the page's own word: a page on a sensitive matter gives none.
    """
    topic = title_topic(unit.title, unit.language)
    if topic is None or is_sensitive(unit.title):
        return []
    return [*_of_aspects(unit, topic), *_of_sections(unit, topic)]


def _of_aspects(unit: EvidenceUnit, topic: Topic) -> list[PageQuestion]:
    found: list[PageQuestion] = []
    for aspect in aspects():
        if aspect.key in _ASKS_WELL and unit.language in aspect.question:
            worth, place = best_answer(unit, aspect)
            text = _put(topic, aspect, unit.language, plain=worth >= _PLAINLY) if place else None
            if place and text:
                again = _ASKED_AGAIN.get(aspect.key, {}).get(unit.language)
                name = topic.phrase
                question = PageQuestion(
                    worth=worth,
                    key=aspect.key,
                    text=text,
                    again=again.format(name) if again else None,
                    subject=stems(topic.phrase, unit.language),
                    chunk=place[0],
                    start=place[1],
                    end=place[2],
                )
                found.append(question)
    return sorted(found, key=lambda question: (-question.worth, _ASKS_WELL.index(question.key)))


def _put(topic: Topic, aspect: Aspect, language: str, *, plain: bool) -> str | None:
    """The question as a person types it: "Was kostet ein Pass?", "Sperrmüll: Was kostet das?".

    A page whose title is the aspect itself ("Termin vereinbaren") needs no topic before it.
    """
    if pattern_of(aspect.key).search(lower(topic.phrase)):
        return aspect.alone.get(language)
    if aspect.key == "cost" and language == "de" and plain and not topic.verb:
        needed = can_be_needed(topic.name)
        named = with_article(topic.name, accusative=False) if needed else with_the(topic.name)
        if named:
            return f"Was kostet {named}?"
    return f"{capital(topic.phrase, language)}: {aspect.question[language]}"


def _of_sections(unit: EvidenceUnit, topic: Topic) -> Iterator[PageQuestion]:
    """A question for each section with a heading of its own that has something to say."""
    seen: set[str] = set()
    for chunk in unit.chunks:
        heading = chunk.heading_path[-1].strip() if len(chunk.heading_path) > 1 else ""
        if not heading or heading in seen or heading == unit.title or is_sensitive(heading):
            continue
        seen.add(heading)
        place = statement(chunk, heading)
        texts = about_section(heading, topic, unit.language) if place else None
        if place and texts and len(texts[0]) <= QUESTION_LENGTH:
            yield PageQuestion(
                worth=_SECTION_WORTH,
                key=lower(heading),
                text=texts[0],
                again=texts[1],
                subject=frozenset(),
                chunk=chunk,
                start=place[0],
                end=place[1],
            )
