"""Which words of a passage support a claim; counts shared words, so it works without a model."""

from __future__ import annotations

import re

from wattos.knowledge import sentence_spans

_WORD = re.compile(r"[^\W_]+")
_STEM = 6  # letters that inflected forms of a German or English word mostly share
_SHORT_QUOTE = 300


def content_words(text: str) -> frozenset[str]:
    """Numbers and the stems of words of three letters and more."""
    words = (word.lower() for word in _WORD.findall(text))
    return frozenset(w[:_STEM] for w in words if len(w) > 2 or w.isdigit())


def support(claim: str, passage: str) -> float:
    """The share of the claim's words that stand in the passage, 0 to 1."""
    wanted = content_words(claim)
    return len(wanted & content_words(passage)) / len(wanted) if wanted else 0.0


def best_quote(passage: str, claim: str) -> tuple[int, int]:
    """The span of one or two neighbouring sentences that shares most words with the claim.

    When none does (the claim is in another language) it is the passage's beginning.
    """
    spans = sentence_spans(passage) or [(0, len(passage))]
    wanted = content_words(claim)
    best, best_score = None, 0.0
    for position, (start, end) in enumerate(spans):
        for last in spans[position : position + 2]:
            shared = len(wanted & content_words(passage[start : last[1]]))
            score = shared - (1.5 if last[1] > end else 0.0)  # a second sentence must earn it
            if score > best_score:
                best, best_score = (start, last[1]), score
    return best or _beginning(spans)


def _beginning(spans: list[tuple[int, int]]) -> tuple[int, int]:
    start = spans[0][0]
    fitting = [end for _, end in spans if end - start <= _SHORT_QUOTE]
    return start, fitting[-1] if fitting else spans[0][1]


def last_sentence(text: str) -> str:
    """The sentence that the text ends with."""
    spans = sentence_spans(text)
    return text[slice(*spans[-1])] if spans else ""
