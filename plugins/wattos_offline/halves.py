"""Two questions in one: "What does a passport cost and what do I have to bring?"."""

from __future__ import annotations

import re

from wattos_offline.question import Question, understand
from wattos_offline.vocabulary import is_generic, is_stopword
from wattos_offline.words import lower

_ASKS = (
    r"(?:wann|wie|was|wo|wohin|woher|wer|wen|wem|welche\w*|when|how|what|where|who|which|why|warum"
    r"|ne zaman|ne kadar|neler?|nerede|nereye|nasıl|hangi|kim|kaç)\b"
)
_ASKS_YES_OR_NO = (
    r"(?:(?:does|is) (?:it|that)|(?:do|can|must) (?:i|we|you)"
    r"|(?:muss|kann|darf|brauch) (?:ich|man|er|sie)|(?:kostet|geht) (?:das|es))\b"
)
_ASKING = re.compile(rf"\b{_ASKS}", re.IGNORECASE)
_JOINT = re.compile(
    rf"(?:\s*,)?\s+(?:und|and|ve)\s+(?={_ASKS}|{_ASKS_YES_OR_NO})|\s*[+;?]\s+(?={_ASKS})",
    re.IGNORECASE,
)


def halves_of(question: Question) -> tuple[Question, ...]:
    """Both questions, or the one that it is.

    The second is asked about the first one's subject, which counts less than its own words: "…
    and what do I have to bring?" becomes "passport. What do I have to bring?".
    """
    joint = _JOINT.search(question.text)
    if joint is None:
        return (question,)
    if not question.yes_no and _ASKING.search(question.text[: joint.start()]) is None:
        return (question,)
    opening, rest = question.text[: joint.start()], question.text[joint.end() :].rstrip("? ")
    first = understand(f"{opening}?", question.language)
    subject = [a.word.text for a in first.asked if _is_subject(a.word.text, question.language)]
    if not subject:  # "where and when is the market?" is one question
        return (question,)
    told = f"{' '.join(subject)}. {rest[0].upper()}{rest[1:]}?"
    return (first, understand(told, question.language))


def _is_subject(word: str, language: str) -> bool:
    lowered = lower(word, language)
    return not is_stopword(lowered, language) and not is_generic(lowered, language)
