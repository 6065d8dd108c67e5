"""Facts with a structure, read from documents: hours, fees, contacts, forms and the like.

Public as a whole. A record says what a place in a document says, in a form that can be computed
with; `Record.start:end` is that place. Extractors make records, the knowledge room keeps them with
their document, and models that answer from data get them with a request.
"""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal
from typing import Literal

import msgspec

RecordKind = Literal[
    "hours", "closure", "fee", "contact", "form", "deadline", "requirement", "product", "review"
]
Purpose = Literal["opening", "consultation", "phone", "event"]
Stock = Literal["in_stock", "preorder", "out_of_stock", "discontinued", ""]


class TimeSpan(msgspec.Struct, frozen=True):
    """From `opens` until `closes`, local time; `closes` at or before `opens` is after midnight."""

    opens: time
    closes: time


class Period(msgspec.Struct, frozen=True):
    """From `first` to `last`, both included.

    Each is `YYYY-MM-DD`, or `MM-DD` for a period that comes back every year and may run over the
    turn of the year.
    """

    first: str
    last: str

    def covers(self, day: date) -> bool:
        """Whether the day lies in the period."""
        text = day.isoformat()
        after = self.first <= text[-len(self.first) :]
        before = text[-len(self.last) :] <= self.last
        if len(self.first) == len(self.last) == len("MM-DD") and self.first > self.last:
            return after or before
        return after and before


class OpeningRule(msgspec.Struct, frozen=True, kw_only=True):
    """On `days` (0 is Monday) during `spans`; no spans means closed.

    Rules of one record add up. `weeks` narrows a rule to the first (1) … or last (-1) such day of
    the month; `season` to a part of the year; `condition` is a restriction that cannot be computed
    ("in Advent"), `note` a remark ("by appointment").
    """

    days: tuple[int, ...]
    spans: tuple[TimeSpan, ...] = ()
    weeks: tuple[int, ...] = ()
    season: Period | None = None
    condition: str = ""
    note: str = ""

    def applies(self, day: date) -> bool:
        """Whether the rule says something about the day, its condition left aside."""
        if day.weekday() not in self.days or (self.season and not self.season.covers(day)):
            return False
        if not self.weeks:
            return True
        is_last = (day + timedelta(days=7)).month != day.month
        return (day.day - 1) // 7 + 1 in self.weeks or (is_last and -1 in self.weeks)


class Hours(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="hours"):
    """When somebody can come, call or take part; the subject is who or what."""

    rules: tuple[OpeningRule, ...]
    purpose: Purpose = "opening"
    by_appointment: bool = False
    """Only by appointment, with or without rules."""


class Closure(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="closure"):
    """Days on which what usually holds does not: closed, or open at other times (`spans`)."""

    periods: tuple[Period, ...]
    spans: tuple[TimeSpan, ...] = ()


class Fee(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="fee"):
    """What something costs; an `amount` of 0 is free of charge.

    `per` is the unit or interval as the page words it ("im Monat"), `condition` who or when
    ("ermäßigt"), `most` the upper end of a range.
    """

    what: str
    amount: Decimal
    currency: str = "EUR"
    most: Decimal | None = None
    per: str = ""
    condition: str = ""


class Contact(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="contact"):
    """How to reach an office or a person; numbers and addresses as the page writes them."""

    office: str = ""
    person: str = ""
    phones: tuple[str, ...] = ()
    fax: str = ""
    mails: tuple[str, ...] = ()
    address: str = ""


class Form(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="form"):
    """A file or form to download or fill in; `url` is absolute."""

    name: str
    url: str


class Deadline(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="deadline"):
    """By when something has to be done: `day`, or `within` an ISO 8601 duration of an event.

    `day` is `YYYY-MM-DD`, or `MM-DD` when it comes back every year. `text` is the page's sentence.
    """

    text: str
    day: str = ""
    within: str = ""


class Requirement(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="requirement"):
    """What to bring or to hand in, in the page's order."""

    items: tuple[str, ...]


class Product(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="product"):
    """One variant of something for sale; `stock_text` is the page's own wording."""

    name: str
    variant: str = ""
    sku: str = ""
    price: Decimal | None = None
    currency: str = "EUR"
    stock: Stock = ""
    stock_text: str = ""


class Review(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="review"):
    """What somebody wrote about a product; `rating` of at most 5, when there is one."""

    text: str
    author: str = ""
    rating: float | None = None


RecordData = Hours | Closure | Fee | Contact | Form | Deadline | Requirement | Product | Review


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """A fact and the place it stands at: characters `start:end` of its document's text.

    `subject` names whose fact it is, as the page does: an office, a service, a product.
    """

    subject: str
    data: RecordData
    start: int
    end: int

    @property
    def kind(self) -> RecordKind:
        """The kind of its data."""
        return type(self.data).__struct_config__.tag  # pyright: ignore[reportReturnType]
