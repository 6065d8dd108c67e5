"""Times, dates, amounts, numbers and addresses in words that a voice reads right.

Numbers stay digits, which every voice can read; what they belong to is said in words: "9:30 Uhr" is
"9 Uhr 30", "9:30" is "9:30 am" or "saat 9 buçuk", "info@a.example" is "info ät a Punkt example". A
telephone number is read digit by digit, with a pause where it is grouped.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from wattos.agents.abbreviations import spelt_out
from wattos.months import MONTH_PATTERN

_MAIL: Final = re.compile(r"(?:mailto:)?([\w.+-]+)@([\w-]+(?:\.[\w-]+)+)")
_URL: Final = re.compile(
    r"(?:https?://(?:www\.)?|www\.)([\w-]+(?:\.[\w-]+)+)(?:[/:?#]\S*[^\s.,;:!?)])?/?"
)
_LARGE: Final = re.compile(r"(?:(?<=Millionen )|(?<=Milliarden )|(?<=Tausend ))€")
_SIGNS: Final = {
    "de": {"@": "ät", ".": "Punkt", "-": "Strich", "_": "Unterstrich", "+": "plus"},
    "en": {"@": "at", ".": "dot", "-": "dash", "_": "underscore", "+": "plus"},
    "tr": {"@": "et", ".": "nokta", "-": "tire", "_": "alt çizgi", "+": "artı"},
}
SPEAKABLE: Final = frozenset(_SIGNS)
"""Languages whose spoken forms are known."""
_PHONE: Final = re.compile(r"(?<![\w.,:/-])(?:\+|\(?0)\d*(?:\)?[ /–-]?\(?\d+\)?)+(?![\w,.]*\d)")
_PHONE_DIGITS: Final = range(6, 16)
_ISO_DATE: Final = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_DATE: Final = re.compile(r"\b(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2}(?!\.?\d))\b")
_SHORT_DATE: Final = re.compile(
    r"(?<=\b(?:am|ab)\s)(\d{1,2})\.(\d{1,2})\.|(?<=\b(?:vom|zum|bis|den|dem)\s)(\d{1,2})\.(\d{1,2})\."
    # In a list of days only two digits each are no chapter.
    r"|(?<![\d.])([0-3]\d)\.([01]\d)\.(?=\s?(?:[,;–-]|und\b|u\.|bis\b|$))"
)
_MONEY: Final = {
    "de": {"€": ("Euro", "Euro"), "$": ("Dollar", "Dollar"), "£": ("Pfund", "Pfund")},
    "en": {"€": ("euro", "euros"), "$": ("dollar", "dollars"), "£": ("pound", "pounds")},
    "tr": {"€": ("avro", "avro"), "$": ("dolar", "dolar"), "₺": ("lira", "lira")},
}
_SMALL: Final = {
    "de": {"€": "Cent", "$": "Cent", "£": "Pence"},
    "en": {"€": "cents", "$": "cents", "£": "pence"},
    "tr": {"€": "sent", "$": "sent", "₺": "kuruş"},
}
"""The small coin: named alone, and in Turkish beside the large one as well."""
_WRITTEN: Final = {"eur": "€", "euro": "€", "euros": "€", "avro": "€", "tl": "₺", "lira": "₺"}
_FIGURE: Final = r"\d+(?:[.,]\d{3})*(?:[.,]\d{1,2})?"
_AMOUNT: Final = re.compile(
    rf"(?P<sign>[€$£₺])\s?(?P<before>{_FIGURE})(?![\d,.]*\d|\s?(?:m|k|bn)\b)"
    rf"|(?<![\d.,])(?P<after>{_FIGURE})(?:,[–-]+)?\s?(?P<unit>[€$£₺]|(?:EUR|Euros?|euros?|avro|TL|lira)\b)"
)
_PERCENT: Final = re.compile(r"(?:%\s?(\d+(?:[.,]\d+)?)|(\d+(?:[.,]\d+)?)\s?%)")
_HOUR: Final = r"(?:[01]?\d|2[0-3])"
_TIME: Final = rf"({_HOUR})[:.]([0-5]\d)"
_UNTIL: Final = r"\s*(?:[–—-]|bis|to|ile)\s*"
_CLOCKS: Final = {
    "de": re.compile(
        rf"\b({_HOUR}):([0-5]\d)(?:\s*(?:Uhr|h)\b)?|\b({_HOUR})\.([0-5]\d)\s*(?:Uhr|h)\b"
    ),
    "en": re.compile(
        rf"\b({_HOUR}):([0-5]\d)(?:\s*([ap])\.?m\b\.?)?"
        rf"|\b({_HOUR})\.([0-5]\d)\s*([ap])\.?m\b\.?",
        re.IGNORECASE,
    ),
    "tr": re.compile(
        rf"(\b[Ss]aat\s+)?\b({_HOUR}):([0-5]\d)\b|(\b[Ss]aat\s+)({_HOUR})\.([0-5]\d)\b"
    ),
}
_TURKISH_SPAN: Final = re.compile(rf"(\b[Ss]aat\s+)?\b{_TIME}{_UNTIL}{_TIME}\b(?:\s*(?=(aras)))?")
_GERMAN_SPAN: Final = re.compile(rf"\b{_TIME}{_UNTIL}({_HOUR})(?:[:.]([0-5]\d))?\s*Uhr\b")
_RANGE: Final = re.compile(
    r"(?<=\d)\s*[–—]\s*(?=\d)|(?<=\d{2})\s*-\s*(?=\d{1,2}:\d{2})|(?<=[ap]m)\s*[–—-]\s*(?=\d)"
    r"|(?:(?<=Uhr)|(?<=Uhr \d\d))\s*[–—-]\s*(?=\d{1,2} Uhr)"
)
_HYPHEN: Final = re.compile(r"(?<![\w.,/-])(\d{1,3})\s?-\s?(\d{1,3})(?=\s?(?:[^\W\d_]|[€%]))")
"""Between two numbers that something is counted or timed with: "10-12 Uhr", "5-10 Personen"."""
_DAYS_RANGE: Final = re.compile(
    rf"(?P<first>\b\d{{1,2}}\.|\b(?:{MONTH_PATTERN}))\s*[–—-]\s*"
    rf"(?=\d{{1,2}}(?:\.|\s+(?:{MONTH_PATTERN})\b))",
    re.IGNORECASE,
)
"""Between days of the year: "2.–6. August", "29 Mart – 2 Nisan"."""
_PER: Final = re.compile(
    r"(?:(?<=[€$£₺])|(?<=EUR)|(?<=Euro))\s?/\s?(Std\.|h\b)?"
    r"|(?<=[\w.])/(?=(?:Stunde|Tag|Woche|Monat|Jahr|hour|day|week|month|year)\b)"
)
_PER_WORDS: Final = {"de": ("pro", "Stunde"), "en": ("per", "hour"), "tr": ("/", "saat")}
_COUNTRY_ZERO: Final = re.compile(r"(?<=\+\d\d)\s?\(0\)\s?")
_IBAN: Final = re.compile(r"\b([A-Z]{2}\d{2})((?:\s?\d{4}){3,7}(?:\s?\d{1,3})?)\b")
_WEEK: Final = re.compile(r"\bKW\s?(\d{1,2})(?:/(\d{4}))?")
_GENDER: Final = re.compile(r"(?<=[a-zäöü])[*:_/]-?(?=in(?:nen)?\b)")
_TIMES_X: Final = {"de": "mal", "en": "times", "tr": "çarpı"}
_BY: Final = re.compile(r"(?<=\d)\s?[x×]\s?(?=\d)")
_SAID_SIGNS: Final = {
    "de": {"&": "und", "→": "dann"},
    "en": {"&": "and", "→": "then"},
    "tr": {"&": "ve", "→": "sonra"},
}
_HALF_PAST: Final = re.compile(r"\bbuçuk['’](?:(?P<at>[dt][ae]n?)|y?[ae])\b")
"""A case ending behind "half past" follows its vowels, not those of the figure."""
_TO: Final = {"de": " bis ", "en": " to ", "tr": " ila "}


def speakable(text: str, language: str) -> str:
    """Plain text as it is said in `language`; of one that is not known only links are left out."""
    if language not in _SIGNS:
        return _URL.sub("", text)
    text = _MAIL.sub(lambda mail: _address(f"{mail[1]}@{mail[2]}", language), text)
    text = _URL.sub(lambda url: _address(url[1], language), text)
    text = _IBAN.sub(lambda iban: _account(iban[1] + iban[2]), text)
    text = _COUNTRY_ZERO.sub(" ", text)
    text = re.sub(r"(?<=\s)[&→](?=\s)", lambda sign: _SAID_SIGNS[language][sign.group()], text)
    text = _BY.sub(f" {_TIMES_X[language]} ", text)
    text = _ISO_DATE.sub(lambda d: _date(d.group(), d[3], d[2], d[1], language), text)
    text = _DATE.sub(lambda d: _date(d.group(), d[1], d[2], d[3], language), text)
    if language == "de":
        text = _WEEK.sub(lambda week: f"Kalenderwoche {week[1]} {week[2] or ''}".rstrip(), text)
        text = _GENDER.sub(" ", text)
        text = _SHORT_DATE.sub(
            lambda d: _date(d.group(), d[1] or d[3] or d[5], d[2] or d[4] or d[6], "", language),
            text,
        )
    text = _PHONE.sub(lambda phone: _phone(phone.group(), language), text)
    text = _PER.sub(lambda per: _per(per[1], language), text)
    text = spelt_out(text, language)
    text = _DAYS_RANGE.sub(rf"\g<first>{_TO[language]}", text)
    text = _HYPHEN.sub(rf"\g<1>{_TO[language]}\g<2>", text)
    text = _AMOUNT.sub(lambda amount: _amount(amount, language), text)
    text = _LARGE.sub("Euro", text)
    text = _PERCENT.sub(lambda share: _percent(share[1] or share[2], language), text)
    return _RANGE.sub(_TO[language], _clocks(text, language))


def _address(address: str, language: str) -> str:
    signs = _SIGNS[language]
    return re.sub(r"[@._+-]", lambda sign: f" {signs[sign.group()]} ", address)


def _account(number: str) -> str:
    """An IBAN sign by sign, in groups of four."""
    signs = re.sub(r"\s", "", number)
    return ", ".join(" ".join(signs[at : at + 4]) for at in range(0, len(signs), 4))


@lru_cache(maxsize=3)
def _months(language: str) -> dict[int, str]:
    from babel.dates import get_month_names

    return {number: str(name) for number, name in get_month_names("wide", locale=language).items()}


def _date(written: str, day: str, month: str, year: str, language: str) -> str:
    """ "01.10.2026" as "1. Oktober 2026"; what is no date stays as it is written."""
    if not 1 <= int(month) <= 12 or not 1 <= int(day) <= 31:
        return written
    dot = "." if language == "de" else ""
    year = f"20{year}" if len(year) == 2 else year
    return f"{int(day)}{dot} {_months(language)[int(month)]} {year}".rstrip()


def _phone(number: str, language: str) -> str:
    """Digit by digit, with a pause between the groups as they are written."""
    if sum(map(str.isdigit, number)) not in _PHONE_DIGITS:
        return number
    groups = [" ".join(group) for group in re.findall(r"\d+", number)]
    plus = f"{_SIGNS[language]['+']} " if number.startswith("+") else ""
    return plus + ", ".join(groups)


def _amount(amount: re.Match[str], language: str) -> str:
    """ "4,50 €" is "4 Euro 50" or "4 euros 50" or "4 avro 50 sent"."""
    sign = amount["sign"] or _WRITTEN.get(amount["unit"].lower(), amount["unit"])
    names = _MONEY[language].get(sign)
    if names is None:
        return amount.group()
    figure = amount["before"] or amount["after"]
    parts = re.fullmatch(r"(.*?)(?:[.,](\d{1,2}))?", figure)
    whole, cents = (parts[1], parts[2] or "") if parts else (figure, "")
    said = f"{whole} {names[whole != '1']}"
    if not cents.strip("0"):
        return said
    small = f"{int(cents.ljust(2, '0'))}"
    coin = f"{small} {_SMALL[language].get(sign, '')}".rstrip()
    if whole == "0":
        return coin
    return f"{said} {coin if language == 'tr' else small}"


def _per(hour: str | None, language: str) -> str:
    """ "3,50 €/Std." is "3,50 € pro Stunde"."""
    sign, unit = _PER_WORDS[language]
    return f" {sign} {unit if hour else ''}"


def _percent(figure: str, language: str) -> str:
    if language == "tr":
        return f"yüzde {figure}"
    return f"{figure} {'Prozent' if language == 'de' else 'percent'}"


def _clocks(text: str, language: str) -> str:
    if language == "de":
        text = _GERMAN_SPAN.sub(
            lambda s: f"{_german(s[1], s[2])} bis {_german(s[3], s[4] or '0')}", text
        )
        return _CLOCKS["de"].sub(lambda t: _german(t[1] or t[3], t[2] or t[4]), text)
    if language == "en":
        return _CLOCKS["en"].sub(lambda t: _english(t[1] or t[4], t[2] or t[5], t[3] or t[6]), text)
    text = _TURKISH_SPAN.sub(_turkish_span, text)
    text = _CLOCKS["tr"].sub(
        lambda t: f"{t[1] or t[4] or 'saat '}{_turkish(t[2] or t[5], t[3] or t[6])}", text
    )
    return _HALF_PAST.sub(lambda half: _half_past(half["at"]), text)


def _half_past(ending: str | None) -> str:
    if ending is None:
        return "buçuğa"
    return "buçuktan" if ending.endswith("n") else "buçukta"


def _german(hour: str, minute: str) -> str:
    return f"{int(hour)} Uhr" + (f" {int(minute)}" if int(minute) else "")


def _english(hour: str, minute: str, half: str | None) -> str:
    """Twelve hours, as it is said: "14:30" is "2:30 pm"."""
    number = int(hour)
    said = f"{half.lower()}m" if half else ("pm" if number >= 12 else "am")
    clock = number if half else (number - 1) % 12 + 1
    return f"{clock}:{minute} {said}" if int(minute) else f"{clock} {said}"


def _turkish(hour: str, minute: str) -> str:
    """ "9:30" is "9 buçuk" (half past), "9:15" is "9 15"."""
    if int(minute) == 30:
        return f"{int(hour)} buçuk"
    return f"{int(hour)} {int(minute)}" if int(minute) else f"{int(hour)}"


def _turkish_span(span: re.Match[str]) -> str:
    start, end = _turkish(span[2], span[3]), _turkish(span[4], span[5])
    return f"{span[1] or 'saat '}{start} ile {end} {'' if span[6] else 'arası'}"
