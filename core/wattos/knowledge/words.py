"""The words of a text as the search vocabulary keeps them."""

from __future__ import annotations

import re

from wattos.knowledge.text import fold

_WORD = re.compile(r"[^\W\d_]{3,40}")
_TERM = re.compile(r"[^\W_]+(?:[-./][^\W_]+)*")


def vocabulary(text: str, language: str) -> dict[str, str]:
    """Distinct words in lower case with their folded form, for spelling help at question time."""
    words = {lower(word, language) for word in _WORD.findall(text)}
    return {word: fold(word, language) for word in words}


def question_words(text: str, language: str) -> list[str]:
    """The distinct words and numbers of a question in lower case, in order."""
    return list(dict.fromkeys(lower(word, language) for word in _TERM.findall(text)))


def lower(text: str, language: str) -> str:
    """Lower case; Turkish I is ı and İ is i."""
    if language == "tr":
        text = text.replace("I", "ı")
    return text.replace("İ", "i").lower()


def edit_distance(one: str, other: str, limit: int) -> int:
    """Optimal string alignment distance (swapped neighbours count 1), or `limit + 1` beyond it."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    previous = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        current = [i]
        for j, b in enumerate(other, 1):
            cost = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        if min(current) > limit:
            return limit + 1
        before, previous = previous, current
    return previous[-1]
