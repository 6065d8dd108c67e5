"""Opening hours by weekday, for comparing pages: from the records that were read of each page.

Only what holds every week is compared; what is said for a season, a week of the month or under a
condition is another matter than the usual hours.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from wattos.records import Hours, TimeSpan
from wattos_check.facts import PARTS, Fact, place_of, words
from wattos_check.pages import Page


def hours_of(page: Page) -> Iterator[Fact]:
    """A fact for each weekday of a place whose hours a page states.

    The place is what the record names first. A page that is about the place itself speaks for it
    (`Fact.own`): "office hours" on the pages of two schools are not one and the same.
    """
    for record in page.records:
        if isinstance(record.data, Hours) and record.data.purpose == "opening":
            name, _, rest = record.subject.partition(PARTS)
            place = words(name)
            own = not rest or place == words(page.title)
            for day, value in _week(record.data).items():
                yield Fact(
                    kind="hours",
                    label=place | {f"day{day}"} if place else frozenset(),
                    name=place,
                    value=value,
                    page=page,
                    line=place_of(record),
                    own=own,
                )


def _week(hours: Hours) -> dict[int, str]:
    """The usual hours of each day; days with exceptions of any kind are left out."""
    spans: defaultdict[int, list[TimeSpan]] = defaultdict(list)
    unusual: set[int] = set()
    for rule in hours.rules:
        special = rule.season or rule.weeks or rule.condition or not rule.spans
        for day in rule.days:
            spans[day].extend(rule.spans)
            if special:
                unusual.add(day)
    return {
        day: ",".join(f"{s.opens:%H:%M}-{s.closes:%H:%M}" for s in sorted(own, key=_opening))
        for day, own in spans.items()
        if day not in unusual
    }


def _opening(span: TimeSpan) -> str:
    return span.opens.isoformat()
