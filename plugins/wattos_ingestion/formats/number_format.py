"""Excel's number formats, as the sheet shows them in the language that it is written in.

A file stores 28.8 and the format `#,##0.00 "€"`; who opens it reads "28,80 €" or "28.80 €" by the
language of their own program. Whoever wrote a German sheet saw the comma.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from functools import lru_cache
from typing import Final

import msgspec

from wattos.months import MONTH_NAMES

_WEEKDAYS: Final = {
    "de": ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    "tr": ["Pazartesi", "Salı", "Çarşamba", "Perşembe", "Cuma", "Cumartesi", "Pazar"],
}
_WITH_COMMA: Final = frozenset({"de", "tr", "fr", "it", "es"})
_LANGUAGES: Final = {0x07: "de", 0x09: "en", 0x0A: "es", 0x0C: "fr", 0x10: "it", 0x1F: "tr"}
"""By the lower ten bits of Microsoft's language identifiers, which name no country."""
_LCID = re.compile(r"\[\$[^\]-]*-([0-9A-Fa-f]{3,8})\]")
_SECTIONS = re.compile(r'(?:"[^"]*"|\\.|\[[^\]]*\]|[^;"\\\[])+|(?<=;)(?=;|$)')
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[\$(?P<money>[^\]-]*)[^\]]*\]|(?P<elapsed>\[[hms]+\])'
    r"|\[[^\]]*\]|(?P<blank>_.)|\*.|(?P<digits>[0#?](?:[0#?,.]*[0#?])?)(?P<scale>,*)(?P<power>E[+-]0+)?"
    r"|(?P<half>AM/PM|A/P)|(?P<date>y+|m+|d+|h+|s+(?:\.0+)?)|(?P<other>.)",
    re.IGNORECASE,
)
_LOCAL_DATES: Final = frozenset({"mm-dd-yy", "m/d/yy h:mm", "m/d/yyyy", "m/d/yy", "mm/dd/yyyy"})
"""What Excel shows in the reader's own order, or in the American one, which others misread."""
_LONG_DATE: Final = "[$-F800]"


class Shape(msgspec.Struct, frozen=True):
    """How a section writes numbers; `digits` is empty for one that writes words alone."""

    before: str
    digits: str
    scale: int
    after: str
    is_power: bool


@lru_cache(maxsize=256)
def is_with_comma(code: str, language: str) -> bool:
    """Whether numbers have a decimal comma: by the format's language, or else the sheet's.

    Where neither is known, an amount with its sign behind it is written as in German or Turkish.
    """
    stated = _language_of(code)
    if stated or language:
        return (stated or language) in _WITH_COMMA
    shape = _shape(code.split(";")[0])
    return any(sign in shape.after for sign in "€₺") if shape is not None else False


def written_number(value: float, code: str, language: str) -> str:
    """A number under a format; "General" and what is not understood give its digits."""
    comma = is_with_comma(code, language)
    sections = _sections(code)
    index = 1 if value < 0 and len(sections) > 1 else 2 if value == 0 and len(sections) > 2 else 0
    shape = _shape(sections[index]) if sections else None
    if shape is None or shape.is_power:
        return _localised(f"{value:.12g}", with_comma=comma)
    if not shape.digits.strip("?") and index == 2:
        return _joined(shape.before, shape.after)
    number = _digits(abs(value), shape, with_comma=comma)
    sign = "-" if value < 0 and index != 1 else ""
    return sign + _joined(shape.before, number, shape.after)


@lru_cache(maxsize=256)
def _sections(code: str) -> list[str]:
    return [] if code.lower() == "general" else _SECTIONS.findall(code)


def written_date(value: datetime | date, code: str, language: str) -> str:
    """A date in the order of its format; years always with four digits, months by their names."""
    language = _language_of(code) or language
    day, clock = _parts_of_a_date(code)
    if _LONG_DATE in code:
        day = "dddd, d. mmmm yyyy" if language == "de" else "dddd, d mmmm yyyy"
    elif code.lower() in _LOCAL_DATES or not day:
        day = "dd.mm.yyyy" if language in {"de", "tr"} else "yyyy-mm-dd"
    if language in {"de", "tr"}:
        day = day.replace("/", ".")  # the sign stands for the language's own
    told = _pattern(day, value, language)
    has_time = isinstance(value, datetime) and bool(value.hour or value.minute)
    if not isinstance(value, datetime) or not (has_time or clock):
        return told
    return f"{told} {_pattern(clock or 'hh:mm', value, language)}" if has_time else told


def written_time(value: time, code: str) -> str:
    """A time of day in its format, hours and minutes where the format has none."""
    return _pattern(_parts_of_a_date(code)[1] or "hh:mm", value, "")


def _language_of(code: str) -> str:
    match = _LCID.search(code)
    return _LANGUAGES.get(int(match[1], 16) & 0x3FF, "") if match else ""


@lru_cache(maxsize=256)
def _shape(section: str) -> Shape | None:
    """The section taken apart; None where there is nothing to write a number with."""
    before = after = digits = ""
    scale, is_power, found = 0, False, False
    for match in _TOKEN.finditer(section):
        if match["digits"]:
            if found:
                return None  # fractions and telephone numbers
            digits, found = match["digits"], True
            scale, is_power = len(match["scale"]), match["power"] is not None
            continue
        said = (
            " " if match["blank"] else match["quoted"] or match["escaped"] or match["money"] or ""
        )
        said += match["other"] or match["date"] or match["half"] or ""
        before, after = (before, after + said) if found else (before + said, after)
    if not found or "@" in before:
        return None
    return Shape(before, digits, scale, after, is_power)


def _digits(value: float, shape: Shape, *, with_comma: bool) -> str:
    whole, _, decimals = shape.digits.partition(".")
    percent = "%" in shape.before + shape.after
    number = value / 1000**shape.scale * (100 if percent else 1)
    text = f"{number:,.{len(decimals)}f}" if "," in whole else f"{number:.{len(decimals)}f}"
    optional = len(decimals) - len(decimals.rstrip("#?"))
    if optional:
        kept = text[: len(text) - optional]
        text = (kept + text[len(kept) :].rstrip("0")).rstrip(".")
    front, point, rest = text.partition(".")
    front = front.rjust(whole.count("0"), "0")
    return _localised(front + point + rest, with_comma=with_comma)


def _localised(number: str, *, with_comma: bool) -> str:
    return number.translate(str.maketrans(".,", ",.")) if with_comma else number


def _joined(*parts: str) -> str:
    """The parts in one line; a percent sign and a currency's stand apart as text sets them."""
    text = re.sub(r"(?<=\d)(?=[%€₺])", " ", "".join(parts))
    return " ".join(text.split())


def _parts_of_a_date(code: str) -> tuple[str, str]:
    """The tokens for the day and those for the time, each with the words between them."""
    tokens = list(_TOKEN.finditer(code.split(";")[0]))
    kinds = [_kind(token) for token in tokens]
    for index, kind in enumerate(kinds):
        before = next((k for k in reversed(kinds[:index]) if k), "")
        after = next((k for k in kinds[index + 1 :] if k), "")
        if kind == "m" and (before == "h" or after == "s"):
            kinds[index] = "n"  # minutes
    first_time = next((i for i, kind in enumerate(kinds) if kind and kind in "hns"), len(tokens))
    has_day = any(kind and kind in "dmy" for kind in kinds)
    day = "".join(map(_said, tokens[:first_time])).strip(" ,;") if has_day else ""
    return day, "".join(map(_said, tokens[first_time:])).strip()


def _kind(token: re.Match[str]) -> str:
    said = token["date"] or (token["elapsed"] or "")[1:2]
    return said[:1].lower()


def _said(token: re.Match[str]) -> str:
    if token["date"] or token["half"]:
        return str(token[0]).lower()
    if token["elapsed"]:
        return str(token["elapsed"][1:-1]).lower()
    words = token["quoted"] or token["escaped"] or token["other"] or (token["blank"] and " ") or ""
    return f'"{words}"' if words.isalpha() or " " in words.strip() else words


def _pattern(pattern: str, value: datetime | date | time, language: str) -> str:
    out = ""
    is_clock = False
    has_half = "am/pm" in pattern or "a/p" in pattern
    for match in re.finditer(r'"([^"]*)"|am/pm|a/p|y+|m+|d+|h+|s+(?:\.0+)?|.', pattern):
        token = match[0]
        if match[1] is not None:
            out += match[1]
        elif token[0] in "hs" or (token[0] == "m" and is_clock) or token in {"am/pm", "a/p"}:
            is_clock = True
            out += _clock(token, value, half=has_half)
        elif token[0] in "ymd" and isinstance(value, date):
            out += _DAY_TOKENS[token[0]](value, len(token), language)
        else:
            out += token
    return " ".join(out.split())


def _clock(token: str, value: datetime | date | time, *, half: bool) -> str:
    if not isinstance(value, (datetime, time)):
        return ""
    if token[0] == "a":
        return "AM" if value.hour < 12 else "PM"
    number = {"h": value.hour, "m": value.minute, "s": value.second}[token[0]]
    if token[0] == "h" and half:
        number = number % 12 or 12
    return f"{number:0{min(len(token), 2)}}"


def _year(value: date, _length: int, _language: str) -> str:
    return f"{value.year:04}"


def _month(value: date, length: int, language: str) -> str:
    if length > 2:
        return MONTH_NAMES.get(language, MONTH_NAMES["en"])[value.month - 1]
    return f"{value.month:0{length}}"


def _day(value: date, length: int, language: str) -> str:
    if length > 2:
        return _WEEKDAYS.get(language, _WEEKDAYS["en"])[value.weekday()]
    return f"{value.day:0{length}}"


_DAY_TOKENS: Final[dict[str, Callable[[date, int, str], str]]] = {
    "y": _year,
    "m": _month,
    "d": _day,
}
