"""Questions about the organisation itself: how to reach it, where it is, when it is open.

They are what people type first ("Wo seid ihr?", "Öffnungszeiten"), and they share no word with the
page that answers them. So the search goes for that page in words that such pages use.
"""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from wattos.agents.next_step import is_contact_page
from wattos.agents.wording import OWN_QUERIES, WAY, say
from wattos.llm import Passage
from wattos.verified import Profile, profile_of

Topic = Literal["contact", "way", "hours"]

_REACHING = re.compile(
    r"erreich\w*|kontakt\w*|impressum|anruf\w*|rufnummer|hotline|sitz|standort\w*|lieg\w*|find\w*"
    r"|befind\w*"
    r"|contact|reach|imprint|call|located|location|based|find|situated"
    r"|ulaş\w*|iletişim\w*|künye|numara\w*|bulabil\w*|neredesiniz|yeriniz\w*|konum\w*|ara\w{0,9}"
)
_COMING = re.compile(
    r"komm\w*|gelang\w*|anfahrt\w*|wegbeschreibung|directions|gelebilir\w*|gelirim|gelinir"
)
_GETTING = re.compile(r"\b(?:get|come) (?:to you|there|here)\b")
_OPENING = re.compile(r"open|opened|close|shut|açık\w*|kapal\w*|öffnungszeit\w*")
_THERE = re.compile(r"\b(?:seid ihr|sind sie) .*\bda$|^wann (?:ist|sind) .*\bda$")
_POINTING = re.compile(r"\b(?:das|es|dies|dort|it|that|this|bu|şu|o)\b")
"""What was spoken of before, or nothing at all."""
_OF_THE_ASKER = re.compile(r"\b(?:my|our|meine?[nmrs]?|unsere?[nmrs]?)\b|\badresim\w*")
"""Who registers their own address does not ask for the organisation's."""
# What is left of a question that names nobody else, besides words of its topic.
_NOTHING_ELSE = re.compile(
    r"habt|haben|hat|seid|sind|is|gibt|geht|macht|kann|könnte|darf|möchte|will|telefonisch"
    r"|persönlich|schriftlich|genau|eigentlich|noch|denn|bitte|hin|hier|laden|geschäft|büro"
    r"|lautet|euer|sich|heute|morgen|übermorgen|jetzt|gerade|aktuell|wochenende|feiertag\w*"
    r"|(?:mon|diens|donners|frei|sams|sonn)tags?|mittwochs?|sonnabends?|vormittags?|nachmittags?"
    r"|abends?|früh"
    r"|rathaus\w*|(?:stadt|gemeinde)?verwaltung|town|hall|city|council|belediye\w*|bina\w*"
    r"|have|got|exactly|today|tomorrow|now|currently|weekends?|directly|shop|store|office"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|best|way|details|number|address|adress|phone"
    r"|siz\w*|sana|nasıl|tam|acaba|bugün|yarın|şimdi|anda|hafta|sonu|var|günü|günleri"
    r"|pazartesi\w*|salı\w*|çarşamba\w*|perşembe\w*|cuma\w*|cumartesi\w*|pazar\w*"
    r"|adres\w*|telefon\w*|saat\w*"
)
_HOUSE = re.compile(
    r"\b(?:rathaus\w*|(?:stadt|gemeinde)?verwaltung|town hall|city hall|belediye\w*|laden|geschäft"
    r"|büro|shop|store|office)\b",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(
    r"\b(?:ihr|euch|eue?r\w*|Ihre?[nmrs]?|your?)\b"
    r"|\b(?:haben|sind|machen|schließen|öffnen|erreiche ich|finde ich) Sie\b"
    r"|\bsiz\w*|[aeıiuü]n[ıiuü]z\b"
)
_ASKS: tuple[tuple[Topic, frozenset[str]], ...] = (
    ("hours", frozenset({"opening", "closing"})),
    ("contact", frozenset({"phone", "mail", "place"})),
)


class OwnQuestion(msgspec.Struct, frozen=True):
    """A question about the organisation itself."""

    topic: Topic

    wording: str
    """The question, in words that an answer may share with it."""
    queries: tuple[str, ...]
    """What finds the pages that answer it, in the organisation's own language."""
    names_house: bool
    """Whether it names the town hall or the shop, so that a page may share its words as well."""


def own_question(question: str, language: str, home: str) -> OwnQuestion | None:
    """What a question that stands alone, in `language`, asks about the organisation itself.

    `home` is the organisation's own language. None for a question about anything else.
    """
    topic = _topic(question, profile_of(question, language))
    if topic is None:
        return None
    known = OWN_QUERIES[topic]
    wording = say(WAY, language) if topic == "way" else question
    names_house = _HOUSE.search(question) is not None
    return OwnQuestion(topic, wording, known.get(home, known["en"]), names_house)


def of_its_own_pages(
    asked: OwnQuestion | None, passages: tuple[Passage, ...]
) -> tuple[Passage, ...]:
    """The passages without other places' ways, where pages say how the organisation is reached.

    "Anfahrt" stands on the pool's page as well.
    """
    if asked is None or asked.topic != "way":
        return passages
    return tuple(passage for passage in passages if is_contact_page(passage)) or passages


def stands_alone(question: str, language: str) -> bool:
    """Whether it asks the organisation about itself, whatever was spoken of before.

    "Wann habt ihr auf?" says so, "Öffnungszeiten?" may go on about something else.
    """
    return (
        _ADDRESSED.search(question) is not None
        and own_question(question, language, language) is not None
    )


def _topic(question: str, profile: Profile) -> Topic | None:
    text = " ".join(re.findall(r"[^\W_]+", question.replace("İ", "i").lower()))
    words = [word.replace("İ", "i").lower() for word in profile.words]
    if _OF_THE_ASKER.search(text):
        return None
    if profile.numbers or _POINTING.search(text) or not all(_is_asking(word) for word in words):
        return None
    if _GETTING.search(text) or any(_COMING.fullmatch(word) for word in words):
        return "way"
    for topic, asks in _ASKS:
        if profile.asks & asks:
            return topic
    if profile.particles & {"auf", "zu"} or _THERE.search(text):
        return "hours"
    if any(_OPENING.fullmatch(word) for word in words):
        return "hours"
    return "contact" if any(_REACHING.fullmatch(word) for word in text.split()) else None


def _is_asking(word: str) -> bool:
    return any(p.fullmatch(word) for p in (_NOTHING_ELSE, _REACHING, _COMING, _OPENING))
