"""Telling sites without end from large ones."""

from __future__ import annotations

from datetime import date

import pytest

from wattos_crawler.traps import Traps, shape

TODAY = date(2026, 11, 22)
BASE = "https://example.org"


@pytest.mark.parametrize(
    "path",
    [
        "/termine?monat=5&jahr=2031",
        "/kalender/2040/07/",
        "/veranstaltungen/2031-01-03",
        "/kalender/1950-01/",
        "/a/b/a/b/a/b/a/b",
        "/index.php?cal[year]=2090",
    ],
)
def test_traps_block_what_no_reader_would_want(path: str) -> None:
    assert Traps(TODAY).blocks(BASE + path)


@pytest.mark.parametrize(
    "path",
    [
        "/kalender/2026/12/",
        "/aktuelles/2003-05-hochwasser.html",
        "/produkt/2100-watt-foehn",
        "/satzung-2024.pdf",
        "/termine?jahr=2027",
        "/familie/kita/familie/kita",
        "/seite?id=20310",
        "/?p=2041",
        "/agenda-2030",
    ],
)
def test_traps_let_ordinary_addresses_through(path: str) -> None:
    assert not Traps(TODAY).blocks(BASE + path)


def test_traps_close_a_calendar_whose_pages_say_nothing_new() -> None:
    traps = Traps(TODAY)
    for month in ("Januar", "Februar", "März", "April"):
        url = f"{BASE}/termine?monat={len(month)}"
        traps.note(url, f"Kalender {month} 2027: Mo 1 Di 2 Mi 3, keine Veranstaltungen.")
    later = f"{BASE}/termine?monat=9"
    assert traps.is_closed(later)
    assert traps.blocks(later)
    assert traps.avoided[shape(later)] == 1
    assert not traps.is_closed(f"{BASE}/termine?ort=9")


def test_traps_leave_pages_open_that_differ_in_words() -> None:
    traps = Traps(TODAY)
    for number, street in enumerate(["Birkenweg", "Ahornallee", "Am Markt", "Rosenstraße"] * 3):
        traps.note(f"{BASE}/kalender/strasse/{number}", f"Abfuhr {street} {number} am 3.5.")
    assert not traps.is_closed(f"{BASE}/kalender/strasse/99")


def test_traps_leave_a_shape_open_of_which_few_pages_are_alike() -> None:
    traps = Traps(TODAY)
    for number in range(40):
        street = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[number % 26] * (2 + number // 26)
        traps.note(f"{BASE}/node/{number}", f"Die Straße {street} wird gesperrt.")
        traps.note(f"{BASE}/node/{number + 100}", "Ohne Text" if number % 3 else f"Von {street}")
    assert not traps.is_closed(f"{BASE}/node/2041")


def test_traps_bound_the_combinations_of_a_filter() -> None:
    traps = Traps(TODAY)
    blocked = [traps.blocks(f"{BASE}/suche?farbe=f{n}&ort=o{n}") for n in range(500)]
    assert blocked.count(True) == 100
