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
CORNER = """<tr><td><td>Erwachsene<td>Kinder</tr><tr><th>Tag<td>5 €<td>3 €</tr>"""
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
        (CORNER, ["Tag, Erwachsene: 5 €, Kinder: 3 €"]),
        ("<tr><td>Leistung<td>Gebühr</tr><tr><td>Pass<td>70 €</tr>",
         ["Leistung: Pass, Gebühr: 70 €"]),
        ("<tr><td>Name<td>Stadtbad</tr><tr><td>Träger<td>Werke</tr>",
         ["Name | Stadtbad", "Träger | Werke"]),
        ("<thead><tr><td>1-2<td>3-4</tr></thead><tbody><tr><td>a<td>b</tr></tbody>",
         ["1-2: a, 3-4: b"]),
    ],
    ids=["headings", "rows", "sections", "bold", "one row", "corner", "no marks", "pairs", "thead"],
)  # fmt: skip
def test_cells_stand_under_the_names_of_their_columns(rows: str, lines: list[str]) -> None:
    assert told(page(rows)) == lines


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("Mo 8–12 Uhr<br>Di 14–18 Uhr", "Mo 8–12 Uhr, Di 14–18 Uhr"),
        ("Rathausplatz 1<br>12345 Ort<br>a@b.example", "Rathausplatz 1, 12345 Ort, a@b.example"),
        ("Reisepass für<br>Kinder unter 12", "Reisepass für Kinder unter 12"),
        ("Personal-<br>ausweis", "Personalausweis"),
        ("Erster<br>Hund", "Erster Hund"),
        ("Bitte mit:<ul><li>Foto<li>alter Pass</ul>", "Bitte mit: Foto, alter Pass"),
        ("<p>Nur nach Termin.</p><p>Bitte anrufen.</p>", "Nur nach Termin. Bitte anrufen."),
        ("<table><tr><td>Mo<td>8 Uhr</tr><tr><td>Di<td>9 Uhr</tr></table>", "Mo 8 Uhr, Di 9 Uhr"),
    ],
)
def test_what_stands_below_each_other_in_a_cell_is_kept_apart(cell: str, text: str) -> None:
    document = page(f"<tr><th>Amt<th>Was</tr><tr><td>Rathaus<td>{cell}</td></tr>")
    assert told(document) == [f"Amt: Rathaus, Was: {text}"]


def test_table_without_heads_that_holds_tables_places_them() -> None:
    inner = "<table><tr><th>Tag<th>Zeit</tr><tr><td>Mo<td>8 Uhr</tr></table>"
    assert told(page(f"<tr><td>Menü<td>{inner}</td></tr>")) == ["Menü", "Tag: Mo, Zeit: 8 Uhr"]
