"""Tables as pages write them, with cells over columns and rows."""

from __future__ import annotations

import pytest

from wattos.knowledge import ParsedDocument, chunk
from wattos_ingestion.formats.html import parse
from wattos_ingestion.source import Source


def page(rows: str) -> ParsedDocument:
    markup = f"<main><h1>T</h1><table>{rows}</table></main>"
    return parse(Source(data=markup.encode(), url="https://mill.example/", media_type="text/html"))


def told(document: ParsedDocument) -> list[str]:
    """Every row as it is searched, under its columns' names."""
    return [line for span in chunk(document) for line in span.search_text.split("\n")]


RENT = """<tr><th rowspan=2>Raum<th rowspan=2>Platz<th colspan=2>Miete</tr>
<tr><th>Mitglieder<th>Gäste</tr><tr><td>Saal<td>120<td>180 €<td>320 €</tr>"""
HALLS = """<tr><th>Halle<th>Tag<th>Zeit</tr><tr><td rowspan=2>Nord<td>Mo<td>8 Uhr</tr>
<tr><td>Di<td>9 Uhr</tr><tr><td>Süd<td>Mi<td>7 Uhr</tr>"""
SEASONS = """<tr><th>Tag<th>Zeit</tr><tr><td colspan=2>Sommer</tr><tr><td>Di<td>15–20 Uhr</tr>
<tr><td colspan=2>Winter</tr><tr><td>Di<td>16–19 Uhr</tr>"""
BOLD = """<tr><td colspan=2>Preise 2027</tr><tr><td><b>Karte</b><td><strong>Preis</strong></tr>
<tr><td>Tag<td>6 €</tr><tr><td><b>Jahr</b><td><b>60 €</b></tr>"""


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (RENT, ["Raum: Saal, Platz: 120, Miete, Mitglieder: 180 €, Miete, Gäste: 320 €"]),
        (HALLS, ["Halle: Nord, Tag: Mo, Zeit: 8 Uhr", "Halle: Nord, Tag: Di, Zeit: 9 Uhr",
                 "Halle: Süd, Tag: Mi, Zeit: 7 Uhr"]),
        (SEASONS, ["Tag: Di, Sommer, Zeit: 15–20 Uhr", "Tag: Di, Winter, Zeit: 16–19 Uhr"]),
        (BOLD, ["Preise 2027", "Karte: Tag, Preis: 6 €", "Karte: Jahr, Preis: 60 €"]),
        ("<tr><th>Sommer<td>10 Uhr</tr>", ["Sommer | 10 Uhr"]),
    ],
    ids=["headings", "rows", "sections", "bold", "one row"],
)  # fmt: skip
def test_cells_stand_under_the_names_of_their_columns(rows: str, lines: list[str]) -> None:
    assert told(page(rows)) == lines
