"""Whether what a question presumes falls under a condition in a text: an age, a season."""

from __future__ import annotations

import re

from wattos.months import MONTH_PATTERN, month_number
from wattos_offline.words import stem

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
_YOUNGER = re.compile(
    r"\b(?:unter|under|younger than|jünger als) (\w+) (?:jahren|years)"
    r"|\b(\w+) yaş\w* (?:altı|küçük)",
    re.IGNORECASE,
)
_OF_A_CHILD = re.compile(
    r"\bfür (?:(?:mein|unser|das|ein)\w* )?(?:klein)?(?:kind(?:er)?|baby|säugling)\b"
    r"|\bfor (?:my |our |a |the )?(?:child(?:ren)?|kids?|bab(?:y|ies))\b|\bçocu(?:k|ğ)\w* için\b",
    re.IGNORECASE,
)
_CHILD = re.compile(r"kind(?:er|ern)?|baby|säugling|child(?:ren)?|kids?|çocu(?:k|ğ)\w*", re.I)
_A_CHILD = 10.0  # years; what holds for a child mostly has its limit above
_SEASONS = (
    (re.compile(r"\bwinter|\bkış", re.IGNORECASE), frozenset({12, 1, 2})),
    (re.compile(r"\bsommer|\bsummer|\byaz(?:ın|lık)?\b", re.IGNORECASE), frozenset({6, 7, 8})),
)
"""With the months that are it everywhere; at its edges each page draws the line elsewhere."""
_MONTHS = re.compile(
    rf"\b({MONTH_PATTERN})\w{{0,4}} ?(?:bis|–|-|to|until|through)(?: \w+)?? ?({MONTH_PATTERN})",
    re.IGNORECASE,
)
_ABOUT_AGE = re.compile(r"jahr|alter|alt\b|year|age|yaş|kind|jugend|child", re.IGNORECASE)


def conditions_fit(question: str, text: str) -> float:
    """1 when what the question presumes meets a condition in the text, -1 when it violates all.

    0 when the question presumes nothing or the text has no condition: "Mein Sohn ist 19" meets
    "unter 24 Jahren" and violates "ab 24 Jahren"; "im Winter" meets "November bis März".
    """
    return _age_fits(question, text) or _season_fits(question, text)


def is_child(word: str) -> bool:
    """Whether a word says no more of a person than that it is a child."""
    return _CHILD.fullmatch(word) is not None


def _season_fits(question: str, text: str) -> float:
    asked = [months for season, months in _SEASONS if season.search(question)]
    spans = [_span(month_number(a), month_number(b)) for a, b in _MONTHS.findall(text)]
    if len(asked) != 1 or not spans:
        return 0.0
    return 1.0 if any(asked[0] <= span for span in spans) else -1.0


def _span(first: int, last: int) -> frozenset[int]:
    """The months from one to another, over the turn of the year where need be."""
    return frozenset((first + n - 1) % 12 + 1 for n in range((last - first) % 12 + 1))


def _age_fits(question: str, text: str) -> float:
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
    younger = _YOUNGER.search(question)
    limit = _number(next(filter(None, younger.groups()))) if younger else None
    if limit is not None:
        return limit - 0.5
    found = _AGE.search(question)
    if found is None:
        return _A_CHILD if _OF_A_CHILD.search(question) else None
    return float(next(group for group in found.groups() if group))


def _number(word: str) -> float | None:
    """A number in digits or spelt out in one of the languages."""
    stems = (stem(word, language) for language in ("de", "tr"))
    return next((float(each) for each in stems if each.isdigit()), None)


def _limits(patterns: tuple[str, ...], text: str) -> list[float]:
    return [
        _value(number)
        for pattern in patterns
        for number in re.findall(pattern, text, re.IGNORECASE)
    ]


def _value(number: str) -> float:
    return float(number.replace(",", "."))
