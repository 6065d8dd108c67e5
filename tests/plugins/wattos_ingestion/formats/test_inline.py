"""Text of inline elements keeps the spacing of its source; block elements stay apart."""

from __future__ import annotations

from wattos_ingestion.formats.html import parse
from wattos_ingestion.source import Source


def text_of(page: bytes) -> str:
    return parse(Source(data=page)).text


def test_emphasis_and_links_add_no_spaces() -> None:
    page = b"<main><ul><li>ein <b>Lichtbild</b>: siehe <a href='x'>hier</a>.</li></ul></main>"
    assert text_of(page) == "ein Lichtbild: siehe hier."


def test_blocks_inside_an_item_or_cell_are_kept_apart() -> None:
    item = b"<main><ul><li>Ausweis<p>oder Pass</p>mitbringen</li></ul></main>"
    assert text_of(item) == "Ausweis oder Pass mitbringen"
    cell = b"<main><table><tr><th>Zeit</th></tr><tr><td>8 Uhr<br>9 Uhr</td></tr></table></main>"
    assert "8 Uhr, 9 Uhr" in text_of(cell)


def test_line_breaks_stay_inside_their_paragraph() -> None:
    page = b"<main><p>Rathaus,<span> Marktplatz 1<br>\n 05987 Ort</span><br><br>Zimmer 4</p></main>"
    assert text_of(page) == "Rathaus, Marktplatz 1\n05987 Ort\nZimmer 4"
