from __future__ import annotations

import pytest

from wattos_offline.conditions import conditions_fit


@pytest.mark.parametrize(
    ("question", "text", "fit"),
    [
        ("Mein Sohn ist 19.", "Ausweis unter 24 Jahren", 1),
        ("Mein Sohn ist 19.", "Ausweis ab 24 Jahren", -1),
        ("My daughter is 8 years old.", "children from 6 to 11 years", 1),
        ("Kızım 5 yaşında", "6 yaşından itibaren", -1),
        ("Was kostet ein Pass für Kinder?", "Pass unter 24 Jahren", 1),
        ("How much is a passport for my child?", "adults from 18 years", -1),
        ("Was kostet ein Ausweis?", "Ausweis ab 24 Jahren", 0),
        ("Wann ist im Winter auf?", "Von November bis März nur samstags", 1),
        ("Wann ist im Winter auf?", "April bis Oktober täglich", -1),
        ("Is it open in summer?", "From May to mid September daily", 1),
        ("Wann ist im Winter auf?", "Samstag 11 bis 15 Uhr", 0),
        ("Gilt das im Sommer wie im Winter?", "April bis Oktober täglich", 0),
        ("Mein Sohn ist 19.", "Öffnung ab 8 Uhr", 0),
        ("Was kostet ein Platz unter drei Jahren?", "Kinder unter 3 Jahren", 1),
        ("Was kostet ein Platz unter drei Jahren?", "Kinder ab 3 Jahren", -1),
        ("How much is a place under 3 years?", "children from 3 years", -1),
        ("Üç yaş altı kreş ne kadar?", "Kinder unter 3 Jahren", 1),
    ],
)
def test_an_age_or_season_meets_or_violates_a_condition(question: str, text: str, fit: int) -> None:
    assert conditions_fit(question, text) == fit
