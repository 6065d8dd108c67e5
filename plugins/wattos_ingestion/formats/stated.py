"""What a shop's page states as data alone: prices, stock and reviews that its text lacks.

Shops often write a product's variants by script and give search engines the same as JSON-LD
(schema.org/Product). What the text says already is left alone; the rest is written behind it as the
page's own table, so that it can be found, computed with and quoted like anything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from wattos.knowledge import DocumentBuilder, clean_line

_MOST = 50  # offers, and reviews, of a page
_KINDS = frozenset({"Product", "ProductGroup"})
_STOCK = {
    "instock": 0, "onlineonly": 0, "limitedavailability": 0, "preorder": 1, "presale": 1,
    "backorder": 1, "outofstock": 2, "soldout": 2, "discontinued": 3,
}  # fmt: skip


class _Words(msgspec.Struct, frozen=True):
    """A language's words; `stock` by the numbers of `_STOCK`."""

    heading: str
    header: tuple[str, str, str]
    stock: tuple[str, str, str, str]
    reviews: str


_WORDS = {
    "de": _Words(
        "Preise und Verfügbarkeit",
        ("Ausführung", "Preis", "Verfügbarkeit"),
        ("auf Lager", "vorbestellbar", "ausverkauft", "nicht mehr lieferbar"),
        "Bewertungen",
    ),
    "en": _Words(
        "Prices and availability",
        ("Variant", "Price", "Availability"),
        ("in stock", "pre-order", "sold out", "discontinued"),
        "Reviews",
    ),
    "tr": _Words(
        "Fiyatlar ve stok durumu",
        ("Seçenek", "Fiyat", "Stok durumu"),
        ("stokta", "ön sipariş", "tükendi", "artık satılmıyor"),
        "Değerlendirmeler",
    ),
}


def add_stated(
    builder: DocumentBuilder, structured: Sequence[Any], text: str, language: str
) -> None:
    """Write what `structured` says of products and `text`, the page's own, does not."""
    words = _WORDS.get(language, _WORDS["en"])
    said = clean_line(text).casefold()
    for product in _products(structured):
        name = clean_line(str(product.get("name") or ""))
        rows = [
            row
            for offer in _offers(product)
            if (row := _row(offer, name, said, words, language)) is not None
        ]
        if rows:
            builder.heading(_titled(words.heading, name), 2)
        for row in rows[:_MOST]:
            builder.table_row(row, words.header)
        remarks = list(_remarks(product, said))
        if remarks:
            builder.heading(_titled(words.reviews, name), 2)
        for remark in remarks[:_MOST]:
            builder.paragraph(remark)


def _titled(heading: str, name: str) -> str:
    return f"{heading}: {name}" if name else heading


def _products(structured: Sequence[Any]) -> Iterator[dict[str, Any]]:
    for item in _objects(structured):
        kinds: Any = item.get("@type")
        if _KINDS & set(kinds if isinstance(kinds, list) else [kinds]):
            yield item
        yield from _products(_objects(item.get("@graph")))


def _offers(product: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The offers, those of variants and those that an AggregateOffer holds included."""
    for offer in _objects(product.get("offers")):
        inner = _objects(offer.get("offers"))
        yield from inner or [offer]
    for variant in _objects(product.get("hasVariant")):
        label = variant.get("name") or variant.get("size") or variant.get("color")
        for offer in _offers(variant):
            yield {"name": label, **offer}


def _row(
    offer: dict[str, Any], product: str, said: str, words: _Words, language: str
) -> tuple[str, str, str] | None:
    price = _price(offer)
    if price is None:
        return None
    variant = clean_line(str(offer.get("name") or ""))
    if _says_price(said, price) and variant.casefold() in said:
        return None
    amount = _number(price, language) + f" {_currency(offer)}"
    stated = str(offer.get("availability") or "").rsplit("/", 1)[-1].lower()
    stock = words.stock[_STOCK[stated]] if stated in _STOCK else ""
    return (variant or product, amount, stock)


def _remarks(product: dict[str, Any], said: str) -> Iterator[str]:
    for review in _objects(product.get("review")):
        body = clean_line(str(review.get("reviewBody") or ""))
        authors = _objects(review.get("author")) or [{"name": review.get("author")}]
        author = clean_line(str(authors[0].get("name") or ""))
        if body and author and body.casefold() not in said:
            yield f"„{body}“ – {author}"


def _says_price(said: str, price: Decimal) -> bool:
    """Whether the text has this amount, with point or comma; "12 €" says 12,00 too."""
    whole, cents = int(price), int(price * 100) % 100
    shape = rf"[.,]{cents:02}" if cents else r"(?:[.,](?:00|-|–))?"
    return re.search(rf"(?<![\d.,]){whole}{shape}(?![\d]|[.,]\d)", said) is not None


def _price(offer: dict[str, Any]) -> Decimal | None:
    found = _decimal(offer.get("price"))
    for stated in [] if found is not None else _objects(offer.get("priceSpecification")):
        found = found or _decimal(stated.get("price"))
    return found


def _decimal(value: Any) -> Decimal | None:
    try:
        found = Decimal(str(value).strip().replace(",", "."))
    except InvalidOperation:
        return None
    return found if found.is_finite() and 0 <= found < 10**9 else None


def _currency(offer: dict[str, Any]) -> str:
    stated = str(offer.get("priceCurrency") or "EUR")
    return "€" if stated == "EUR" else stated[:3]


def _number(price: Decimal, language: str) -> str:
    text = f"{price:.2f}"
    return text if language == "en" else text.replace(".", ",")


def _objects(value: Any) -> list[dict[str, Any]]:
    values: list[Any] = value if isinstance(value, list) else [value]
    return [each for each in values if isinstance(each, dict)]
