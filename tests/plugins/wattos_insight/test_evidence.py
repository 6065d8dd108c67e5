"""Which texts count as evidence, and for how much."""

from __future__ import annotations

import msgspec
import pytest

from tests.plugins.wattos_insight.corpus import chunks_of, page, town, units
from wattos_insight.evidence import LONG_DOCUMENT, is_boilerplate

LONG = "Das Bürgerbüro hilft Ihnen gern weiter. " * 12


@pytest.mark.parametrize(
    ("url", "title"),
    [
        ("https://town.example/rathaus/impressum.html", "Impressum"),
        ("https://town.example/x", "Datenschutzerklärung"),
        ("https://shop.example/privacy", "Privacy policy"),
        ("https://shop.example/agb", "AGB"),
        ("https://town.example/tr/x", "Gizlilik politikası"),
    ],
)
def test_boilerplate_is_recognised(url: str, title: str) -> None:
    assert is_boilerplate(url, title)


@pytest.mark.parametrize("title", ["Rückgabe und Widerruf", "Personalausweis", "Suchthilfe"])
def test_boilerplate_leaves_needs_alone(title: str) -> None:
    assert not is_boilerplate("https://town.example/a", title)


def test_units_leave_out_boilerplate_but_keep_tickets_about_it() -> None:
    imprint = page("impressum", "Impressum", LONG)
    ticket = chunks_of("export.csv#1", "Impressum der Webseite fehlt", LONG, kind="ticket")
    assert [unit.kind for unit in units([*imprint, *ticket])] == ["ticket"]


def test_units_drop_the_site_name_from_titles() -> None:
    assert {unit.title for unit in units(town())} >= {"Reisepass", "Biotonne"}


def test_units_call_a_scan_by_its_heading_and_else_by_nothing() -> None:
    headed, bare = (
        chunks_of(name, name, LONG, kind="file")[0] for name in ("IMG_2034.pdf", "Kopie (2)")
    )
    scans = [msgspec.structs.replace(headed, heading_path=("Merkblatt Bauantrag",)), bare]
    named = {unit.title: unit.is_named for unit in units(scans)}
    assert named == {"Merkblatt Bauantrag": True, "Kopie (2)": False}


def test_units_lose_what_frames_every_page_and_keep_stretches_of_passages() -> None:
    own = {
        name: f"{name} kostet {number} Euro. {LONG}".strip() for number, name in enumerate("ABC")
    }
    framed = [
        chunk
        for name, text in own.items()
        for chunk in page(name, name, f"VHS - Bildung für alle\n\n{text}\nInfo-Telefon 4471-0")
    ]
    assert {unit.chunks[0].text for unit in units(framed)} == set(own.values())
    assert len(units(page("a", "A", "VHS - Bildung für alle"))[0].chunks) == 1


def test_units_keep_one_of_two_copies_of_a_page_and_both_of_two_equal_tickets() -> None:
    copies = [*page("a", "Reisepass", LONG), *page("a-druck", "Reisepass", LONG)]
    tickets = [
        *chunks_of("t.csv#1", "Drucker druckt nicht", LONG, kind="ticket"),
        *chunks_of("t.csv#2", "Drucker druckt nicht", LONG, kind="ticket"),
    ]
    assert len(units(copies)) == 1
    assert len(units(tickets)) == 2


def test_units_split_a_handbook_into_chapters_and_leave_a_page_whole() -> None:
    chapters = [
        chunk
        for name in ("VPN", "Drucker", "Passwort")
        for chunk in chunks_of("handbook.md", name, "x" * (LONG_DOCUMENT // 2), kind="file")
    ]
    assert [unit.title for unit in units(chapters)] == ["VPN", "Drucker", "Passwort"]
    assert len(units(page("a", "Reisepass", f"{LONG}\n{LONG}"))) == 1


def test_unit_weighs_more_when_people_asked_and_when_it_speaks_of_needs() -> None:
    text = "Was kostet der Ausweis, welche Unterlagen brauche ich und bis wann ist die Frist?"
    asked = units(chunks_of("t.csv#1", "Ausweis", text, kind="ticket"))[0]
    told = units(chunks_of("a.html", "Ausweis", text))[0]
    idle = units(chunks_of("b.html", "Stadtwappen", "Das Wappen zeigt eine Linde auf Grün."))[0]
    assert asked.weight == pytest.approx(3 * told.weight)
    assert told.weight > idle.weight


@pytest.mark.parametrize(
    "path", ["index", "en/index", "aktuelles/2026-neues", "news2017", "a-bis-z"]
)
def test_home_news_and_lists_are_secondary(path: str) -> None:
    title = "Leistungen von A bis Z" if path == "a-bis-z" else "Seite"
    assert units(page(path, title, LONG))[0].secondary


def test_ordinary_page_is_not_secondary() -> None:
    assert not units(page("buerger/index", "Ausweise", LONG))[0].secondary
