"""Whether two questions mean the same: what they ask must agree, their subjects must match.

The cosine of two questions says little here. "What costs an identity card?" and "What costs a
passport?" are nearer to each other than many paraphrases, a negation or another number hardly
moves it at all (`benchmarks/verified.py` prints the overlap). So meaning only proposes and bridges
words; what decides is that nothing in one question is without its counterpart in the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec

from wattos.knowledge import Vector, edit_distance
from wattos.verified.profile import Profile

SYNONYM = 0.8
"""Least cosine of differing words of one language (`benchmarks/verified.py`)."""
TRANSLATION = 0.65
"""Least cosine of two subjects in different languages (`benchmarks/verified.py`)."""
_KIN_ENDING = 3


class Words(Protocol):
    """Compares words by meaning."""

    async def embed_query(self, text: str) -> Vector:
        """A unit vector; raises `Unavailable`."""
        ...


class Sameness(msgspec.Struct, frozen=True):
    """The verdict on two questions: 0 is another question, else how well the subjects match."""

    score: float
    reason: str = ""


async def compare(asked: Profile, stored: Profile, words: Words | None) -> Sameness:
    """Compare a question with a stored one; without `words` only spellings can match."""
    if reason := _contradiction(asked, stored):
        return Sameness(0.0, reason)
    if asked.language != stored.language:
        return await _across(asked, stored, words)
    return await _within(asked, stored, words)


def _contradiction(asked: Profile, stored: Profile) -> str:
    if asked.asks != stored.asks:
        return "asks for something else"
    if asked.negated != stored.negated:
        return "one is negated"
    if asked.numbers != stored.numbers:
        return "another number"
    if asked.language == stored.language and asked.particles != stored.particles:
        return "another prefix"
    return ""


async def _within(asked: Profile, stored: Profile, words: Words | None) -> Sameness:
    left, right = _unmatched(asked, stored)
    if not left and not right:
        return Sameness(1.0)
    if words is None or len(left) != len(right) or len(left) > 1 or len(asked.subject) < 2:
        return Sameness(0.0, "another subject")
    one, other = left[0], right[0]
    if _siblings(asked.subject[one], stored.subject[other]):
        return Sameness(0.0, "another kind")
    cosine = await _cosine(words, asked.words[one], stored.words[other])
    return _verdict(cosine, SYNONYM)


async def _across(asked: Profile, stored: Profile, words: Words | None) -> Sameness:
    if words is None or not asked.subject or not stored.subject:
        return Sameness(0.0, "another language")
    if not asked.asks and not (asked.permission and stored.permission):
        return Sameness(0.0, "what is asked for cannot be told across languages")
    return _verdict(await _cosine(words, asked.phrase, stored.phrase), TRANSLATION)


def _verdict(cosine: float, least: float) -> Sameness:
    return Sameness(cosine) if cosine >= least else Sameness(0.0, f"subjects at {cosine:.2f}")


async def _cosine(words: Words, one: str, other: str) -> float:
    a, b = await words.embed_query(one), await words.embed_query(other)
    return sum(x * y for x, y in zip(a, b, strict=True))


def _unmatched(asked: Profile, stored: Profile) -> tuple[list[int], list[int]]:
    """Places of words of either subject that have no counterpart in the other."""
    left = [n for n, w in enumerate(asked.subject) if not _any(w, stored.subject, asked.language)]
    right = [n for n, w in enumerate(stored.subject) if not _any(w, asked.subject, asked.language)]
    return left, right


def _any(word: str, others: Sequence[str], language: str) -> bool:
    return any(_same_word(word, other, language) for other in others)


def _same_word(one: str, other: str, language: str) -> bool:
    """One word in two forms or with a slip of the keyboard."""
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    if language == "tr":  # endings pile up, and the last consonant before them may soften
        return len(shorter) > 3 and longer.startswith(shorter[: max(3, len(shorter) - 1)])
    if len(shorter) < 5:
        return False
    allowed = 2 if len(shorter) > 9 else 1
    return one[0] == other[0] and edit_distance(one, other, allowed) <= allowed


def _siblings(one: str, other: str) -> bool:
    """Two of a kind: Freibad and Hallenbad, wool jacket and cotton jacket."""
    return one[-_KIN_ENDING:] == other[-_KIN_ENDING:]
