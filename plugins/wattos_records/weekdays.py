"""Names of weekdays in German, English and Turkish, as they stand in opening hours."""

from __future__ import annotations

import re

import msgspec

ALL = (0, 1, 2, 3, 4, 5, 6)
_FULL = (
    ("montag", "monday", "pazartesi"),
    ("dienstag", "tuesday", "salı"),
    ("mittwoch", "wednesday", "çarşamba"),
    ("donnerstag", "thursday", "perşembe"),
    ("freitag", "friday", "cuma"),
    ("samstag", "sonnabend", "saturday", "cumartesi"),
    ("sonntag", "sunday", "pazar"),
)
_SHORT = (
    ("Mo", "Mon", "Pzt"),
    ("Di", "Tue", "Tues", "Sal"),
    ("Mi", "Wed", "Çar"),
    ("Do", "Thu", "Thur", "Thurs", "Per"),
    ("Fr", "Fri", "Cum"),
    ("Sa", "Sat", "Cmt"),
    ("So", "Sun", "Paz"),
)
_BY_NAME = {
    **{name: (day,) for day, names in enumerate(_FULL) for name in names},
    **{name.lower(): (day,) for day, names in enumerate(_SHORT) for name in names},
}
_SEVERAL = {
    r"täglich|jeden tag|daily|every day|her gün": ALL,
    r"werktags|werktäglich|an werktagen|wochentags|(?:on )?(?:weekdays|working days)|hafta içi": (
        0, 1, 2, 3, 4,
    ),
    r"am wochenende|(?:at |on )?weekends|hafta sonu": (5, 6),
    r"sonn- (?:und|u\.|&) feiertags?|sonn- (?:und|u\.) feiertagen": (6,),
}  # fmt: skip
_names = "|".join(sorted((name for names in _FULL for name in names), key=len, reverse=True))
_shorts = "|".join(sorted((name for names in _SHORT for name in names), key=len, reverse=True))
_ORDINALS = {
    **dict.fromkeys(("1.", "erste", "first", "ilk", "1st"), 1),
    **dict.fromkeys(("2.", "zweite", "second", "ikinci", "2nd"), 2),
    **dict.fromkeys(("3.", "dritte", "third", "üçüncü", "3rd"), 3),
    **dict.fromkeys(("4.", "vierte", "fourth", "dördüncü", "4th"), 4),
    **dict.fromkeys(("letzte", "last", "son"), -1),
}
_ordinal = (
    r"(?:[1-4]\.|1st|2nd|3rd|4th|(?:erste|zweite|dritte|vierte|letzte)[nrs]?"
    r"|first|second|third|fourth|last|ilk|ikinci|üçüncü|dördüncü|son)"
)
_DAY = re.compile(
    rf"(?P<nth>\b{_ordinal}(?:\s*(?:und|and|ve|,|/)\s*{_ordinal})*\s+)?"
    r"(?:"
    + "|".join(f"(?P<s{index}>\\b(?:{pattern})\\b)" for index, pattern in enumerate(_SEVERAL))
    + rf"|\b(?P<full>{_names})(?:s|e|en|ları|leri)?(?:(?:vor|nach)mittags?|abends?)?\b"
    r"(?:\s+gün(?:leri|ü)\b)?"
    r")",
    re.IGNORECASE,
)
_SHORT_DAY = re.compile(
    rf"\b(?P<short>{_shorts})\b\.?(?=\s*(?:[-–—,:/&+|;(]|(?:und|u\.|bis|to|and|ve|von|auch|from"
    rf"|zu)\b"
    r"|\d|geschlossen|closed|kapalı|$))"
)
_MONTHLY_AFTER = re.compile(
    r"\W*(?:im|eines|jeden|jedes|des)\s+Monats?\b|\s*(?:of|in|,)?\s*(?:the|each|every)\s+month",
    re.I,
)
_MONTHLY_BEFORE = re.compile(r"her ayın\s*$", re.I)


class DayName(msgspec.Struct, frozen=True, kw_only=True):
    """Days named at `start:end`; `weeks` when only some of a month's are meant."""

    start: int
    end: int
    days: tuple[int, ...]
    weeks: tuple[int, ...] = ()
    alternating: str = ""
    """The words themselves where "every second" means every other week."""


def day_names(text: str) -> list[DayName]:
    """Every name of a day in the text, in order."""
    found = [_day(text, match) for match in _DAY.finditer(text)]
    taken = [(day.start, day.end) for day in found]
    for match in _SHORT_DAY.finditer(text):
        if not any(start < match.end() and match.start() < end for start, end in taken):
            days = _BY_NAME[match["short"].lower()]
            found.append(DayName(start=match.start(), end=match.end(), days=days))
    return sorted(found, key=lambda day: day.start)


def _day(text: str, match: re.Match[str]) -> DayName:
    if match["full"]:
        days = _BY_NAME[match["full"].lower()]
    else:
        days = next(d for i, d in enumerate(_SEVERAL.values()) if match[f"s{i}"])
    if not match["nth"]:
        return DayName(start=match.start(), end=match.end(), days=days)
    after = _MONTHLY_AFTER.match(text, match.end())
    monthly = after or _MONTHLY_BEFORE.search(text[: match.start()])
    if not monthly:
        words = match[0]
        return DayName(start=match.start(), end=match.end(), days=days, alternating=words)
    weeks = tuple(_ordinals(match["nth"]))
    end = after.end() if after else match.end()
    return DayName(start=match.start(), end=end, days=days, weeks=weeks)


def _ordinals(text: str) -> list[int]:
    words = re.findall(_ordinal, text, re.IGNORECASE)
    plain = (re.sub(r"(?<=e)[nrs]$", "", word.lower()) for word in words)
    return [_ORDINALS[word] for word in plain]
