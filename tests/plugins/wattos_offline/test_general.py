"""What a matter as a whole costs, and the bare name of a page."""

from __future__ import annotations

import msgspec
import pytest

from tests.plugins.wattos_offline.passages import passage
from wattos.llm import Passage
from wattos_offline.composition import choose
from wattos_offline.general import foreign_page, general_first
from wattos_offline.question import understand
from wattos_offline.scoring import Scored, rank_units

REPAIR = passage("Die neue Lüftung des Hallenbads kostete 640.000 Euro.", "Hallenbad öffnet wieder")
PRICES = passage(
    "Zwei Stunden | 4,50 €\nTageskarte | 6,00 €",
    "Hallenbad am Park",
    "Preise",
    number=2,
    rows=("Karte: Zwei Stunden, Preis: 4,50 €", "Karte: Tageskarte, Preis: 6,00 €"),
)
COURSES = passage("Aquafitness kostet 9 Euro je Stunde.", "Hallenbad am Park", "Kurse", number=3)
APPOINTMENT = passage(
    "Für die meisten Anliegen brauchen Sie einen Termin. Sie buchen ihn online.",
    "Termin im Bürgerbüro",
    number=4,
)
HOURS = passage("Montag | mit Termin\nFreitag | mit Termin", "Kontakt", "Zeiten", number=5)


def first(question: str, *passages: Passage) -> Scored | None:
    asked = understand(question, "de")
    ranked = rank_units(asked, passages)
    found = general_first(asked, ranked, passages, ranked)
    return found[0] if found else None


@pytest.mark.parametrize(
    "question", ["Was kostet das Hallenbad?", "Was kostet der Eintritt ins Hallenbad?"]
)
def test_price_of_a_place_is_its_table(question: str) -> None:
    best = first(question, REPAIR, PRICES, COURSES)
    assert best is not None
    assert (best.unit.passage, best.unit.kind, best.singled_out) == (1, "row", 0.0)


def test_price_of_something_there_is_not_the_table() -> None:
    assert first("Was kostet Aquafitness im Hallenbad?", REPAIR, PRICES, COURSES) is None


@pytest.mark.parametrize("typed", ["Termin", "termin"])
def test_name_of_a_page_alone_is_answered_by_its_beginning(typed: str) -> None:
    best = first(typed, HOURS, APPOINTMENT)
    assert best is not None
    assert best.unit.text == "Für die meisten Anliegen brauchen Sie einen Termin."


def test_name_of_no_page_changes_nothing() -> None:
    assert first("Freitag", HOURS, APPOINTMENT) is None


def test_title_that_begins_with_what_is_typed_is_meant_but_not_a_part_of_it() -> None:
    bins = passage("Die Tonnen werden alle zwei Wochen geleert.", "Müllabfuhr und Tonnen")
    elderly = passage("Wir sind für alle ab 60 da.", "Angebote für Ältere", number=2)
    best = first("müll", elderly, bins)
    assert best is not None
    assert best.unit.passage == 1
    assert first("Stellenangebote", elderly, bins) is None


def test_page_whose_title_says_it_more_plainly_comes_first() -> None:
    bylaw = passage("Die Stadt erhebt eine Abgabe auf Hunde.", "Hundesteuersatzung")
    tax = passage("Wer einen Hund hält, meldet ihn an.", "Hundesteuer", number=2)
    best = first("hundesteuer", bylaw, tax)
    assert best is not None
    assert best.unit.passage == 1


def test_words_of_a_title_are_answered_by_the_beginning_of_its_page() -> None:
    advice = msgspec.structs.replace(
        passage("Gewerbe anmelden: Wir beraten.", "Gewerbe anmelden", "Beratung"), start=900
    )
    page = passage(
        "Wer sich selbstständig macht, zeigt das an.", "Gewerbe anmelden", number=2, document=1
    )
    best = first("gewerbe anmelden", advice, page)
    assert best is not None
    assert best.unit.text == "Wer sich selbstständig macht, zeigt das an."
    assert first("Wie viel kostet gewerbe anmelden", advice, page) is None


def test_page_of_a_product_begins_behind_its_number() -> None:
    tea = passage("Art.-Nr. T-2011\n\nTief gedämpfter Tee aus Kagoshima.", "Sencha")
    best = first("sencha", tea)
    assert best is not None
    assert best.unit.text == "Tief gedämpfter Tee aus Kagoshima."


def test_list_that_opens_a_page_is_told_as_a_whole() -> None:
    ways = passage("Vorkasse\nPayPal\nLastschrift\n\nRaten gibt es nicht.", "Zahlungsarten")
    best = first("Zahlungsarten", ways)
    assert best is not None
    chosen = choose(understand("Zahlungsarten", "de"), [best], [ways])
    assert [unit.text for unit in chosen] == ["Vorkasse", "PayPal", "Lastschrift"]


def test_case_of_somebody_is_no_page() -> None:
    case = passage("Die Codes sind jetzt ausgestellt.", "WLAN", source_kind="ticket")
    assert first("wlan", case) is None


def test_price_in_another_language_is_told_by_the_page_that_is_named() -> None:
    vouchers = passage("Gutscheine ab 10 € kommen per Mail.", "Zahlungsarten", "Gutscheine")
    shipping = passage("Ein Paket kostet 4,90 €.", "Versand und Lieferzeit", number=2)
    asked = understand("Kargo ücreti ne kadar?", "tr")
    every = rank_units(asked, [vouchers, shipping])
    found = foreign_page(asked, every, [vouchers, shipping])
    assert found is not None
    assert [each.unit.text for each in found] == ["Ein Paket kostet 4,90 €."]
    duration = understand("Kargo kaç gün sürer?", "tr")
    assert foreign_page(duration, every, [vouchers, shipping]) is None
