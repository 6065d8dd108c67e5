from __future__ import annotations

import pytest

from tests.plugins.wattos_offline.passages import passage
from wattos.llm import Passage
from wattos_offline.coverage import coverage
from wattos_offline.question import understand
from wattos_offline.scoring import rank_units


def test_coverage_takes_children_for_met_by_an_age_that_they_have() -> None:
    asked = "Was kostet ein Pass für Kinder?"
    young = _coverage(asked, passage("Pass unter 24 Jahren: 37 Euro.", "Pass"))
    any_age = _coverage(asked, passage("37 Euro.", "Pass"))
    assert young["worst_unmet"] < 0.2 < any_age["worst_unmet"]


@pytest.mark.parametrize(
    ("asked", "existence"),
    [
        ("Hat die Bücherei einen Kopierer?", 1),
        ("Gibt es in der Bücherei einen Kopierer?", 1),
        ("Was hat die Sanierung gekostet?", 0),
        ("Wie viele Plätze hat der Saal?", 0),
        ("Welche Fläche hat das Gebiet?", 0),
    ],
)
def test_coverage_takes_only_what_asks_whether_for_a_question_of_existence(
    asked: str, existence: float
) -> None:
    assert _coverage(asked, passage("Der Kopierer kostet 10 Cent.", "Bücherei"))["existence"] == (
        existence
    )


def test_coverage_says_what_no_place_read_meets() -> None:
    asked = "Was kostet ein Parkplatz am Friedhof?"
    price = "Ein Parkplatz kostet 2 Euro."
    apart = _coverage(asked, passage(f"{price} Das Rathaus ist offen.", "Parken"))
    beside = _coverage(
        asked, passage(price, "Parken"), passage("Am Friedhof stehen Bänke.", "Parkplatz", number=2)
    )
    assert beside["worst_unmet"] == apart["worst_unmet"]
    assert beside["worst_unmet_by_any"] < apart["worst_unmet_by_any"]


def _coverage(asked: str, *passages: Passage) -> dict[str, float]:
    question = understand(asked, "de")
    ranked = rank_units(question, passages)
    return coverage(question, ranked, passages[ranked[0].unit.passage])
