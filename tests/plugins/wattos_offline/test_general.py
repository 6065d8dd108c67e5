"""What a matter as a whole costs, and the bare name of a page."""

from __future__ import annotations

import pytest

from tests.plugins.wattos_offline.passages import passage
from wattos.llm import Passage
from wattos_offline.general import general_first
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
