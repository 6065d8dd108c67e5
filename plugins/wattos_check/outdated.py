"""What a page announces although it is over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from wattos.months import MONTH_PATTERN, month_number
from wattos_check.findings import finding, shorten
from wattos_check.pages import Line, Page
from wattos_check.schemas import Finding

_DATE: Final = re.compile(
    r"(?<![\d.–-])(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\b"
    rf"|(?<![\d.])(\d{{1,2}})\.?\s+({MONTH_PATTERN})\s+(\d{{4}})\b"
    rf"|\b({MONTH_PATTERN})\s+(\d{{1,2}}),?\s+(\d{{4}})\b",
    re.I,
)
_COMING: Final = re.compile(
    r"\bfindet\b.*\bstatt\b|\bfinden\b.*\bstatt\b|\böffnet\b|\bbeginnt\b|\bstartet\b|\bladen\b.*\bein\b"
    r"|\blädt\b.*\bein\b|\bwird\b.*\b(?:eröffnet|geöffnet|geschlossen|gesperrt|erscheinen)\b"
    r"|\bbleibt\b.*\bgeschlossen\b|\bsind\b.*\bgeschlossen\b"
    r"|(?<!\bals )\b(?:nächste[rs]?|kommende[rs]?)\b"
    r"|\banmeld(?:ung|en|eschluss)\w*\b.*\bbis\b|\bbis\b.*\b(?:anmelden|beantragen|einreichen|bewerben)\b"
    r"|\b(?:will|takes place|opens|begins|starts|register by|apply by|deadline|upcoming|next)\b"
    r"|\b(?:yapılacak|başlayacak|açılacak|kadar)\b",
    re.I,
)
_OVER: Final = re.compile(
    r"\b(?:war|waren|wurden?|fand|fanden|hat|hatten?|konnten?|mussten?|begann|begannen|öffnete"
    r"|eröffnete|startete|endete|lud|luden|seit|was|were|has|had|could|opened|began|started|ended"
    r"|took place|since|vom|stand)\b|\b\w+(?:ıldı|ildi|ladı|ledi|oldu)\b",
    re.I,
)
_EXAMPLE: Final = re.compile(
    r"\b(?:zum beispiel|beispielsweise|z\. ?b\.|angenommen|nehmen wir an|for example|for instance"
    r"|e\. ?g\.|suppose|such as|formate?s?|representing|biçiminde|örneğin|mesela|diyelim)(?!\w)",
    re.I,
)
_LISTING: Final = re.compile(r"veranstaltung|termine|kalender|events?\b|calendar|etkinlik", re.I)
_AS_OF: Final = re.compile(
    r"\bstand:?\s+(?:(?:\d{1,2}\.\s?)?(?:\d{1,2}\.|[a-zä]+)\s?)?(20\d\d)\b", re.I
)
_FOR_YEAR: Final = re.compile(
    r"\b\w*(?:gebühren|preise|beiträge|tarife|öffnungszeiten|termine|abfallkalender|saison|steuersätze"
    r"|ferien|kosten|fees|prices|season|dates|opening hours|ücretler)\b[^\d\n]{0,25}"
    r"(20\d\d)(?:\s?/\s?(?:20)?(\d\d))?\s*:?$",
    re.I,
)
_UNTIL_FURTHER_NOTICE: Final = re.compile(
    r"\bbis auf weiteres\b|\bbis zu einer neuen|\buntil further notice\b"
    r"|\bikinci bir (?:duyuruya|emre) kadar\b",
    re.I,
)
_GRACE_DAYS: Final = 14
_STANDING_DAYS: Final = 365
_OLD_YEARS: Final = 3
_HISTORY: Final = 30
"""Years after which a date in the present tense tells history: no page announced it."""


def outdated(pages: Sequence[Page], today: date) -> Iterator[Finding]:
    """Past events announced as coming, figures of past years, and old "as of" dates.

    News and pages that say that they are archived tell of their day and are left alone, except news
    of long ago that hold until further notice; so are copyright years, because footers are no part
    of the text.
    """
    for page in pages:
        if page.is_archived:
            continue
        yield from _standing(page, today)
        if page.is_news:
            continue
        yield from _announcements(page, today)
        yield from _past_events(page, today)
        if not page.is_legal:
            yield from _past_years(page, today)
            yield from _as_of(page, today)


def dates_in(text: str) -> list[date]:
    """Full dates in a text; impossible ones are passed over."""
    found: list[date] = []
    for match in _DATE.finditer(text):
        day, month, year = (
            match[1] or match[4] or match[8],
            match[2],
            match[3] or match[6] or match[9],
        )
        name = match[5] or match[7]
        try:
            found.append(date(int(year), int(month) if month else month_number(name), int(day)))
        except ValueError:
            continue
    return found


def _announcements(page: Page, today: date) -> Iterator[Finding]:
    for sentence in page.sentences:
        dates = dates_in(sentence.text)
        if not dates or not _COMING.search(sentence.text) or _OVER.search(sentence.text):
            continue
        if _EXAMPLE.search(sentence.text):
            continue
        if _UNTIL_FURTHER_NOTICE.search(sentence.text):  # `_standing` tells it
            continue
        last = max(dates)
        if (today - last).days > _GRACE_DAYS and today.year - last.year < _HISTORY:
            yield finding(
                "outdated",
                "medium",
                [page.evidence(sentence)],
                de=f"Angekündigt wird etwas, das vorbei ist ({last:%d.%m.%Y}): "
                f"„{shorten(sentence.text)}“",
                en=f"This announces something that is over ({last.day} {last:%B %Y}): "
                f"“{shorten(sentence.text)}”",
                what="announcement",
            )


def _standing(page: Page, today: date) -> Iterator[Finding]:
    """What was said long ago to hold until further notice, and was never taken back."""
    for line in page.lines:
        dates = dates_in(line.text)
        if not dates or not _UNTIL_FURTHER_NOTICE.search(line.text):
            continue
        if (today - max(dates)).days > _STANDING_DAYS:
            yield finding(
                "outdated",
                "medium",
                [page.evidence(line)],
                de=f"Seit {max(dates):%d.%m.%Y} gilt etwas „bis auf Weiteres“: "
                f"„{shorten(line.text)}“",
                en=f"Since {max(dates).day} {max(dates):%B %Y} this has held “until further "
                f"notice”: “{shorten(line.text)}”",
                what="standing",
            )


def _past_events(page: Page, today: date) -> Iterator[Finding]:
    """Rows and items of a list of events whose date has passed; one finding a page."""
    if not _LISTING.search(page.title):
        return
    past: list[Line] = []
    for line in page.lines:
        dates = dates_in(line.text.split(" | ")[0][:60])
        if dates and (today - max(dates)).days > _GRACE_DAYS:
            past.append(line)
    if past:
        yield finding(
            "outdated",
            "medium",
            [page.evidence(line) for line in past],
            de=f"Der Kalender „{page.title}“ führt noch {_times(len(past), 'Termin', 'Termine')}, "
            f"die vorbei sind.",
            en=f"The calendar “{page.title}” still lists {_times(len(past), 'event', 'events')} "
            f"of the past.",
            about=[page.url],
            what="events",
        )


def _past_years(page: Page, today: date) -> Iterator[Finding]:
    """Headings such as "Gebühren 2024", unless the page has newer ones."""
    found: list[tuple[int, Line]] = []
    for line in page.lines:
        match = _FOR_YEAR.search(line.text) if len(line.text) < 80 else None
        if match is not None:
            century = int(match[1]) // 100 * 100
            found.append((century + int(match[2]) if match[2] else int(match[1]), line))
    if found and (newest := max(year for year, _ in found)) < today.year:
        lines = [line for year, line in found if year == newest]
        yield finding(
            "outdated",
            "medium",
            [page.evidence(line) for line in lines],
            de=f"„{shorten(lines[0].text)}“ gilt für {newest}; Angaben für {today.year} fehlen.",
            en=f"“{shorten(lines[0].text)}” is for {newest}; nothing is said for {today.year}.",
            what="year",
        )


def _as_of(page: Page, today: date) -> Iterator[Finding]:
    for line in page.lines:
        match = _AS_OF.search(line.text)
        if match is not None and today.year - int(match[1]) >= _OLD_YEARS:
            place = page.find(match[0]) or line
            yield finding(
                "outdated",
                "low",
                [page.evidence(place)],
                de=f"Die Angabe „{match[0]}“ ist {today.year - int(match[1])} Jahre alt.",
                en=f"The statement “{match[0]}” is {today.year - int(match[1])} years old.",
                what="as-of",
            )


def _times(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
