"""What a question is about: its words by weight, and the facts and form its answer must have."""

from __future__ import annotations

import re
from collections.abc import Collection

import msgspec

from wattos_offline.facts import Fact, facts_wanted
from wattos_offline.stopwords import concept_of, is_generic, is_stopword
from wattos_offline.words import Word, lower, words

GENERIC_WEIGHT = 0.35
NUMBER_WEIGHT = 0.8
_YES_NO = re.compile(
    r"^(?:(?:und|aber|hallo|guten tag|also),? )*(?:kann|können|könnte\w*|darf|dürfen|muss|müssen|soll\w*|gibt|ist|sind|hat|haben"
    r"|bietet|brauch\w*|geht|nehmt|habt|seid|wird|werden|macht|zahl\w*|kost\w*|can|could|may|must"
    r"|should|do|does|did|is|are|will|would|has|have)\b|\bm[ıiuü]\b|\bm[ıiuü](?:y[ıiuü]m|s[ıiuü]n\w*)\b",
    re.IGNORECASE,
)
_LISTING = re.compile(
    r"unterlagen|\bmitbring|\bbring\w* .*mit\b|\bdokumente|was (?:brauch|benötig)\w*|papiere"
    r"|which documents|what (?:documents|papers|do i (?:need|have to bring))|\bbring\b"
    r"|hangi belge|\bbelgeler|\bgerekli|\bgerekiyor|welche (?:\w+ )?(?:gibt|arten|möglichkeiten)",
    re.IGNORECASE,
)


class Asked(msgspec.Struct, frozen=True):
    """A content word of the question; `weight` says how much of the question it carries."""

    word: Word
    weight: float
    concept: str | None


class Question(msgspec.Struct, frozen=True):
    """A question as the answerer understands it."""

    text: str
    language: str
    asked: tuple[Asked, ...]
    wants: frozenset[Fact]
    yes_no: bool
    listing: bool

    @property
    def weight(self) -> float:
        return sum(asked.weight for asked in self.asked) or 1.0


def understand(text: str, language: str) -> Question:
    """Take a question apart; a question of nothing but common words keeps them all."""
    found = words(text, language)
    telling = [word for word in found if not is_stopword(lower(word.text, language), language)]
    asked = [_asked(word, language, telling) for word in _distinct(telling or found)]
    return Question(
        text=text,
        language=language,
        asked=tuple(asked),
        wants=facts_wanted(text),
        yes_no=_YES_NO.search(text.strip()) is not None,
        listing=_LISTING.search(text) is not None,
    )


def _distinct(found: Collection[Word]) -> list[Word]:
    return list({word.stem: word for word in reversed(found)}.values())[::-1]


def _asked(word: Word, language: str, telling: Collection[Word]) -> Asked:
    lowered = lower(word.text, language)
    weight = 1.0
    if is_generic(lowered, language):
        weight = GENERIC_WEIGHT
    elif word.is_number:
        weight = NUMBER_WEIGHT
    elif language == "de" and not word.text[0].isupper() and len(telling) > 1:
        weight = 0.7  # nouns carry a German question
    return Asked(word, weight, concept_of(word.stem, language))
