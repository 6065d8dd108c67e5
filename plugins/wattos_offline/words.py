"""Words as the extractive answerer compares them: folded, stemmed, generic ones marked."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

import msgspec

_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+")
_STEMMERS = {"de": "german", "en": "english", "tr": "turkish"}
_SHORTEST_PART = 4
_MARKS = str.maketrans(
    {**dict.fromkeys("äàáâãå", "a"), **dict.fromkeys("öòóôõø", "o"), **dict.fromkeys("üùúû", "u"),
     **dict.fromkeys("èéêë", "e"), **dict.fromkeys("ìíîïı", "i"), "ç": "c", "ş": "s", "ğ": "g",
     "ñ": "n", "ß": "ss", "\u0307": None}
)  # fmt: skip
_OPPOSITES = (("an", "ab"), ("ein", "aus"), ("auf", "zu"), ("vor", "nach"))
_NUMBER_WORDS = """
    null zero sıfır|ein eins eine einen einer einem one bir|zwei zwo two iki|drei three üç
    |vier four dört|fünf five beş|sechs six altı|sieben seven yedi|acht eight sekiz
    |neun nine dokuz|zehn ten on|elf eleven|zwölf twelve|dreizehn thirteen|vierzehn fourteen
    |fünfzehn fifteen|sechzehn sixteen|siebzehn seventeen|achtzehn eighteen|neunzehn nineteen
    |zwanzig twenty yirmi
"""


class Word(msgspec.Struct, frozen=True):
    """One word or number of a text; `stem` is what is compared, `text` is as it was written."""

    text: str
    stem: str
    start: int

    @property
    def is_number(self) -> bool:
        return self.text[0].isdigit()


@lru_cache(maxsize=4096)
def words(text: str, language: str) -> tuple[Word, ...]:
    """The words and numbers of a text; both halves of a hyphenated word count."""
    return tuple(
        Word(match.group(), stem(match.group(), language), match.start())
        for match in _TOKEN.finditer(text)
    )


@lru_cache(maxsize=50_000)
def stem(word: str, language: str) -> str:
    """The word's stem without marks; numbers that are spelt out become digits."""
    lowered = lower(word, language)
    number = _numbers().get(lowered)
    if number is not None and (lowered != "on" or language == "tr"):  # ten in Turkish only
        return number
    if lowered[0].isdigit():
        return lowered.removesuffix(",00").removesuffix(".00")
    stemmer = _stemmer(language)
    stemmed = stemmer.stemWord(lowered) if stemmer is not None else lowered
    return fold(stemmed, language)


def fold(word: str, language: str) -> str:
    """Without marks, so that "Muell", "Mull" and "Müll" are the same German word."""
    folded = word.translate(_MARKS)
    if language == "de":
        folded = folded.replace("ae", "a").replace("oe", "o").replace("ue", "u")
    return folded


def lower(text: str, language: str) -> str:
    """Lower case; Turkish I is ı and İ is i."""
    if language == "tr":
        text = text.replace("I", "ı")
    return text.replace("İ", "i").lower()


@lru_cache(maxsize=100_000)
def likeness(asked: str, found: str) -> float:
    """How surely two stems mean the same, 0 to 1: equal, part of a compound, or a slip away."""
    if asked == found:
        return 1.0
    shorter, longer = sorted((asked, found), key=len)
    if len(shorter) < _SHORTEST_PART or shorter[0].isdigit() or longer[0].isdigit():
        return 0.0
    if opposed(asked, found) or " " in asked + found:  # a term of two words is met as a whole
        return 0.0
    if longer.startswith(shorter):
        compound = len(longer) - len(shorter) >= _SHORTEST_PART
        # The first part of a compound only narrows it: a bicycle is no bicycle hire.
        return _part(shorter, longer, 0.5 if compound and longer == asked else 0.8)
    if longer.endswith(shorter):
        return _part(shorter, longer, 0.75)
    if len(shorter) >= 6 and shorter in longer:
        return 0.6
    shared = _shared_prefix(asked, found)
    if shared >= 5 and shared >= 0.6 * len(longer):
        return 0.7
    if len(shorter) >= 5 and len(longer) - len(shorter) <= 1 and _one_slip(asked, found):
        return 0.7
    if shared >= 7:
        return 0.45  # two compounds with the same first part
    return 0.0


def opposed(one: str, other: str) -> bool:
    """Whether two German stems differ by prefixes that turn one into the other's opposite."""
    return any(
        one.startswith(a) and other.startswith(b) and one[len(a) :] == other[len(b) :]
        for pair in _OPPOSITES
        for a, b in (pair, pair[::-1])
    )


def compounds(one: Word, other: Word) -> frozenset[str]:
    """The stems of the German compound that two neighbours make, with and without an ending.

    "grünen Tee" makes "Grüntee", "rote Bete" makes "Rotebete" and "Kräuter-Tee" "Kräutertee".
    """
    if one.is_number or other.is_number:
        return frozenset()
    second = lower(other.text, "de")
    return frozenset(stem(first + second, "de") for first in (one.stem, lower(one.text, "de")))


def _part(shorter: str, longer: str, most: float) -> float:
    """A short part of a long word says less."""
    return most if len(shorter) >= 5 or len(longer) <= 7 else most - 0.3


def _shared_prefix(one: str, other: str) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def _one_slip(one: str, other: str) -> bool:
    """One letter changed, missing, added, or two neighbours swapped."""
    start = _shared_prefix(one, other)
    end = _shared_prefix(one[start:][::-1], other[start:][::-1])
    rest_one, rest_other = one[start : len(one) - end], other[start : len(other) - end]
    if len(rest_one) == len(rest_other) == 2:
        return rest_one == rest_other[::-1]
    return len(rest_one) <= 1 and len(rest_other) <= 1


@cache
def _numbers() -> dict[str, str]:
    groups = _NUMBER_WORDS.split("|")
    return {word: str(value) for value, group in enumerate(groups) for word in group.split()}


@cache
def _stemmer(language: str) -> Any:
    name = _STEMMERS.get(language)
    if name is None:
        return None
    import snowballstemmer

    return snowballstemmer.stemmer(name)
