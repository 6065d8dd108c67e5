"""Five-field cron expressions (POSIX crontab), in the time zone of the people who wrote them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from wattos.errors import InvalidInput

_RANGES: Final = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
_DAYS_LOOKED_AT: Final = 366 * 8 + 2
"""Far enough for 29 February, over a century's missing leap day."""
_NICKNAMES: Final = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
_MONTHS: Final = (
    "", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip
_WEEKDAYS: Final = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_NAMES: Final[tuple[tuple[str, ...], ...]] = ((), (), (), _MONTHS, _WEEKDAYS)
"""Of each field's values, as most crons know them beside the numbers."""


class Cron(msgspec.Struct, frozen=True):
    """When something comes again; weekdays count from Sunday = 0."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    either: bool
    """Both the day of the month and the weekday are restricted: one of them is enough.

    A field that begins with a star restricts nothing, as in crontab(5): `*/2` with a weekday asks
    for both.
    """
    round_the_clock: bool
    """The hour is left open: it comes with every hour that passes, not with those of a clock."""
    zone: ZoneInfo

    def next_after(self, moment: datetime) -> datetime:
        """The first time later than `moment`, in UTC; raises `InvalidInput` when there is none.

        A time that the clocks skip in spring is taken as the one an hour later. One that they
        repeat in autumn comes once, but what comes every so many hours comes in both.
        """
        local = moment.astimezone(self.zone)
        for ahead in range(_DAYS_LOOKED_AT):
            day = local.date() + timedelta(days=ahead)
            if not self._matches(day):
                continue
            found = (
                datetime.combine(day, time(hour, minute, fold=fold), self.zone).astimezone(UTC)
                for hour in self.hours
                for minute in self.minutes
                for fold in ((0, 1) if self.round_the_clock else (0,))
            )
            if later := [one for one in found if one > moment]:
                return min(later)
        raise InvalidInput("This time never comes.", expected="a day that some year has")

    def _matches(self, day: date) -> bool:
        in_month, on_weekday = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        fits = in_month or on_weekday if self.either else in_month and on_weekday
        return day.month in self.months and fits


def parse_cron(text: str, zone: str = "UTC") -> Cron:
    """Read an expression such as `30 3 * * 1-5`; `@daily` and the like are known.

    Raises:
        InvalidInput: a field or the time zone cannot be used.
    """
    fields = _NICKNAMES.get(text.strip().lower(), text).split()
    try:
        if len(fields) != len(_RANGES):
            raise ValueError(f"{len(fields)} fields")
        minutes, hours, days, months, weekdays = (
            _values(field.lower(), *bounds, names)
            for field, bounds, names in zip(fields, _RANGES, _NAMES, strict=True)
        )
        place = ZoneInfo(zone)
    except (ValueError, ZoneInfoNotFoundError, OSError) as error:
        raise InvalidInput(
            "The schedule cannot be read.",
            given=f"{text[:100]} ({zone[:50]}): {error}",
            expected="minute hour day month weekday, such as 30 3 * * 1-5, and a zone such as UTC",
        ) from None
    return Cron(
        minutes=minutes,
        hours=hours,
        days=days,
        months=months,
        weekdays=frozenset(day % 7 for day in weekdays),
        either=not (fields[2].startswith("*") or fields[4].startswith("*")),
        round_the_clock=fields[1].startswith("*"),
        zone=place,
    )


def _values(field: str, lowest: int, highest: int, names: tuple[str, ...]) -> frozenset[int]:
    found: set[int] = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        first, dash, last = span.partition("-")
        start = lowest if span == "*" else _value(first, names)
        end = (
            _value(last, names, last=True) if dash else (highest if span == "*" or step else start)
        )
        if not (lowest <= start <= end <= highest):
            raise ValueError(f"{part} is not within {lowest} to {highest}")
        found |= set(range(start, end + 1, int(step) if step else 1))
    return frozenset(found)


def _value(text: str, names: tuple[str, ...], *, last: bool = False) -> int:
    """A number or a name; Sunday is 0, and 7 where it ends a week."""
    if last and text == "sun":
        return 7
    return names.index(text) if text and text in names else int(text)
