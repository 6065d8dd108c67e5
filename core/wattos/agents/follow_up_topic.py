"""What a question is about: the words that name it, beside the asking itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import msgspec

from wattos.agents.follow_up_words import (
    BETWEEN,
    FUNCTION,
    HANDLING,
    HELPING_VERBS,
    PARTICLES,
    RELATIONS,
    belongs_to_thing,
    is_own,
)

_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
_PERSONS = frozenset({"ich", "wir", "man", "ihr", "du"})


class SaidWord(msgspec.Struct, frozen=True):
    """A word of a question, as written and in lower case, and where it stands."""

    text: str
    low: str
    start: int
    end: int


def topic_of(question: str) -> str:
    """The words that name what a question is about, in order; empty where it names nothing.

    "Hallenbad" of "Was kostet das Hallenbad?", nothing of "Was kostet das?".
    """
    words = words_of(question)
    own = [word for word in words if is_own(word.low)]
    if own and all(word.low in HANDLING for word in own):
        own = [word for word in words if word in own or word.low in RELATIONS]
    if any(word.text[0].isupper() and word.start for word in own):
        own = [word for word in own if not _is_verb(word, words)]
    # "İkamet kaydı", but not "Hallenbad preise".
    own = [
        word
        for ahead, word in zip((None, *words), words, strict=False)
        if word in own or (ahead in own and only_belongs(word.low) and word.low not in RELATIONS)
    ]
    verb = separable_verb(words)
    if verb and [word.start for word in own] in ([], [verb[0].start]):
        own = verb
    own = own or [word for word in words if only_belongs(word.low)]
    return _told(own, question) if own else ""


def _told(own: Sequence[SaidWord], question: str) -> str:
    """The words as they stand, with the little ones between them where they are few."""
    first, last = own[0], own[-1]
    together = question[first.start : last.end]
    lows = {word.low for word in own}
    between = [word.low for word in words_of(together) if word.low not in lows]
    if first.text in question and all(low in BETWEEN for low in between):
        return together
    return " ".join(word.text for word in own)


def _is_verb(word: SaidWord, words: Sequence[SaidWord]) -> bool:
    """In "Wie bereite ich Sencha zu?" the verb stands beside who does it."""
    place = words.index(word)
    beside = {each.low for each in words[max(0, place - 1) : place + 2]}
    return word.text[0].islower() and bool(beside & _PERSONS)


def separable_verb(words: Sequence[SaidWord]) -> list[SaidWord]:
    """The verb of "Wie melde ich mich um?" as one word, where it has two parts."""
    if len(words) < 3 or words[-1].low not in PARTICLES:
        return []
    for one, other in pairwise(words):
        verb, who = (one, other) if other.low in _PERSONS else (other, one)
        if who.low in _PERSONS and verb.low not in HELPING_VERBS | _PERSONS:
            whole = f"{words[-1].low}{verb.low.removesuffix('e').removesuffix('en')}en"
            return [SaidWord(whole, whole, verb.start, verb.end)] if is_own(whole) else []
    return []


def only_belongs(low: str) -> bool:
    """Whether a word, in lower case, names nothing but what belongs to a thing."""
    return low not in FUNCTION and belongs_to_thing(low)


def words_of(text: str) -> list[SaidWord]:
    """The words of a text; one with a hyphen is one."""
    # The Turkish "İ" would leave a letter and a lone dot.
    return [
        SaidWord(found.group(), found.group().replace("İ", "i").lower(), found.start(), found.end())
        for found in _WORD.finditer(text)
    ]
