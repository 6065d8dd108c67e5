"""Ages and amounts: whether the number in a question falls under a condition in a text."""

from __future__ import annotations

import re

_NUMBER = r"(\d{1,3}(?:[.,]\d+)?)"
_UNDER = (
    rf"\b(?:unter|bis(?: zu)?|under|up to|bis einschließlich|below) {_NUMBER}\b",
    rf"\b{_NUMBER} yaş\w* (?:altı|kadar|küçük)",
)
_FROM = (
    rf"\b(?:ab|über|from|over|aged?|mindestens|at least) {_NUMBER}\b",
    rf"\b{_NUMBER} yaş\w* (?:itibaren|üzeri|büyük)",
)
_BETWEEN = re.compile(rf"\b{_NUMBER} ?(?:bis|to|–|-) ?{_NUMBER}\b", re.IGNORECASE)
_AGE = re.compile(
    r"\bist (?:jetzt |schon |erst )?(\d{1,2})\b|\b(?:bin|wird|i am|i'm|is|turned|aged) (\d{1,2})\b"
    r"|\b(\d{1,2})[- ]?(?:jährig|jahre alt|years? old|-year-old|yaşında)",
    re.IGNORECASE,
)
_ABOUT_AGE = re.compile(r"jahr|alter|alt\b|year|age|yaş|kind|jugend|child", re.IGNORECASE)


def conditions_fit(question: str, text: str) -> float:
    """1 when the age in the question meets a condition in the text, -1 when it violates all.

    0 when the question states no age or the text no condition: "Mein Sohn ist 19" meets
    "unter 24 Jahren" and violates "ab 24 Jahren".
    """
    age = _age(question)
    if age is None or not _ABOUT_AGE.search(text):
        return 0.0
    verdicts = [age < limit for limit in _limits(_UNDER, text)]
    verdicts += [age >= limit for limit in _limits(_FROM, text)]
    verdicts += [_value(a) <= age <= _value(b) for a, b in _BETWEEN.findall(text)]
    if not verdicts:
        return 0.0
    return 1.0 if any(verdicts) else -1.0


def _age(question: str) -> float | None:
    found = _AGE.search(question)
    if found is None:
        return None
    return float(next(group for group in found.groups() if group))


def _limits(patterns: tuple[str, ...], text: str) -> list[float]:
    return [
        _value(number)
        for pattern in patterns
        for number in re.findall(pattern, text, re.IGNORECASE)
    ]


def _value(number: str) -> float:
    return float(number.replace(",", "."))
