"""Times of day as the page writes them, so that a reader finds them there: "8:00", "8", "8 am"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import time

import msgspec

from wattos.llm import RecordSource
from wattos.records import TimeSpan
from wattos_offline.records.wording import word

# Not a price: "€5.00", "5.00 €".
_FULL_HOUR = re.compile(
    r"(?<![\d.,:€$£])(?<![€$£] )(?:[01]?\d|2[0-4])(?P<mark>[.:])00(?![\d.]*\d|\s?(?:[€$£]|eur))",
    re.IGNORECASE,
)
_TWELVE = re.compile(r"\d\s?[ap]\.?m\b", re.IGNORECASE)


class Clock(msgspec.Struct, frozen=True):
    """How times are told to somebody who asks in `language`.

    `mark` stands between hours and minutes where the page writes full hours with theirs ("8:00",
    "08.00"; `padded` with two digits); without it times are told as the language does by itself.
    """

    language: str
    mark: str = ""
    padded: bool = False

    def at(self, moment: time) -> str:
        """ "18:30 Uhr", "6:30 pm", "18.30"."""
        return self._number(moment) + (" Uhr" if self.language == "de" else "")

    def within(self, spans: Sequence[TimeSpan]) -> str:
        """ "von 8 bis 12 und von 14 bis 18 Uhr"."""
        pieces = [
            word("from_to", self.language).format(
                a=self._number(span.opens),
                b=self.at(span.closes) if last else self._number(span.closes),
            )
            for span, last in ((s, i == len(spans) - 1) for i, s in enumerate(spans))
        ]
        return word("and", self.language).join(pieces)

    def listed(self, spans: Sequence[TimeSpan]) -> str:
        """ "8:30–12:00 und 14:00–17:30 Uhr", "2 pm–5 pm", "14.00–17.00"."""
        moments = [moment for span in spans for moment in (span.opens, span.closes)]
        exact = any(moment.minute for moment in moments)
        told = [self._number(moment, exact=exact) for moment in moments]
        pairs = [f"{a}–{b}" for a, b in zip(told[::2], told[1::2], strict=True)]
        unit = " Uhr" if self.language == "de" else ""
        return word("and", self.language).join(pairs) + unit

    def _number(self, moment: time, *, exact: bool = False) -> str:
        if self.mark:
            hour = f"{moment.hour:02}" if self.padded else str(moment.hour)
            return f"{hour}{self.mark}{moment.minute:02}"
        if self.language == "tr":
            return f"{moment.hour}.{moment.minute:02}"
        if self.language == "de":
            full = exact or moment.minute
            return f"{moment.hour}:{moment.minute:02}" if full else str(moment.hour)
        hour = str(moment.hour % 12 or 12)
        plain = f"{hour}:{moment.minute:02}" if moment.minute else hour
        return f"{plain} {'am' if moment.hour < 12 else 'pm'}"


def clock_of(source: RecordSource, language: str) -> Clock:
    """The way of writing times of the record's place."""
    text = source.place.text
    full = None if _TWELVE.search(text) else _FULL_HOUR.search(text)
    if full is None:
        return Clock(language)
    padded = re.search(rf"(?<![\d.,:])0\d{re.escape(full['mark'])}\d\d", text) is not None
    return Clock(language, full["mark"], padded)
