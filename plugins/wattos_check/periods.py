"""Time limits that pages state: notice periods, deadlines, how long something holds or takes.

Two sentences are about the same only where they name the same thing to do (give notice, register,
hand back …) and, beyond that, the same words: an adjective more may mean another case. What a
sentence leaves out, its page's title says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib import resources
from typing import Final

import msgspec

from wattos.months import MONTH_PATTERN, month_number
from wattos_check.facts import Fact
from wattos_check.pages import Line, Page

_NUMBERS: Final = {
    **dict.fromkeys(("ein", "eine", "einem", "einer", "eines", "one", "a", "bir"), 1),
    **dict.fromkeys(("zwei", "two", "iki"), 2),
    **dict.fromkeys(("drei", "three", "üç"), 3),
    **dict.fromkeys(("vier", "four", "dört"), 4),
    **dict.fromkeys(("fünf", "five", "beş"), 5),
    **dict.fromkeys(("sechs", "six", "altı"), 6),
    **dict.fromkeys(("sieben", "seven", "yedi"), 7),
    **dict.fromkeys(("acht", "eight", "sekiz"), 8),
    **dict.fromkeys(("neun", "nine", "dokuz"), 9),
    **dict.fromkeys(("zehn", "ten", "on"), 10),
    **dict.fromkeys(("zwölf", "twelve"), 12),
}
_COUNT: Final = rf"\d{{1,3}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))}"
_UNITS: Final = (
    (r"werktag\w*|arbeitstag\w*|working days?|business days?|iş gün\w*", "working day"),
    (r"tag(?:e[ns]?|s)?|days?|gün\w*", "day"),
    (r"wochen?|weeks?|hafta\w*", "week"),
    (r"monat(?:e[ns]?|s)?|months?|ay", "month"),
    (r"jahr(?:e[ns]?|s)?|years?|yıl\w*", "year"),
)
_PERIOD: Final = re.compile(
    rf"(?<![\w.,])(?P<count>{_COUNT})\s+(?P<unit>{'|'.join(unit for unit, _ in _UNITS)})\b", re.I
)
_RANGE: Final = re.compile(rf"\b(?:{_COUNT})\s*(?:bis|oder|to|or|–|-|veya)\s*(?:{_COUNT})\b", re.I)
_DAY: Final = re.compile(
    rf"(?<![\d.–-])(?P<day>\d{{1,2}})\.\s?(?:(?P<month>\d{{1,2}})\.|(?P<name>{MONTH_PATTERN}))"
    rf"\s?(?P<year>\d{{4}})?(?!\d)"
    rf"|\b(?P<of>{MONTH_PATTERN}) (?P<nth>\d{{1,2}})(?:st|nd|rd|th)?(?:, (?P<in>\d{{4}}))?(?!\d)",
    re.I,
)
_UNTIL: Final = re.compile(
    r"\bbis\b|spätestens|schluss|frist|fällig|\bby\b|\bdue\b|until|deadline|latest", re.I
)
_EARLIEST: Final = re.compile(r"frühestens|at the earliest|en erken", re.I)
_MOST: Final = re.compile(r"höchstens|maximal|bis zu\b|längstens|at most|up to|en fazla", re.I)
_LEAST: Final = re.compile(r"mindestens|wenigstens|at least|en az", re.I)
_BEFORE: Final = re.compile(r"\bvor\b|vorher|\bbefore\b|in advance|önce", re.I)
_AFTER: Final = re.compile(r"\bnach\b|\bafter\b|sonra", re.I)
_UNSURE: Final = re.compile(
    r"derzeit|zurzeit|momentan|aktuell|\bmeist|in der regel|normalerweise|usually|currently"
    r"|at present|\bälter als|older than|\bjünger|\bersten\b|\bletzten\b|\bbisher|früher\b"
    r"|\bwar(?:en)?\b|şu anda|genellikle"
    r"|\b(?:mehr|länger|more|longer|later) (?:als|than)\b|fazla|\buzun"
    r"|\b(?:ab|unter|über|under|over|aged?) \d{1,2} (?:jahr|year)|\d\. bis (?:zum )?\d{1,2}\.",
    re.I,
)
"""What holds for now, mostly or no more, an age, a span of days: elsewhere it may be another."""
_OFFICE: Final = re.compile(r"(?:amt|büro|stelle|behörde|verwaltung|rathaus|office)$")
_WORD: Final = re.compile(r"[^\W\d_]{2,}(?:-[^\W\d_]+)*")
_MOST_WORDS: Final = 6
"""A thing that needs more words than this to be named is told by no two pages alike."""


def periods_of(page: Page, common: frozenset[str] = frozenset()) -> Iterator[Fact]:
    """Every sentence or labelled line of a page that states one period or one day.

    `common` are the words of the whole site (its town, its name), which tell nothing apart.
    """
    for line in (*page.sentences, *_labelled(page)):
        if _UNSURE.search(line.text) or "?" in line.text:
            continue
        actions = _actions(line.text)
        found = _period(line.text) or _day(line.text)
        if not actions or found is None:
            continue
        sort, value = found
        about = _about(line.text, page, common)
        if about and len(about) <= _MOST_WORDS:
            yield Fact(
                kind="period" if sort != "day" else "deadline",
                label=about | actions | {f"({part})" for part in (sort, *_bounds(line.text))},
                name=about,
                value=value,
                page=page,
                line=line,
                own=len(about) > 1 or _is_own(about | actions, page),
            )


def _is_own(about: frozenset[str], page: Page) -> bool:
    """Whether it can only be one thing: two words name it, or the title, or what is to be done.

    "Vouchers are valid for a year" says another page of another office's vouchers.
    """
    title = page.title.lower()
    return any(word in title for word in about) or not _actions(title).isdisjoint(about)


def common_words(pages: Sequence[Page]) -> frozenset[str]:
    """The words that stand on at least half of the pages, where there are several."""
    if len(pages) < 4:
        return frozenset()
    counts: dict[str, int] = {}
    for page in pages:
        for word in {word.lower() for word in _WORD.findall(page.text)}:
            counts[word] = counts.get(word, 0) + 1
    return frozenset(word for word, count in counts.items() if 2 * count >= len(pages))


def _labelled(page: Page) -> Iterator[Line]:
    """Lines such as "Kündigungsfrist: vier Wochen", which are no sentences."""
    for line in page.lines:
        label, colon, rest = line.text.partition(":")
        short = len(label.split()) <= 4 and len(rest.split()) <= 6
        if colon and short and " | " not in rest and not re.search(r"[.!?]\s*$", rest):
            yield line


class _Words(msgspec.Struct, frozen=True):
    actions: dict[str, str]
    """what is to be done by its patterns, in German, English and Turkish"""
    filler: dict[str, str]
    """words that tell nothing apart, by language"""


@cache
def _words() -> _Words:
    raw = resources.files("wattos_check").joinpath("periods.toml").read_bytes()
    return msgspec.toml.decode(raw, type=_Words)


@cache
def _filler() -> frozenset[str]:
    return frozenset(" ".join(_words().filler.values()).split())


def _actions(text: str) -> frozenset[str]:
    found = _words().actions.items()
    return frozenset(key for key, pattern in found if re.search(pattern, text, re.I))


def _period(text: str) -> tuple[str, str] | None:
    """The sort of unit and the one period of a text; None for none, several or a span of them."""
    found = list(_PERIOD.finditer(text))
    if len(found) != 1 or _RANGE.search(text) or _DAY.search(text):
        return None
    number = found[0]["count"].replace("İ", "i").lower()
    count = int(number) if number.isdigit() else _NUMBERS[number]
    unit = next(name for form, name in _UNITS if re.fullmatch(form, found[0]["unit"], re.I))
    sort = "working days" if unit == "working day" else "time"
    return sort, _in_one_spelling(count, unit)


def _in_one_spelling(count: int, unit: str) -> str:
    """Two weeks are 14 days, and four weeks, 30 days and a month are meant alike."""
    if unit == "year":
        count, unit = 12 * count, "month"
    if unit == "week" and count in (26, 52):
        count, unit = count * 3 // 13, "month"
    elif unit == "week" and count % 4 == 0:
        count, unit = count // 4, "month"
    elif unit == "week":
        count, unit = 7 * count, "day"
    elif unit == "day" and count and (count % 30 == 0 or count == 28):
        count, unit = max(1, count // 30), "month"
    return f"{count} {unit}"


def _day(text: str) -> tuple[str, str] | None:
    """The one day of the calendar until which something is to be done."""
    found = list(_DAY.finditer(text))
    if len(found) != 1 or not _UNTIL.search(text) or _PERIOD.search(text):
        return None
    match = found[0]
    name = match["name"] or match["of"]
    month = month_number(name) if name else int(match["month"])
    year = match["year"] or match["in"] or ""
    return f"day {year}", f"{month}-{int(match['day'] or match['nth'])}"


def _bounds(text: str) -> Iterator[str]:
    """What makes another statement of a period: the earliest, the most, before, after."""
    if _EARLIEST.search(text):
        yield "earliest"
    if _PERIOD.search(text) and _MOST.search(text):
        yield "most"
    if _LEAST.search(text) and not _BEFORE.search(text):
        yield "least"
    if _AFTER.search(text):
        yield "after"


def _about(text: str, page: Page, common: frozenset[str]) -> frozenset[str]:
    """What a sentence is about as stems; where it names nothing, what its page is about."""
    return _named(text, page.language, common) or _named(_first(page.title), page.language, common)


def _first(title: str) -> str:
    return re.split(r"\s[|–—·-]\s", title)[0]


def _named(text: str, language: str, common: frozenset[str]) -> frozenset[str]:
    plain = _DAY.sub(" ", _PERIOD.sub(" ", text))
    found = [word.lower() for word in _WORD.findall(plain)]
    words = [
        word
        for word in found
        if word not in _filler() and word not in common and not _actions(word) and len(word) > 2
    ]
    things = [word for word in words if not _OFFICE.search(word)] or words
    stem = _stem(language)
    return frozenset(re.sub(r"(?<=[lr])n$", "", stem(word)) for word in things)


@cache
def _stem(language: str) -> Callable[[str], str]:
    """The Snowball stemmer of a language; the word itself where there is none."""
    import snowballstemmer

    names = {"de": "german", "en": "english", "tr": "turkish"}
    if language not in names:
        return str
    stem: Callable[[str], str] = snowballstemmer.stemmer(names[language]).stemWord
    return stem
