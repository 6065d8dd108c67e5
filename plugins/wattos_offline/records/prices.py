"""What something costs, and whether it can be had: fees and products."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

import msgspec

from wattos.llm import RecordSource
from wattos.records import Fee, Product
from wattos_offline.question import Question
from wattos_offline.records.intent import Wish
from wattos_offline.records.stating import Statement, of_kind
from wattos_offline.records.subjects import ENOUGH, Fit, fit_of
from wattos_offline.records.wording import money
from wattos_offline.standing import with_subject
from wattos_offline.vocabulary import is_stopword
from wattos_offline.words import likeness, lower, words

_MOST_ROWS = 6
_MOST_WORDS = 45
_ROW = " | "
_FREE = re.compile(
    r"(?:kosten|gebühren|beitrags)?frei|kostenlos|gratis|free(?: of charge)?|no charge|ücretsiz"
    r"|bedava",
    re.IGNORECASE,
)
_UNITS = frozenset({"tag", "day", "gün", "ay"})
"""Units of time among the common words."""


class _Offer(msgspec.Struct, frozen=True):
    """A price with what it is for, from a fee or a product."""

    source: RecordSource
    what: str
    narrower: str
    amount: Decimal
    most: Decimal | None
    currency: str
    per: str
    fit: Fit
    page: float
    """The share of the question's words that the page's title names."""

    @property
    def row(self) -> tuple[int, str]:
        """What prices of one table row share."""
        return self.source.place.start, self.what


def answer_fee(records: Sequence[RecordSource], question: Question, wish: Wish) -> Statement | None:
    """The price of just what is asked for; rows that differ by one condition are told together."""
    if not wish.subject:
        return None
    offers = [offer for offer in _offers(records, question, wish) if offer.fit.full]
    if not offers:
        return None
    best = max((offer.fit.own, offer.page, offer.fit.named) for offer in offers)
    if best[0] < 1.0 and best[2] < 0.5:
        return None
    chosen = [offer for offer in offers if (offer.fit.own, offer.page) == best[:2]]
    first = max(chosen, key=lambda offer: offer.fit.named)
    same = [o for o in chosen if o.source.place.document_id == first.source.place.document_id]
    elsewhere = {(o.amount, o.most) for o in chosen} - {(o.amount, o.most) for o in same}
    if best[1] < 1.0:  # on a page about something else only the row that fits best counts
        rows = {offer.row for offer in same if offer.fit.named == best[2]}
        same = _asked_for([offer for offer in same if offer.row in rows], question)
    if elsewhere or len(same) > _MOST_ROWS:
        return None
    return _stated(same, question.language)


def _offers(records: Sequence[RecordSource], question: Question, wish: Wish) -> list[_Offer]:
    offers: list[_Offer] = []
    for source in records:
        data = source.data
        if isinstance(data, Fee):
            what, narrower, amount, per = data.what, data.condition, data.amount, data.per
        elif isinstance(data, Product) and data.price is not None:
            what, narrower, amount, per = data.name, data.variant, data.price, ""
        else:
            continue
        language = question.language
        offers.append(
            _Offer(
                source=source,
                what=what,
                narrower=narrower,
                amount=amount,
                most=data.most if isinstance(data, Fee) else None,
                currency=data.currency,
                per=per,
                fit=fit_of(wish.subject, source, own=f"{what} {narrower}", language=language),
                page=fit_of(wish.subject, source, own=source.place.title, language=language).own,
            )
        )
    return offers


def _asked_for(offers: Sequence[_Offer], question: Question) -> list[_Offer]:
    """Of a row's prices those whose column the question names ("per day"); all where it names none.

    How many words a column has says nothing of how well it fits, and "Tag" counts here although it
    is no more than a greeting elsewhere.
    """
    said = [word.stem for word in words(question.text, question.language)]
    columns = [_column(offer) for offer in offers]
    shared = frozenset[str].intersection(*columns)
    hits = [
        sum(any(likeness(stem, each) >= ENOUGH for each in said) for stem in column - shared)
        for column in columns
    ]
    return [offer for offer, hit in zip(offers, hits, strict=True) if hit == max(hits)]


def _column(offer: _Offer) -> frozenset[str]:
    language = offer.source.place.language
    return frozenset(
        word.stem
        for word in words(offer.narrower, language)
        if (text := lower(word.text, language)) in _UNITS or not is_stopword(text, language)
    )


def _stated(offers: Sequence[_Offer], language: str) -> Statement | None:
    first = offers[0]
    places = list(dict.fromkeys(offer.source.place.start for offer in offers))
    prose = isinstance(first.source.data, Fee) and _ROW.strip() not in first.source.place.text
    if prose:
        text = first.source.place.text.strip()
        if len(places) > 1 or len(text.split()) > _MOST_WORDS:
            return None
        return Statement(with_subject(text, first.source.place), (first.source,))
    if len(offers) == 1:
        narrower = f", {first.narrower}" if first.narrower else ""
        return Statement(f"{first.what}{narrower}: {_price(first, language)}.", (first.source,))
    sources = {offer.source.place.start: offer.source for offer in offers}
    if len(sources) > 3:
        return None  # more citations than anybody checks; the table itself is quoted better
    several = len({offer.what for offer in offers}) > 1
    lines = [f"- {_named(offer, several=several)}: {_price(offer, language)}" for offer in offers]
    head = first.source.place.title if several else first.what
    return Statement("\n".join([f"{head}:", *lines]), tuple(sources.values()))


def _named(offer: _Offer, *, several: bool) -> str:
    parts = [offer.what, offer.narrower] if several else [offer.narrower]
    return ", ".join(part for part in parts if part)


def _price(offer: _Offer, language: str) -> str:
    """The price as the page words it, so that a reader finds it there."""
    cells = [cell.strip() for cell in offer.source.place.text.split(_ROW.strip())]
    if not offer.amount and offer.source.place.language in ("", language):
        free = next((cell for cell in cells[1:] if _FREE.fullmatch(cell)), None)
        if free is not None:
            return free
    if offer.amount:
        whole, _, cents = f"{offer.amount:.2f}".partition(".")
        number = rf"(?<!\d){whole}(?:[.,]{cents})?(?!\d)"
        cell = next((c for c in cells[1:] if re.search(number, c) and len(c) < 40), None)
        if cell is not None:
            return cell
    amount = money(offer.amount, offer.most, offer.currency, language)
    return f"{amount} {offer.per}".strip()


def answer_stock(
    records: Sequence[RecordSource], question: Question, wish: Wish
) -> Statement | None:
    """Whether a product's variants are there, in the page's words."""
    if not wish.subject:
        return None
    found = [
        (source, product, fit)
        for source, product in of_kind(records, Product)
        if product.stock_text
        and (
            fit := fit_of(
                wish.subject, source, own=f"{product.name} {product.variant}",
                language=question.language,
            )
        ).full
        and fit.own == 1.0
    ]  # fmt: skip
    if not found or len({product.name for _, product, _ in found}) > 1:
        return None
    best = max(fit.named for _, _, fit in found)
    chosen = [each for each in found if each[2].named == best]
    name = chosen[0][1].name
    if len(chosen) == 1:
        source, product, _ = chosen[0]
        return Statement(f"{name}, {product.variant}: {product.stock_text}.", (source,))
    if len(chosen) > 3:
        return None
    lines = [f"- {product.variant}: {product.stock_text}" for _, product, _ in chosen]
    return Statement("\n".join([f"{name}:", *lines]), tuple(source for source, _, _ in chosen))
