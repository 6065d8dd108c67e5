"""Which hours hold on a day: weekly rules, dated closures, public holidays."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import msgspec

from wattos.llm import RecordSource
from wattos.records import Closure, Hours, OpeningRule, TimeSpan

LOOK_AHEAD = 21
"""Days; who opens later than that has a season that the answer cannot sum up."""


class DayPlan(msgspec.Struct, frozen=True):
    """What holds on a day; `sure` is False where the page leaves it open.

    `closure` is the record that closes the day, `rules` those that hold. A closure that is not
    sure may be another office's: it can only be quoted.
    """

    day: date
    spans: tuple[TimeSpan, ...] = ()
    rules: tuple[OpeningRule, ...] = ()
    sure: bool = True
    closure: RecordSource | None = None
    holiday: str = ""


def plan_of(
    source: RecordSource, closures: Sequence[RecordSource], day: date, *, region: str, language: str
) -> DayPlan:
    """The hours of a record on a day; `closures` are those of its document."""
    hours = source.data
    assert isinstance(hours, Hours)
    rules = [rule for rule in hours.rules if rule.applies(day)]
    held = {rule: _condition_holds(rule, day) for rule in rules}
    holding = tuple(rule for rule in rules if held[rule])
    spans = sorted({s for rule in holding for s in rule.spans}, key=lambda s: s.opens)
    only_closed = not any(rule.spans for rule in hours.rules)
    sure = None not in held.values() and not (only_closed and not rules)
    for closure in closures:
        assert isinstance(closure.data, Closure)
        if any(period.covers(day) for period in closure.data.periods):
            sure = _concerns(closure, source)
            return DayPlan(day, closure.data.spans, (), sure=sure, closure=closure)
    if _out_of_season(hours, day):
        sure = sure and bool(spans)
    holiday = holiday_name(day, region, language)
    return DayPlan(day, tuple(spans), holding, sure=sure, holiday=holiday)


def _condition_holds(rule: OpeningRule, day: date) -> bool | None:
    """Whether a rule's condition is met on the day; None when only the page's people know."""
    if not rule.condition:
        return True
    if "advent" in rule.condition.lower():
        christmas = date(day.year, 12, 25)
        fourth_sunday = christmas - timedelta(days=christmas.isoweekday())
        return fourth_sunday - timedelta(weeks=3) <= day < christmas
    return None


def _concerns(closure: RecordSource, hours: RecordSource) -> bool:
    """Whether a closure is about the same place: it names no other part of the page."""
    narrow = closure.subject.split(" – ")[0].lower()
    return narrow in hours.subject.lower() or narrow == closure.place.title.lower()


def _out_of_season(hours: Hours, day: date) -> bool:
    """Whether every rule belongs to seasons that leave the day out."""
    seasons = [rule.season for rule in hours.rules]
    return bool(seasons) and all(season and not season.covers(day) for season in seasons)


def next_opening(
    source: RecordSource, closures: Sequence[RecordSource], after: datetime, *, region: str
) -> tuple[date, time] | None:
    """The next day and time at which it opens; None when that cannot be said."""
    for ahead in range(LOOK_AHEAD):
        day = after.date() + timedelta(days=ahead)
        plan = plan_of(source, closures, day, region=region, language="")
        if not plan.sure:
            return None
        if plan.holiday:
            continue
        for span in plan.spans:
            if ahead or span.opens > after.time():
                return day, span.opens
    return None


def open_at(plan: DayPlan, moment: time) -> TimeSpan | None:
    """The span that the time lies in."""
    for span in plan.spans:
        late = span.closes <= span.opens
        if span.opens <= moment and (late or moment < span.closes):
            return span
    return None


@lru_cache(maxsize=512)
def holiday_name(day: date, region: str, language: str) -> str:
    """The public holiday of a region (ISO 3166) on a day, or nothing."""
    if not re.fullmatch(r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?", region):
        return ""
    from holidays import country_holidays  # half a second to import, needed by few questions

    country, _, part = region.partition("-")
    spoken = language if language == "de" or country != "DE" else "en_US"
    try:
        found = country_holidays(country, subdiv=part or None, years=day.year, language=spoken)
    except (NotImplementedError, KeyError):
        return ""
    return found.get(day) or ""
