"""Products for sale: what a page's JSON-LD states, where the stored text says it too.

Readers of pages write down what only the data say, so that every price has a place to be quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from wattos.knowledge import ParsedDocument
from wattos.records import Product, Record, Review, Stock
from wattos_records.lines import Line
from wattos_records.money import amounts
from wattos_records.subjects import joined

_STOCK: dict[str, Stock] = {
    "instock": "in_stock", "onlineonly": "in_stock", "limitedavailability": "in_stock",
    "preorder": "preorder", "presale": "preorder", "backorder": "preorder",
    "outofstock": "out_of_stock", "soldout": "out_of_stock", "discontinued": "discontinued",
}  # fmt: skip
_STOCK_COLUMN = re.compile(r"verfügbar|lager|lieferbar|bestand|availab|stock|stok", re.I)
_WORDS: tuple[tuple[re.Pattern[str], Stock], ...] = (
    (
        re.compile(r"nicht (?:mehr|wieder) (?:lieferbar|im sortiment)|discontinued", re.I),
        "discontinued",
    ),
    (
        re.compile(r"ausverkauft|vergriffen|nicht lieferbar|sold out|out of stock|tükendi", re.I),
        "out_of_stock",
    ),
    (re.compile(r"vorbestell|pre-?order|ön sipariş", re.I), "preorder"),
    (re.compile(r"auf lager|lieferbar|vorrätig|in stock|available|stokta", re.I), "in_stock"),
)
"""The first that fits counts: "nicht lieferbar" holds "lieferbar"."""
_QUOTED = re.compile(r"^[„“\"»](?P<text>.+?)[“”\"«]\s+[–—-]\s+(?P<author>.{2,40})$", re.S)


def products(document: ParsedDocument, lines: Sequence[Line]) -> Iterator[Record]:
    """A record for each variant, with the price and the stock that the page shows."""
    stated = [
        item
        for item in _items(document.metadata.get("structured_data"))
        if _is(item, "Product") or _is(item, "ProductGroup")
    ]
    rows = [line for line in lines if line.kind == "table_row" and _has_stock_column(line)]
    if not stated and not rows:
        return
    names = [str(item.get("name") or "") for item in stated]
    for item in stated or [{}]:
        name = str(item.get("name") or document.title)
        offers = list(_offers(item))
        own = [row for row in rows if _is_of(row, name, names)]
        seen = {row.start for row in rows}
        shown = {row.cells[0].strip().lower() for row in own}
        for row in own:
            yield _of_row(row, name, str(item.get("sku") or ""), offers)
        for offer in offers:
            if str(offer.get("name") or name).lower() in shown:
                continue
            found = _of_offer(offer, item, name, lines, seen)
            if found is not None:
                yield found
    yield from _reviews(lines, document.title, stated)


def _offers(item: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A product's offers, its variants' and those that an AggregateOffer holds included."""
    for offer in _listed(item.get("offers")):
        yield from _listed(offer.get("offers")) or [offer]
    for variant in _listed(item.get("hasVariant")):
        label = variant.get("name") or variant.get("size") or variant.get("color")
        for offer in _offers(variant):
            yield {"name": label, "sku": variant.get("sku"), **offer}


def _is_of(row: Line, name: str, names: Sequence[str]) -> bool:
    """Whether a row is about this product: the heading above it names it, or none of them."""
    named = [each for each in names if each and each in row.heading]
    return not named or name == max(named, key=len)


def is_offer_row(line: Line) -> bool:
    """Whether a table's row is a product's variant, so that its price is no fee besides."""
    return line.kind == "table_row" and _has_stock_column(line)


def _has_stock_column(line: Line) -> bool:
    return any(_STOCK_COLUMN.search(name) for name in line.header)


def _of_row(row: Line, name: str, sku: str, offers: Sequence[dict[str, Any]]) -> Record:
    cells = [cell.strip() for cell in row.cells]
    variant = cells[0] if cells[0] != name else ""
    price = next((amount for cell in cells[1:] for amount in amounts(cell)), None)
    offer = next((o for o in offers if str(o.get("name") or "").lower() == variant.lower()), {})
    column = next(i for i, header in enumerate(row.header) if _STOCK_COLUMN.search(header))
    stock_text = cells[column] if column < len(cells) else ""
    return Record(
        subject=joined([name, variant]),
        data=Product(
            name=name,
            variant=variant,
            sku=str(offer.get("sku") or sku),
            price=price.value if price else None,
            currency=price.currency if price else "EUR",
            stock=_stock(offer, stock_text),
            stock_text=stock_text,
        ),
        start=row.start,
        end=row.end,
    )


def _stock(offer: dict[str, Any], text: str) -> Stock:
    """What people read counts; the data's own word only where the text says nothing."""
    for pattern, stock in _WORDS:
        if pattern.search(text):
            return stock
    stated = str(offer.get("availability") or "").rsplit("/", 1)[-1].lower()
    return _STOCK.get(stated, "")


def _of_offer(
    offer: dict[str, Any], item: dict[str, Any], name: str, lines: Sequence[Line], seen: set[int]
) -> Record | None:
    """An offer outside a table: the line that names its price (and its variant, if it has one)."""
    price = _price(offer)
    if price is None:
        return None
    variant = str(offer.get("name") or "")
    for line in lines:
        if line.start in seen or not any(amount.value == price for amount in amounts(line.text)):
            continue
        if variant and variant.lower() not in line.text.lower():
            continue
        seen.add(line.start)
        return Record(
            subject=joined([name, variant]),
            data=Product(
                name=name,
                variant=variant,
                sku=str(offer.get("sku") or item.get("sku") or ""),
                price=price,
                currency=str(offer.get("priceCurrency") or "EUR"),
                stock=_stock(offer, line.text),
            ),
            start=line.start,
            end=line.end,
        )
    return None


def _price(offer: dict[str, Any]) -> Decimal | None:
    try:
        return Decimal(str(offer["price"])) if offer.get("price") is not None else None
    except InvalidOperation:
        return None


def _reviews(
    lines: Sequence[Line], title: str, stated: Sequence[dict[str, Any]]
) -> Iterator[Record]:
    """Quoted remarks with a name behind them, on a product's page."""
    ratings = {
        str(review.get("reviewBody", "")).strip(): _rating(review)
        for item in stated
        for review in _listed(item.get("review"))
    }
    groups = sorted({line.group for line in lines if line.kind in ("paragraph", "list_item")})
    for group in groups:
        own = [line for line in lines if line.group == group]
        text = " ".join(line.text for line in own)
        match = _QUOTED.match(text)
        if match:
            yield Record(
                subject=joined([title]),
                data=Review(
                    text=match["text"], author=match["author"], rating=ratings.get(match["text"])
                ),
                start=own[0].start,
                end=own[-1].end,
            )


def _rating(review: dict[str, Any]) -> float | None:
    rating: Any = review.get("reviewRating")
    try:
        return float(rating["ratingValue"])
    except (KeyError, TypeError, ValueError):
        return None


def _items(data: Any) -> Iterator[dict[str, Any]]:
    for item in _listed(data):
        yield item
        yield from _items(item.get("@graph"))


def _listed(value: Any) -> list[dict[str, Any]]:
    values: list[Any] = value if isinstance(value, list) else [value]
    return [each for each in values if isinstance(each, dict)]


def _is(item: dict[str, Any], name: str) -> bool:
    kinds: Any = item.get("@type")
    return kinds == name or (isinstance(kinds, list) and name in kinds)
