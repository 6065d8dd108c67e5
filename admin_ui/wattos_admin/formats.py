"""Numbers, times and sizes as people of a language write them."""

from __future__ import annotations

import re
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, tzinfo
from typing import Any, Final
from urllib.parse import unquote

from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_currency, format_decimal, format_percent
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markupsafe import Markup

from wattos_admin.catalogue import Language, words
from wattos_admin.page import EXAMPLE_SITE, key_of

_PLACEHOLDER: Final = re.compile(r"\[([A-Z_]+)_\d+\]")
_HIDDEN: Final = {
    "ADDRESS": key_of("address"),
    "CREDIT_CARD": key_of("card number"),
    "DATE_OF_BIRTH": key_of("date of birth"),
    "EMAIL": key_of("email address"),
    "HEALTH_INSURANCE": key_of("health insurance number"),
    "IBAN": key_of("bank account"),
    "ID_CARD": key_of("ID number"),
    "IP_ADDRESS": key_of("IP address"),
    "LICENSE_PLATE": key_of("number plate"),
    "PERSON": key_of("name"),
    "PHONE": key_of("phone number"),
    "SOCIAL_SECURITY": key_of("social security number"),
    "TAX_ID": key_of("tax number"),
}
_MARKS: Final = re.compile(
    r"\*\*|`|^(?:[-*•]|#{1,6}|>)\s+|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)", re.MULTILINE
)
_LEFT_OUT: Final = key_of("left out")
_zone: ContextVar[tzinfo] = ContextVar("console_zone", default=UTC)
_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False}).disable(["image"])


def _keep_numbers(state: StateCore) -> None:
    """Let items keep the numbers they were written with: "24." before "31." may be dates."""
    before: dict[int, str] = {}
    for token in state.tokens:
        if token.type == "list_item_open" and token.info:
            if token.info != before.get(token.level):
                token.attrSet("value", token.info)
            before[token.level] = token.info


_markdown.core.ruler.push("keep_numbers", _keep_numbers)


def number(value: float, language: str) -> str:
    """12345 → 12.345 in German."""
    return format_decimal(value, locale=language)


def percent(value: float, language: str) -> str:
    """A share of 1 as a whole percentage."""
    return format_percent(value, locale=language, format="#,##0 %" if language == "de" else None)


def dollars(value: float, language: str) -> str:
    """An amount in US dollars, in which providers bill."""
    return format_currency(value, "USD", locale=language)


def fine_dollars(value: float, language: str) -> str:
    """What a single call costs, which may be a fraction of a cent."""
    pattern = "#,##0.00####\u00a0¤" if language == "de" else "¤#,##0.00####"
    return format_currency(value, "USD", pattern, locale=language, currency_digits=False)


@contextmanager
def clocks_of(zone: tzinfo) -> Generator[None]:
    """Within it, days and times are said as clocks of a zone show them; without it, in UTC."""
    before = _zone.set(zone)
    try:
        yield
    finally:
        _zone.reset(before)


def moment(value: datetime, language: str) -> str:
    """Day and time."""
    pattern = "d. MMM y, HH:mm" if language == "de" else "d MMM y, HH:mm"
    return format_datetime(value, pattern, tzinfo=_zone.get(), locale=language)


def clock(value: datetime, language: str) -> str:
    """The time of a moment alone: "15:04"."""
    return format_datetime(value, "HH:mm", tzinfo=_zone.get(), locale=language)


def day(value: datetime, language: str) -> str:
    """A day with its month in words: "2. Nov. 2026"."""
    pattern = "d. MMM y" if language == "de" else "d MMM y"
    return format_datetime(value, pattern, tzinfo=_zone.get(), locale=language)


def short_day(value: date, language: str) -> str:
    """A day without its year, for axes: "2. Nov."."""
    return format_date(value, "d. MMM" if language == "de" else "d MMM", locale=language)


def timestamp(value: datetime | None, zone: tzinfo) -> str:
    """Day and time by the clocks of a zone as spreadsheets read them: "2026-11-02 15:04"."""
    return "" if value is None else value.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def ago(value: datetime, language: str) -> str:
    """How long ago something was: "vor 5 Minuten"."""
    passed = value - datetime.now(UTC)
    return format_timedelta(passed, add_direction=True, locale=language)


CHANNEL_WORDS = {
    "web": key_of("Web chat"),
    "console": key_of("Console"),
    "cli": key_of("Terminal"),
    "api": key_of("Internal (API)"),
    "slack": "Slack",
    "telegram": "Telegram",
    "whatsapp": "WhatsApp",
    "phone": key_of("Phone"),
}
TONGUE_WORDS = {"de": key_of("German"), "en": key_of("English"), "tr": key_of("Turkish")}


def channel(name: str, language: Language) -> str:
    """What people call a channel; its own name where the console knows no other."""
    return words(language).gettext(CHANNEL_WORDS.get(name, name))


def tongue(code: str, language: Language) -> str:
    """A language in words: "de" is "German"."""
    return words(language).gettext(TONGUE_WORDS.get(code, code))


MODEL_WORDS = {
    "offline/extractive": key_of("Quotes your material, without a language model"),
    "offline/e5-small": key_of("Compares meanings on this server"),
    "offline/use": key_of("Compares meanings on this server"),
}


def model_name(name: str, language: Language) -> str:
    """What a built-in model does; others by the name that their provider gave them."""
    return words(language).gettext(MODEL_WORDS.get(name, name))


def seconds(value: float, language: str) -> str:
    """A short time: "0,04 s"."""
    return f"{format_decimal(round(value, 2), locale=language)} s"


def quoted(text: str, language: str) -> str:
    """Words of others in the quotation marks of the language."""
    return f"„{text}“" if language == "de" else f"“{text}”"


def size(value: int, language: str) -> str:
    """Bytes in the unit that leaves a short number."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("KB", 10**3)):
        if value >= factor:
            return f"{format_decimal(round(value / factor, 1), locale=language)} {unit}"
    return f"{value} B"


def address(url: str) -> str:
    """A page's address as people say it: "www.town.example/pool"."""
    if (inside := url.partition(EXAMPLE_SITE)[2]).startswith("/"):
        return inside  # the example city lies on this very installation
    return unquote(url.partition("://")[2] or url).rstrip("/")


def hidden(text: str, language: Language) -> str:
    """What stands for personal data in words: `[PHONE_1]` is "[phone number]"."""
    say = words(language).gettext
    return _PLACEHOLDER.sub(lambda found: f"[{say(_HIDDEN.get(found[1], _LEFT_OUT))}]", text)


def markdown(text: str) -> Markup:
    """An answer's Markdown as HTML; what is HTML in it stays text."""
    return Markup(_markdown.render(text))  # noqa: S704 - the renderer escapes HTML


def plain(text: str) -> str:
    """Markdown without its marks, for a line of a list."""
    return _MARKS.sub("", text)


def shortened(text: str, length: int = 255, killwords: bool = False, end: str = "…") -> str:
    """At most `length` characters, ended between words unless `killwords` cuts anywhere."""
    if len(text) <= length:
        return text
    cut = text[: length - len(end)]
    return (cut if killwords else cut.rpartition(" ")[0].rstrip(" .,;:–") or cut) + end


def filters(language: Language) -> dict[str, Any]:
    """The filters that the templates of a language have."""
    spoken = {"number": number, "percent": percent, "dollars": dollars,
              "fine_dollars": fine_dollars, "moment": moment,
              "clock": clock, "day": day, "ago": ago, "size": size, "quoted": quoted,
              "channel": channel, "tongue": tongue, "hidden": hidden, "model_name": model_name,
              "seconds": seconds}  # fmt: skip
    return {
        **{name: _bound(function, language) for name, function in spoken.items()},
        "address": address,
        "plain": plain,
        "truncate": shortened,
        "markdown": markdown,
    }


def _bound(function: Any, language: Language) -> Any:
    def spoken(value: Any) -> str:
        return "" if value is None else function(value, language)

    return spoken
