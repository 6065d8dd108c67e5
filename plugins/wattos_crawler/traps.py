"""Places where a site never ends: calendars without end, filters in every combination, loops.

Nobody can tell a trap from a large site by one address, so two things are watched: addresses that
no reader would want (a date years ahead, folders that repeat), and pages of one shape that differ
in nothing but numbers and names of days.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from datetime import date
from typing import Final
from urllib.parse import urlsplit

_YEARS_AHEAD: Final = 2
_YEARS_BACK: Final = 15
_ALIKE_IN_CALENDAR: Final = 4
_ALIKE_ELSEWHERE: Final = 12
_MOST_QUERIES: Final = 400
"""Addresses of one path that differ by their parameters only."""
_MOST_REPEATS: Final = 3
_DATE: Final = re.compile(
    r"(?:^|[/=_.-])(?P<year>(?:19|2\d)\d\d)[/_.-]?(?:0[1-9]|1[0-2])(?!\d)"
    r"|(?:^|[?&\]])(?:[\w\[]*)(?:year|jahr|yil)\]?=(?P<named>\d{4})(?!\d)",
    re.I,
)
_CALENDAR: Final = re.compile(
    r"kalender|calendar|takvim|termine|veranstaltung|events?\b|etkinlik|monat|month", re.I
)
_DAYS: Final = re.compile(
    r"\d+|\b(?:jan|feb|mär|mae|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|dez|dec|mon|die|tue|mit"
    r"|wed|don|thu|fre|fri|sam|sat|son|sun|oca|şub|nis|haz|tem|ağu|eyl|eki|kas|ara|paz|sal|çar|per"
    r"|cum)[a-zäöüçğışö]*|\b(?:mo|di|mi|do|fr|sa|so)\b"
)


class Traps:
    """What a crawl has seen of each shape of address; `avoided` counts what it stayed out of."""

    def __init__(self, today: date) -> None:
        self._years = range(today.year - _YEARS_BACK, today.year + _YEARS_AHEAD + 1)
        self._alike: Counter[tuple[str, str]] = Counter()
        self._read: Counter[str] = Counter()
        self._closed: set[str] = set()
        self._queries: Counter[str] = Counter()
        self.avoided: Counter[str] = Counter()

    def blocks(self, url: str) -> bool:
        """Whether an address leads into a trap; asked once for each that a page links to."""
        form = shape(url)
        if form in self._closed or _repeats(url) or self._far_away(url) or self._one_of_many(url):
            self.avoided[form] += 1
            return True
        return False

    def is_closed(self, url: str) -> bool:
        """Whether addresses of this shape have turned out to be a trap meanwhile."""
        return shape(url) in self._closed

    def note(self, url: str, text: str) -> None:
        """Take notice of a page's text; too many alike close their shape if most are.

        Where most pages of a shape tell something of their own, the others are error pages, or
        articles without a text.
        """
        form = shape(url)
        if "#" not in form or not text:
            return
        bare = " ".join(_DAYS.sub(" ", text.lower()).split())
        key = (form, hashlib.sha256(bare.encode("utf-8", "replace")).hexdigest())
        self._alike[key] += 1
        self._read[form] += 1
        calendar = _CALENDAR.search(url) or _DATE.search(url)
        enough = _ALIKE_IN_CALENDAR if calendar else _ALIKE_ELSEWHERE
        if self._alike[key] >= enough and 2 * self._alike[key] >= self._read[form]:
            self._closed.add(form)

    def _far_away(self, url: str) -> bool:
        parts = urlsplit(url)
        found = _DATE.search(f"{parts.path}?{parts.query}")
        if found is None:
            return False
        year = int(found["year"] or found["named"])
        return year >= self._years.stop or (
            year < self._years.start and _CALENDAR.search(url) is not None
        )

    def _one_of_many(self, url: str) -> bool:
        path, mark, _ = url.partition("?")
        self._queries[path] += bool(mark)
        return self._queries[path] > _MOST_QUERIES


def shape(url: str) -> str:
    """An address with numbers as `#` and parameters by their names alone."""
    parts = urlsplit(url)
    path = re.sub(r"\d+", "#", parts.path)
    names = sorted(re.sub(r"\d+", "#", part) for part in parts.query.split("&") if part)
    # A value of letters may choose the content (`?thema=kita`), a number pages through it.
    return f"{parts.netloc}{path}" + (f"?{'&'.join(names)}" if names else "")


def _repeats(url: str) -> bool:
    """Whether a folder stands in the path again and again, as relative links on error pages do."""
    counts = Counter(part for part in urlsplit(url).path.split("/") if part)
    return any(number > _MOST_REPEATS for number in counts.values())
