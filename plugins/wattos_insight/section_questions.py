"""What a section of a page is asked for, told from its heading."""

from __future__ import annotations

import re
from typing import Final

from wattos_insight.evidence import SourceChunk
from wattos_insight.german import Preposition, after_zu, in_dative, within_sentence
from wattos_insight.text import capital, content_words, sentences, stems
from wattos_insight.topics import Topic, title_topic

_SECTION_LENGTH: Final = 40
"""Characters from which a sentence can be what a section has to say."""
_OWN_VOICE: Final = re.compile(r"\b(ich|mir|mich|mein\w*|i|my|me|benim|bana)\b", re.IGNORECASE)
_SPOKEN_TO: Final = re.compile(r"\b(Sie|Ihr\w*|du|wir|uns\w*|you|your|we|our)\b")
"""Headings in a visitor's voice, and sentences to a visitor, which no question can hold."""
_AND_NOW: Final = {
    "de": "Was soll ich tun?",
    "en": "What should I do?",
    "tr": "Ne yapmalıyım?",
}
_HAPPENED: Final = re.compile(
    r" (vergessen|verloren|gestohlen|verpasst|versäumt|abgelaufen|gesperrt|defekt|kaputt|zerstört"
    r"|forgotten|lost|stolen|missed|expired|locked|broken|unutuldu|kayboldu|çalındı|bozuldu)$",
    re.IGNORECASE,
)
"""Headings that say what went wrong."""
_KNOW: Final = "Was muss ich wissen?"
_HOW: Final = "Wie ist das geregelt?"
_SECTION: Final = {
    "en": ("What do I need to know about {}?", "Can you tell me something about {}?"),
    "tr": ("{} konusunda ne bilmeliyim?", "{} hakkında bilgi verir misiniz?"),
}


def statement(chunk: SourceChunk, heading: str) -> tuple[int, int] | None:
    """The whole sentence under the heading that says most in its words; the first of equals."""
    named = stems(heading, chunk.language)
    spans = [
        (start, end)
        for start, end in sentences(chunk.text)
        if end - start >= _SECTION_LENGTH and chunk.text[start:end].rstrip('"”“»)*_').endswith(".")
    ]

    def shared(span: tuple[int, int]) -> int:
        return len(stems(chunk.text[slice(*span)], chunk.language) & named)

    return max(spans, key=shared, default=None)


def about_section(heading: str, topic: Topic, language: str) -> tuple[str, str | None] | None:
    """The question of a section and the same in other words; None for a heading that says nothing.

    The page's topic goes before it, unless the heading names it.
    """
    if heading.endswith("?"):
        return _within(heading, heading, topic, language), None
    if _OWN_VOICE.search(heading):
        ask = _AND_NOW.get(language, _AND_NOW["en"])
        return f"{heading.strip('.!„“')}. {ask}", heading
    if _SPOKEN_TO.search(heading):
        return None
    if _HAPPENED.search(heading):
        ask = _AND_NOW.get(language, _AND_NOW["en"])
        return f"{_before(heading, topic, language)}: {ask}", f"{heading}. {ask}"
    named = title_topic(heading, language)
    if named is None or not content_words(named.phrase, language):
        return None
    if language == "de":
        asked = _german_section(named)
        if asked is None:
            before = _before(heading, topic, language)
            return f"{before}: {_KNOW}", f"{before}: {_HOW}"
        text, again = asked
    else:
        patterns = _SECTION.get(language, _SECTION["en"])
        text, again = (capital(p.format(named.name), language) for p in patterns)
    return (
        _within(text, heading, topic, language),
        _within(again, heading, topic, language),
    )


def _within(text: str, heading: str, topic: Topic, language: str) -> str:
    if stems(heading, language) & stems(topic.phrase, language):
        return text
    return f"{capital(topic.phrase, language)}: {text}"


def _before(heading: str, topic: Topic, language: str) -> str:
    """Topic and heading, which stand before a question and not in it: that needs no article."""
    if stems(heading, language) & stems(topic.phrase, language):
        return heading
    inside = within_sentence(heading) if language == "de" else heading
    return f"{capital(topic.phrase, language)}, {inside}"


def _german_section(named: Topic) -> tuple[str, str] | None:
    """The question and another wording; None where the grammar of the heading is not known."""
    if named.verb:
        doing = within_sentence(named.phrase)
        return f"Wie kann ich {doing}?", f"Ich möchte {doing}. Was muss ich tun?"
    if not (_is_declined("bei", named.name) and _is_declined("mit", named.name)):
        return None
    at, about = (in_dative(p, [named.name])[0] for p in ("bei", "mit"))
    return f"Was gilt {at}?", f"Wie ist das {about}?"


def _is_declined(preposition: Preposition, name: str) -> bool:
    """Whether the name stands rightly behind the preposition, as its gender is known."""
    phrase = in_dative(preposition, [name])[0]
    return phrase not in (f"{preposition} {name}", f"{preposition} {after_zu(name)}")
