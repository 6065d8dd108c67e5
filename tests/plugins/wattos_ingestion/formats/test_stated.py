"""Shops whose pages give prices, stock and reviews as JSON-LD alone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.plugins.wattos_ingestion.files import blocks
from wattos.knowledge import ParsedDocument
from wattos_ingestion.formats.html import parse
from wattos_ingestion.source import Source

SEEDS = {
    "@type": "Product",
    "name": "Bienenwiese",
    "offers": [
        {"name": "Klein", "price": "4.90", "availability": "https://schema.org/InStock"},
        {"name": "Groß", "price": 1029.9, "availability": "https://schema.org/OutOfStock"},
        {"name": "Sack", "price": "auf Anfrage"},
    ],
    "review": {"reviewBody": "Es summt.", "author": {"name": "Ruben K."}},
}


def shop(data: Any, text: str, language: str = "de") -> ParsedDocument:
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    html = f'<html lang="{language}"><body>{script}<main><p>{text}</p></main></body></html>'
    return parse(Source(data=html.encode(), url="a.html", media_type="text/html"))


def test_what_only_the_data_say_stands_behind_the_text() -> None:
    document = shop([SEEDS], "Saatgut aus der Region.")
    assert [text for _, text in blocks(document)] == [
        "Saatgut aus der Region.",
        "Preise und Verfügbarkeit: Bienenwiese",
        "Klein | 4,90 € | auf Lager",
        "Groß | 1029,90 € | ausverkauft",
        "Bewertungen: Bienenwiese",
        "„Es summt.“ – Ruben K.",
    ]


@pytest.mark.parametrize("text", ["Klein 4,90 €, groß 1029,90 €.", "KLEIN: 4.90. Groß: 1029.90"])
def test_what_the_text_says_is_not_said_twice(text: str) -> None:
    document = shop([SEEDS], f"{text} Es summt. Sagt Ruben.")
    assert len(document.blocks) == 1


def test_variants_and_offers_in_offers_are_read() -> None:
    group = {
        "@type": ["ProductGroup"],
        "name": "Jacket",
        "hasVariant": [
            {"@type": "Product", "size": "L", "offers": {"price": 80, "priceCurrency": "GBP"}},
            {"name": "XL", "offers": {"@type": "AggregateOffer", "offers": [{"price": "85"}]}},
        ],
    }
    document = shop({"@graph": [group]}, "Warm. The 80s are back.", "en")
    assert [text for _, text in blocks(document)][1:] == [
        "Prices and availability: Jacket",
        "L | 80.00 GBP | ",
        "XL | 85.00 € | ",
    ]
