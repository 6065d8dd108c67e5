"""Sentences about records in German, English and Turkish; another language gets English."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from decimal import Decimal

from wattos.months import MONTH_NAMES

_DAYS = {
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "tr": ("pazartesi", "salı", "çarşamba", "perşembe", "cuma", "cumartesi", "pazar"),
}
_NTH = {
    "de": ("ersten", "zweiten", "dritten", "vierten", "fünften", "letzten"),
    "en": ("first", "second", "third", "fourth", "fifth", "last"),
    "tr": ("birinci", "ikinci", "üçüncü", "dördüncü", "beşinci", "son"),
}
_SAY = {
    "de": {
        "today": "heute ({day})", "tomorrow": "morgen ({day})", "on": "am {day}, {date},",
        "open_now": "{yes}{subject} ist jetzt geöffnet, heute noch bis {until}.",
        "closed_now": "{no}{subject} ist gerade geschlossen.",
        "open_on": "{yes}{subject} ist {when} {hours} geöffnet.",
        "closed_on": "{no}{subject} ist {when} geschlossen.",
        "next": "Wieder geöffnet ist {when} ab {at}.",
        "holiday": "{when} ist {holiday}, ein Feiertag; dafür nennt die Seite keine Zeiten.",
        "exception": "Für {when} steht auf der Seite: „{quote}“",
        "closes": "{subject} schließt {when} um {at}.", "opens": "{subject} öffnet {when} um {at}.",
        "yes": "Ja, ", "no": "Nein, ", "from_to": "von {a} bis {b}", "and": " und ",
        "bring": "Das wird gebraucht ({title}):", "phone": "Telefon", "mail": "E-Mail",
        "free": "kostenlos",
        "season": "{subject} ist von {period} geöffnet:", "to": "{a} bis {b}",
        "days": "{a} bis {b}", "both": "{a} und {b}",
        "week": "{yes}{subject} ist geöffnet:",
        "habit": "{day}s",
        "nth": "jeden {nth} {days} im Monat",
        "also": "Auf der Seite steht dazu: „{quote}“",
    },
    "en": {
        "today": "today ({day})", "tomorrow": "tomorrow ({day})", "on": "on {day}, {date},",
        "open_now": "{yes}{subject} is open now, until {until} today.",
        "closed_now": "{no}{subject} is closed right now.",
        "open_on": "{yes}{subject} is open {when} {hours}.",
        "closed_on": "{no}{subject} is closed {when}.",
        "next": "It opens again {when} at {at}.",
        "holiday": "{when} is a public holiday ({holiday}); the page gives no hours for it.",
        "exception": "For {when} the page says: “{quote}”",
        "closes": "{subject} closes {when} at {at}.", "opens": "{subject} opens {when} at {at}.",
        "yes": "Yes, ", "no": "No, ", "from_to": "from {a} to {b}", "and": " and ",
        "bring": "This is needed ({title}):", "phone": "phone", "mail": "e-mail",
        "free": "free of charge",
        "season": "{subject} is open from {period}:", "to": "{a} to {b}",
        "days": "{a} to {b}", "both": "{a} and {b}",
        "week": "{yes}{subject} is open:",
        "habit": "on {day}s",
        "nth": "the {nth} {days} of the month",
        "also": "The page also says: “{quote}”",
    },
    "tr": {
        "today": "bugün ({day})", "tomorrow": "yarın ({day})", "on": "{date} {day} günü",
        "open_now": "{yes}{subject} şu anda açık, bugün kapanış saati {until}.",
        "closed_now": "{no}{subject} şu anda kapalı.",
        "open_on": "{yes}{subject} {when} açık: {hours}.",
        "closed_on": "{no}{subject} {when} kapalı.",
        "next": "Bir sonraki açılış: {when} saat {at}.",
        "holiday": "{when} resmî tatil ({holiday}); sayfada bu gün için saat yazmıyor.",
        "exception": "{when} için sayfada şöyle yazıyor: “{quote}”",
        "closes": "{subject} {when} saat {at} itibarıyla kapanır.",
        "opens": "{subject} {when} saat {at} itibarıyla açılır.",
        "yes": "Evet, ", "no": "Hayır, ", "from_to": "{a}–{b}", "and": " ve ",
        "bring": "Gerekli olanlar ({title}):", "phone": "telefon", "mail": "e-posta",
        "free": "ücretsiz",
        "season": "{subject}, {period} arası açık:", "to": "{a}–{b}",
        "days": "{a}–{b}", "both": "{a} ve {b}",
        "week": "{yes}{subject} açık:",
        "habit": "{day} günleri",
        "nth": "her ayın {nth} {days} günü",
        "also": "Sayfada ayrıca şöyle yazıyor: “{quote}”",
    },
}  # fmt: skip

_PLURAL = {"ist": "sind", "schließt": "schließen", "öffnet": "öffnen"}
_SEVERAL = re.compile(rf"„([a-zäöüß]+en [A-ZÄÖÜ][\w-]*(?:e|en|er|s))“ ({'|'.join(_PLURAL)})\b")
"""A page's own words for several places: its "Öffnungszeiten der übrigen Ämter"."""


def say(name: str, language: str, **values: str) -> str:
    """A sentence with its values, its first letter a capital."""
    text = _words(language)[name].format(**values).replace(",.", ".")
    if language == "de":
        text = _SEVERAL.sub(lambda m: f"die {m[1]} {_PLURAL[m[2]]}", text)
    return text[:1].upper() + text[1:]


def word(name: str, language: str) -> str:
    """A word or a piece of a sentence as it is."""
    return _words(language)[name]


def _words(language: str) -> dict[str, str]:
    return _SAY.get(language, _SAY["en"])


def when(day: date, today: date, language: str) -> str:
    """ "heute (Sonntag)", "tomorrow (Monday)", "28 Kasım cumartesi günü"."""
    ahead = (day - today).days
    name = {0: "today", 1: "tomorrow"}.get(ahead, "on")
    values = {"day": _spoken(_DAYS, language)[day.weekday()], "date": dated(day, language)}
    return _words(language)[name].format(**values)


def dated(day: date, language: str) -> str:
    """A day and its month."""
    month = _spoken(MONTH_NAMES, language)[day.month - 1]
    return f"{day.day}. {month}" if language == "de" else f"{day.day} {month}"


def day_name(weekday: int, language: str) -> str:
    """The name of a day of the week, 0 for Monday."""
    return _spoken(_DAYS, language)[weekday]


def on_every(weekday: int, language: str) -> str:
    """ "samstags", "on Saturdays", "cumartesi günleri"."""
    name = day_name(weekday, language)
    return word("habit", language).format(day=name.lower() if language == "de" else name)


def month_span(first: str, last: str, language: str) -> str:
    """ "Oktober bis März" for "10-01" to "03-31"; with days where they are no whole months."""
    (m1, d1), (m2, d2) = ([int(part) for part in day.split("-")[-2:]] for day in (first, last))
    names = _spoken(MONTH_NAMES, language)
    whole = d1 == 1 and d2 == monthrange(2024, m2)[1]
    dot = "." if language == "de" else ""
    a, b = names[m1 - 1], names[m2 - 1]
    return word("to", language).format(
        a=a if whole else f"{d1}{dot} {a}", b=b if whole else f"{d2}{dot} {b}"
    )


def _spoken(table: dict[str, tuple[str, ...]], language: str) -> tuple[str, ...]:
    return table.get(language, table["en"])


def nth(number: int, language: str) -> str:
    """ "zweiten", "second", "ikinci"; -1 is the last."""
    return _spoken(_NTH, language)[number - 1 if number > 0 else number]


def money(amount: Decimal, most: Decimal | None, currency: str, language: str) -> str:
    """An amount as it is written in the language: "27,60 €", "€27.60"."""
    if amount == 0:
        return word("free", language)
    sign = {"EUR": "€", "USD": "$", "GBP": "£"}.get(currency, currency)
    plain = f"{amount:.2f}" if most is None else f"{amount:.2f}–{most:.2f}"
    return f"{sign}{plain}" if language == "en" else f"{plain.replace('.', ',')} {sign}"
