"""What a sentence states that must not be invented: numbers, times, dates, amounts, addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from wattos.agents.weekdays import days_within, named_days
from wattos.months import MONTH_WORDS, fold_letters, month_number

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_URL = re.compile(
    r"(?:https?://|www\.)[^\s<>()\]]+|\b[\w-]+(?:\.[\w-]+)*\.(?:de|com|org|net|eu|info|tr)\b(?:/[^\s<>()\]]*)?"
)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,}(?: ?[A-Z0-9]{1,3})?\b")
_DATE = re.compile(
    r"(?<![\d.])(\d{1,2})\.\s?(\d{1,2})\.(?:\s?(\d{4})\b)?|\b(\d{4})-(\d\d)-(\d\d)\b"
)
_PHONE = re.compile(r"(?<!\w)(?:\+|\(?0)\d(?:[ /()–-]{0,3}\d){4,}|(?<![\w.,])\d{6,}(?![.,]?\d)")
_NUMBER = re.compile(r"(?<![\w.,:])\d+(?:[.,:]\d+)*")
_CODE = re.compile(r"\b[A-Za-zÄÖÜ]{1,4}\d+\b")
_NUMBERED = re.compile(r"^\s*\d{1,2}[.)]\s+", re.MULTILINE)
_AND_TO = r"(?:\s*(?:bis|und|to|and|ile|-|–)\s*\d[\d.,:]*)?"
_NAMED = re.compile(
    r"\b(?:Herrn?|Frau|Dr\.|Prof\.|Mr\.?|Mrs\.?|Ms\.?)\s+(?:(?:Dr|Prof)\.\s+)?([A-ZÄÖÜÇŞİ][\w-]+)"
)
_STREET = re.compile(r"\b([\w-]*(?:straße|strasse|platz|weg|allee|gasse|ufer))\s+\d", re.IGNORECASE)

_UNITS = {
    "money": r"€|euros?\b|eur\b|avro\w*|cents?\b|£|\$|tl\b|lira\w*",
    "clock": r"uhr\b|o'clock\b|[ap]\.?m\b\.?",
    "percent": r"%|prozent\b|percent\b|per cent\b",
    "minute": r"minuten?\b|minutes?\b|min\b|dakika",
    "hour": r"stunden?\b|hours?\b|saat\b",
    "day": r"(?:werk|arbeits)?tage?n?\b|(?:working |business )?days?\b|(?:iş )?gün",
    "week": r"wochen?\b|weeks?\b|hafta",
    "month": r"monate?n?\b|months?\b|ay\b",
    "year": r"jahre?n?\b|years?\b|yıl|yaş",
}
_AFTER = re.compile(
    _AND_TO + r"[\s-]*(?:" + "|".join(f"(?P<{k}>{v})" for k, v in _UNITS.items()) + ")",
    re.IGNORECASE,
)
_COUNTED = re.compile(r" (?!(?:bis|und|oder|to|and|or|ile|ve|veya)\b)[^\W\d_]{3,}")
_MONEY_BEFORE = re.compile(r"(?:€|£|\$|\beur|\beuro)\s?$", re.IGNORECASE)
_ROOM_BEFORE = re.compile(r"(?:zimmer|raum|room|oda|§|nr\.?|no\.?)\s?$", re.IGNORECASE)
_AFTERNOON = re.compile(r"\s*p\.?m\b", re.IGNORECASE)
_TO_AFTERNOON = re.compile(rf"{_AND_TO}\s*p\.?m\b", re.IGNORECASE)

# The English "may" is read apart from them, because it is a verb as well.
MONTHS = MONTH_WORDS - {"may"}
_MONTH = re.compile(rf"\b(?:{'|'.join(MONTHS)})\b", re.IGNORECASE)
_MAY = re.compile(r"(?<=\d )May\b|\bMay(?= \d)")
_WORDS_FOR = {
    "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9,
    "zehn": 10, "elf": 11, "zwölf": 12, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "iki": 2, "üç": 3,
    "dört": 4, "beş": 5, "alti": 6, "yedi": 7, "sekiz": 8, "dokuz": 9,
}  # fmt: skip
_NUMBER_WORD = re.compile(rf"\b(?:{'|'.join(_WORDS_FOR)})\b", re.IGNORECASE)
_BOUND_UNITS = frozenset({"money", "clock", "percent"})
"""A question's own number is no evidence for these: "is it true that it costs 99 euros?"."""


class Fact(msgspec.Struct, frozen=True):
    """One fact: any of its `forms` stands for it ("8:00" is "8", "1.250" may be "1250")."""

    kind: str
    """`number`, `month`, `weekday`, `reach` (mail, web address), `digits` (phone …), `name`."""
    forms: frozenset[str]
    unit: str = ""

    @property
    def measured(self) -> bool:
        """Whether its unit is one that a source must not contradict."""
        return self.unit not in ("", "things")

    @property
    def bound(self) -> bool:
        """Whether only a source can support it, not the question."""
        return self.unit in _BOUND_UNITS


class FactSheet:
    """The facts of a source."""

    def __init__(self, text: str) -> None:
        self._units: dict[tuple[str, str], set[str]] = {}
        self._low = text.lower()
        for fact in (*facts_of(text), *_number_words(text), *_days(days_within(text))):
            for form in fact.forms:
                self._units.setdefault((fact.kind, form), set()).add(fact.unit)

    def holds(self, fact: Fact) -> bool:
        """Whether the source states the fact; a number with a unit needs that unit or none."""
        if fact.kind == "digits":
            return any(
                kind == "digits" and form.endswith(wanted)
                for kind, form in self._units
                for wanted in fact.forms
            )
        if fact.kind == "name":
            return any(form in self._low for form in fact.forms)
        if fact.kind == "reach":
            return any(form in self._low for form in fact.forms)
        units = [self._units.get((fact.kind, form), set[str]()) for form in fact.forms]
        if not fact.measured:
            return any(units)
        return any(found & {fact.unit, ""} for found in units)


def facts_of(text: str) -> list[Fact]:
    """The facts of a text, in no order; numbers of a list's items are none."""
    found: list[Fact] = []
    text = _NUMBERED.sub("", text)
    for pattern, read in (
        (_MAIL, _reach),
        (_URL, _reach),
        (_IBAN, _digits),
        (_DATE, _date),
        (_PHONE, _digits),
    ):
        for match in pattern.finditer(text):
            found += read(match)
        text = pattern.sub(" ; ", text)
    for pattern in (_NAMED, _STREET):
        names = (match.group(1).lower() for match in pattern.finditer(text))
        found += [Fact("name", frozenset({name, name.removesuffix("s")})) for name in names]
    found += [Fact("name", frozenset({match.group().lower()})) for match in _CODE.finditer(text)]
    found += [_month(month_number(match.group())) for match in _MONTH.finditer(text)]
    found += [_month(5) for _ in _MAY.finditer(text)]
    found += _days(named_days(text))
    return [*found, *(_number(text, match) for match in _NUMBER.finditer(text))]


def _number_words(text: str) -> Iterator[Fact]:
    for match in _NUMBER_WORD.finditer(text):
        value = str(_WORDS_FOR[fold_letters(match.group())])
        yield Fact("number", frozenset({value}), _unit(text, match.start(), match.end()))


def _reach(match: re.Match[str]) -> list[Fact]:
    plain = match.group().lower().rstrip(".,;:!?*_/")
    return [Fact("reach", frozenset({re.sub(r"^(?:https?://)?(?:www\.)?", "", plain)}))]


def _digits(match: re.Match[str]) -> list[Fact]:
    """Without country code and leading zeros, so that both ways to write a number are the same."""
    international = match.group().startswith(("+", "00"))
    digits = re.sub(r"\D", "", match.group()).lstrip("0")
    return [Fact("digits", frozenset({digits[2:] if international else digits}))]


def _date(match: re.Match[str]) -> list[Fact]:
    day, month, year, iso_year, iso_month, iso_day = match.groups()
    parts = (year, month, day) if day else (iso_year, iso_month, iso_day)
    numbers = [Fact("number", frozenset({str(int(part))})) for part in parts[::2] if part]
    return [*numbers, _month(int(parts[1]))]


def _days(days: Iterable[int]) -> list[Fact]:
    return [Fact("weekday", frozenset({str(day)})) for day in days]


def _month(number: int) -> Fact:
    return Fact("month", frozenset({str(number)}))


def _number(text: str, match: re.Match[str]) -> Fact:
    forms = _forms(match.group())
    if _AFTERNOON.match(text, match.end()):
        forms = {_afternoon(form) for form in forms}
    elif _TO_AFTERNOON.match(text, match.end()):  # "2 to 6 pm", but "10 to 6 pm" is the morning
        forms |= {_afternoon(form) for form in forms}
    unit = "clock" if ":" in match.group() else _unit(text, match.start(), match.end())
    return Fact("number", frozenset(forms), unit)


def _unit(text: str, start: int, end: int) -> str:
    if _MONEY_BEFORE.search(text, max(0, start - 6), start):
        return "money"
    if _ROOM_BEFORE.search(text, max(0, start - 8), start):
        return "room"
    after = _AFTER.match(text, end)
    if after:
        return after.lastgroup or ""
    counts = text[start:end].isdigit() and _COUNTED.match(text, end)
    return "things" if counts else ""


def _forms(number: str) -> set[str]:
    """Every way to read a number as it is written: decimal, thousands, time of day."""
    parts = [part.lstrip("0") or "0" for part in re.split(r"[.,:]", number)]
    if len(parts) == 1:
        return {parts[0]}
    last = re.split(r"[.,:]", number)[-1]
    whole = "".join(re.split(r"[.,:]", number)[:-1]).lstrip("0") or "0"
    if ":" in number:
        return {number.lstrip("0") or "0", whole} if last == "00" else {f"{whole}:{last}"}
    decimals = last.rstrip("0")
    forms = {f"{whole}.{decimals}" if decimals else whole}
    if len(last) == 3:
        forms.add((whole + last).lstrip("0") or "0")
    if len(parts) == 2 and len(last) == 2 and int(last) < 60 and int(whole) <= 24:
        forms.add(f"{whole}:{last}")
    return forms


def _afternoon(form: str) -> str:
    hour, colon, minutes = form.partition(":")
    return f"{int(hour) % 12 + 12}{colon}{minutes}" if hour.isdigit() else form
