"""Running titles, page numbers and the table of contents of a PDF."""

from __future__ import annotations

import pytest

from wattos_ingestion.formats.pdf_frame import Frame
from wattos_ingestion.formats.pdf_lines import Headings


def bodies(pages: list[list[str]]) -> list[list[str]]:
    frame = Frame(pages)
    return [frame.without(lines, number) for number, lines in enumerate(pages, start=1)]


@pytest.mark.parametrize(
    ("tops", "bottoms"),
    [
        (["", "", ""], ["1", "2", "3"]),
        (["", "", ""], ["Seite 1 von 3", "Seite 2 von 3", "Seite 3 von 3"]),
        (["Der Hafen 5", "6 Gebühren", "Gebühren 7"], ["5", "6", "7"]),
    ],
)
def test_page_numbers_go_with_the_titles_beside_them(tops: list[str], bottoms: list[str]) -> None:
    texts = ["Erster Satz.", "Zweiter Satz.", "Dritter Satz."]
    pages = [list(page) for page in zip(tops, texts, bottoms, strict=True)]
    assert bodies(pages) == [[text] for text in texts]


def test_letterhead_stays_where_it_stands_first() -> None:
    pages = [["Hafenamt, Telefon 0123", f"Satz {name}."] for name in "abc"]
    assert bodies(pages) == [["Hafenamt, Telefon 0123", "Satz a."], ["Satz b."], ["Satz c."]]


def test_parts_that_are_a_page_long_keep_their_titles() -> None:
    pages = [[f"Anlage {n}", f"Satz {name}."] for n, name in enumerate("abc", start=1)]
    assert bodies(pages) == pages


def test_lines_of_a_table_of_contents_go() -> None:
    names = ("Boote", "Stege", "Gebühren", "Zeiten", "Winter", "Strom")
    contents = ["Inhalt", *(f"{n}. {name} . . . . . . {n}" for n, name in enumerate(names, 1))]
    assert bodies([contents, *([name] for name in names)])[0] == ["Inhalt"]


def test_list_of_prices_with_leaders_stays() -> None:
    prices = {"Suppe": 5, "Salat": 7, "Fisch": 14, "Brot": 2, "Kaffee": 3}
    menu = [f"{dish} ........ {price}" for dish, price in prices.items()]
    assert bodies([menu, ["Guten Appetit"]])[0] == menu


def test_numbered_headings_stand_below_each_other_as_their_numbers_say() -> None:
    headings = Headings({"3.1 Stege": 3, "3.1.1 Strom am Steg": 2, "3 Der Hafen": 2})
    assert [headings.level(line) for line in ("3.1 Stege", "3.1.1 Strom am Steg")] == [3, 4]
    assert headings.name("3.1.1 Strom am Steg") == "Strom am Steg"
