"""A persona's questions: what people really asked, and else what the pages answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from wattos_insight.evidence import EvidenceUnit
from wattos_insight.page_questions import MASK, QUESTION_LENGTH, page_questions
from wattos_insight.quotes import quote_of, touched
from wattos_insight.schemas import Claim
from wattos_insight.sensitive import is_sensitive
from wattos_insight.text import content_words, lower, sentences

_CONTENT_WORDS: Final = 3
"""Content words from which a question says by itself what it is about."""
_FULL: Final = 8
"""Content words beyond which a longer question says no more."""
_ENOUGH: Final = 2
"""Questions that show the group's words from which one without them is not needed."""
_A_PAGE: Final = 2
"""Questions of one page at most."""


def asked_questions(
    units: Iterable[EvidenceUnit], stems: frozenset[str], language: str, *, limit: int = 5
) -> list[Claim]:
    """What people asked in their own words, one question a request, the most telling first.

    "Is that normal?" says nothing by itself: a question counts by its content words, above all by
    those in `stems`, which mark the group; those in `language` come first. Where enough questions
    show such a word, the others are left out.
    """
    found: dict[str, tuple[tuple[bool, bool, float], Claim]] = {}
    for unit in units:
        best = max(questions_in(unit, stems), key=lambda item: item[0], default=None)
        if unit.asked and best is not None:
            worth, claim = best
            telling = touched(claim.text, unit.language, stems) > 0
            rank = (telling, unit.language == language, worth)
            found.setdefault(lower(claim.text), (rank, claim))
    ranked = sorted(found.values(), key=lambda item: item[0], reverse=True)
    telling = [claim for (shows, *_), claim in ranked if shows]
    if len(telling) >= _ENOUGH:
        return telling[:limit]
    return [claim for _, claim in ranked[:limit]]


def questions_in(
    unit: EvidenceUnit, stems: frozenset[str] = frozenset()
) -> Iterator[tuple[float, Claim]]:
    """The unit's sentences that end in a question mark and can stand alone, with their worth."""
    chunk = unit.chunks[0]
    for start, end in sentences(chunk.text):
        text = chunk.text[start:end]
        own = {stem for stem, _ in content_words(text, unit.language)}
        telling = len(own) >= _CONTENT_WORDS and 15 <= len(text) <= QUESTION_LENGTH
        if text.endswith("?") and telling and MASK not in text and not is_sensitive(text):
            worth = 2.0 * len(own & stems) + min(len(own), _FULL)
            yield worth, Claim(text=text, evidence=(quote_of(chunk, start, end),))


def answered_questions(
    units: Iterable[EvidenceUnit], language: str, *, limit: int = 5
) -> list[Claim]:
    """What the organisation's pages answer, one question of every page before a second.

    Pages in other languages speak where those in `language` yield no question.

    Each page is asked what was asked of the fewest pages before it: five prices say less of what
    people want than a price, a delivery time and how something is used.
    """
    own = [unit for unit in units if not unit.asked and not unit.secondary]
    told = [(unit.language == language, page_questions(unit)) for unit in own]
    pages = [questions for said, questions in told if said]
    pages = pages if any(pages) else [questions for _, questions in told]
    used: Counter[str] = Counter()
    claims: dict[str, Claim] = {}
    for _ in range(_A_PAGE):
        for questions in pages:
            if not questions or len(claims) == limit:
                continue
            question = min(questions, key=lambda q: used[q.key])
            questions.remove(question)
            used[question.key] += 1
            quote = quote_of(question.chunk, question.start, question.end)
            claims.setdefault(lower(question.text), Claim(text=question.text, evidence=(quote,)))
    return list(claims.values())
