"""What a question is about: its words by weight, and the facts and form its answer must have."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

import msgspec

from wattos_offline.facts import Fact, facts_wanted
from wattos_offline.verbs import joined
from wattos_offline.vocabulary import Concepts, concepts_of, is_generic, is_stopword, with_terms
from wattos_offline.words import Word, compounds, lower, words

GENERIC_WEIGHT = 0.35
NUMBER_WEIGHT = 0.8
VERB_WEIGHT = 0.7
"""Nouns carry a German question."""
ASIDE_WEIGHT = 0.6
"""Of words in a sentence before the question: "My son is 19. What does …?"."""
TELLING = 0.55
_YES_NO = re.compile(
    r"^(?:(?:und|aber|hallo|guten tag|also),? )*(?:kann|können|könnte\w*|darf|dürfen|muss|müssen"
    r"|soll\w*|gibt|ist|sind|hat|haben|bietet|brauch\w*|geht|nehmt|habt|seid|wird|werden|macht|zahl\w*|kost\w*|can|could|may|must"
    r"|should|do|does|did|is|are|will|would|has|have)\b|\bm[ıiuü]\b|\bm[ıiuü](?:y[ıiuü]m|s[ıiuü]n\w*)\b",
    re.IGNORECASE,
)
_NO_NOUN = re.compile(r"(?:en|st|t|ig|lich|isch|bar)$")
_COMPOUND = 11  # letters
_NAMED: frozenset[Fact] = frozenset({"money", "clock", "phone", "mail", "place"})
# Not the knowledge room's sentences: "My son is 19. What …" has a number before its full stop.
_SENTENCE = re.compile(r"\S.*?(?:\?+(?=\s|$)|[.!]+(?=\s+[A-ZÄÖÜÇŞİ]|\s*$)|$)", re.DOTALL)
_LISTING = re.compile(
    r"unterlagen|\bmitbring|mitzubring|\bmitnehm|mitzunehm|\bdabei ?haben|\bbring\w* .*mit\b"
    r"|\bdokumente|papiere|benötig|erforderlich|was (?:brauch|muss ich)|documents|papers"
    r"|what (?:you|do i) need|to bring\b|\brequired|belge|gerekli|gereken",
    re.IGNORECASE,
)


def names_things_to_bring(text: str) -> bool:
    """Whether a question asks for documents to bring, or a heading promises them."""
    return _LISTING.search(text) is not None


class Asked(msgspec.Struct, frozen=True):
    """A content word of the question; `weight` says how much of the question it carries."""

    word: Word
    weight: float
    concepts: Concepts
    facts: frozenset[Fact]
    """The kinds of facts that the word alone names, such as "telephone"."""
    joint: frozenset[str] = frozenset()
    """Stems of the one word that it makes with its neighbour: "grünen Tee" is "Grüntee"."""


class Question(msgspec.Struct, frozen=True):
    """A question as the answerer understands it."""

    text: str
    language: str
    asked: tuple[Asked, ...]
    wants: frozenset[Fact]
    yes_no: bool
    listing: bool

    @property
    def telling(self) -> tuple[int, ...]:
        """Which of the asked words say what it is about; the others stand in any question."""
        return tuple(n for n, asked in enumerate(self.asked) if asked.weight >= TELLING)

    @property
    def weight(self) -> float:
        return sum(asked.weight for asked in self.asked) or 1.0


def understand(text: str, language: str) -> Question:
    """Take a question apart; a question of nothing but common words keeps them all."""
    said = words(text, language)
    found = joined(said, text) if language == "de" else with_terms(said, language)
    telling = [word for word in found if not is_stopword(lower(word.text, language), language)]
    start, end = _interrogative(text)
    joints = _joints(telling, text) if language == "de" else {}
    asked = [
        msgspec.structs.replace(
            _asked(word, language, telling, aside=not start <= word.start < end),
            joint=joints.get(word, frozenset()),
        )
        for word in _distinct(telling or found)
    ]
    return Question(
        text=text,
        language=language,
        asked=tuple(asked),
        wants=_wants(text, language),
        yes_no=_YES_NO.search(text.strip()) is not None,
        listing=names_things_to_bring(text),
    )


def _wants(text: str, language: str) -> frozenset[Fact]:
    """The kinds of facts; a last question without a subject of its own decides alone.

    In "When is the pool open? How much is it?" the first question only says what is meant.
    """
    asking = [match.group() for match in _SENTENCE.finditer(text) if match.group().endswith("?")]
    if len(asking) > 1 and not _has_subject(asking[-1], language):
        return facts_wanted(asking[-1]) or facts_wanted(text)
    return facts_wanted(text)


def _has_subject(sentence: str, language: str) -> bool:
    lowered = (lower(word.text, language) for word in words(sentence, language))
    return any(
        not is_stopword(word, language) and not is_generic(word, language) for word in lowered
    )


def _joints(telling: Sequence[Word], text: str) -> dict[Word, frozenset[str]]:
    """The compounds that neighbours make, by each of the two words."""
    joints: dict[Word, frozenset[str]] = {}
    for one, other in pairwise(telling):
        if text[one.start + len(one.text) : other.start] in {" ", "-"}:
            made = compounds(one, other)
            joints[one] = joints.get(one, frozenset()) | made
            joints[other] = made
    return joints


def _distinct(found: Sequence[Word]) -> list[Word]:
    return list({word.stem: word for word in reversed(found)}.values())[::-1]


def _interrogative(text: str) -> tuple[int, int]:
    """From the first to the last sentence that asks; the whole text when none does."""
    asking = [match.span() for match in _SENTENCE.finditer(text) if match.group().endswith("?")]
    return (asking[0][0], asking[-1][1]) if asking else (0, len(text))


def _asked(word: Word, language: str, telling: Collection[Word], *, aside: bool) -> Asked:
    lowered = lower(word.text, language)
    weight = ASIDE_WEIGHT if aside else 1.0
    if is_generic(lowered, language):
        weight *= GENERIC_WEIGHT
    elif word.is_number:
        weight *= NUMBER_WEIGHT
    elif language == "de" and len(telling) > 1 and not _is_noun(word, telling):
        weight *= VERB_WEIGHT
    concepts = concepts_of(word.stem, language, asked=True)
    return Asked(word, weight, concepts, facts_wanted(word.text) & _NAMED)


def _is_noun(word: Word, telling: Collection[Word]) -> bool:
    """By its capital, or by its form where nothing in the question is written with one."""
    if any(each.text[0].isupper() for each in telling):
        return word.text[0].isupper()
    return len(word.text) >= _COMPOUND or _NO_NOUN.search(word.text) is None
